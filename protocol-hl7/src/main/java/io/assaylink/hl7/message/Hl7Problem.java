// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

/**
 * Something the sender of a message or file got wrong. It never stops anyone from reading the rest.
 *
 * @param code stable code
 * @param offset byte offset of the fault, counted from the first byte of the message or file
 * @param hint what was expected and what to do; never text of the message
 */
public record Hl7Problem(Code code, long offset, String hint) {

    /** What can be wrong. The names are stable. */
    public enum Code {
        /** No MSH (FHS, BHS) at the start, too short, or with delimiters that cannot delimit. */
        BAD_MSH,
        /**
         * MSH-2 is shorter than two or longer than five characters, or a delimiter is declared twice or is a letter, digit,
         * space or control character: it is read without what cannot delimit. Only where the profile tolerates it, else
         * {@link #BAD_MSH}.
         */
        DELIMITERS,
        /** MSH-10 is empty: no answer can name the message. */
        EMPTY_CONTROL_ID,
        /** MSH-10 is longer than 199 bytes or holds control characters: it cannot be echoed. */
        BAD_CONTROL_ID,
        /** MSH-18 names an unknown or unusable character set, or the bytes do not belong to the one it names. */
        CHARSET,
        /** A byte order mark stands before the first segment; it is skipped. */
        BYTE_ORDER_MARK,
        /** Segments end with LF or CR LF instead of CR. */
        LF_TERMINATOR,
        /** A line feed inside a segment of a message whose segments end with CR; it is kept as data. */
        LF_IN_TEXT,
        /** An empty line between two segments; it is skipped. */
        BLANK_LINE,
        /** A line does not begin with a segment identifier such as OBX: probably a raw line break in a text. */
        SEGMENT_ID,
        /** An escape character begins no known sequence, or one that does not end; it is kept as data. */
        ESCAPE,
        /** Bytes of a file that belong to no message and to no batch or file envelope. */
        OUTSIDE_MESSAGE,
        /** BTS-1 or FTS-1 differs from what was counted. */
        BATCH_COUNT;

        /** Whether a message can be read in spite of it. */
        public boolean isTolerable() {
            return this != BAD_MSH;
        }
    }
}
