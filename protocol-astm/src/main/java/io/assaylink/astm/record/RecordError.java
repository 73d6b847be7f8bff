// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

/**
 * A departure from E1394 that loses nothing: the message is delivered all the same.
 *
 * @param code what it is
 * @param record position of the record, from 0; the number of records when it is about the message's end
 * @param field of the record, from 1; 0 when it is about the whole record
 * @param offset in the message: of the byte that is wrong, or of the record's first byte
 */
public record RecordError(Code code, int record, int field, int offset) {

    /** Stable codes. */
    public enum Code {
        /** The first record is not H: the delimiters are a guess. */
        NO_HEADER("the message does not start with H"),
        /** The last record is not L: the sender may not have finished. */
        NO_TERMINATOR("the message does not end with L"),
        /** H in the middle. */
        HEADER_AGAIN("a second H: two messages in one"),
        /** Records behind L. */
        AFTER_TERMINATOR("a record behind the terminator"),
        /** The header declares fewer or more than four delimiters, or unusable ones. */
        DELIMITERS_INCOMPLETE("the header does not declare four delimiters; defaults were taken"),
        /** A type other than H P O R C Q M S L. */
        UNKNOWN_RECORD("record type outside the standard; kept where it stands"),
        /** O without P, R without O. */
        ORPHAN_RECORD("the record this one belongs to is missing; attached to the nearest possible"),
        /** Bytes that are no characters in the character set of the message. */
        UNMAPPABLE("bytes that the character set does not have; the bytes are kept"),
        /** Between two escape delimiters stands no sequence of E1394 6.4.6: often a name or unit that was never escaped. */
        ESCAPE_UNKNOWN("an escape sequence outside the standard; kept as text"),
        /** An escape delimiter without its partner in the same component. */
        ESCAPE_UNTERMINATED("an escape delimiter without its partner; kept as text"),
        /** Two escape delimiters with nothing between them, or X without pairs of hexadecimal digits. */
        ESCAPE_MALFORMED("an escape sequence that is empty or not hexadecimal; kept as text");

        private final String hint;

        Code(String hint) {
            this.hint = hint;
        }

        /** One sentence for the operator. */
        public String hint() {
            return hint;
        }
    }
}
