// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

/**
 * A value that may not go on the wire. Nothing is written, replaced or left out. Says where, never what.
 *
 * <p>An exception, because it is the caller who gave the value.
 */
public final class UnwritableValue extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Why a value cannot be written. The names are stable. */
    public enum Reason {
        /** The character set of the message does not have the character. */
        UNMAPPABLE("a character that the character set of the message does not have"),
        /** U+FFFD, which stands for bytes that could not be read: written it would be an invention. */
        UNREADABLE("U+FFFD, which stands for bytes that could not be read"),
        /** Something must be escaped and MSH-2 declares no escape character. */
        NO_ESCAPE("a character that must be escaped, and the message has no escape character"),
        /** The place needs a delimiter that MSH-2 does not declare. */
        NO_DELIMITER("a place that needs a delimiter the message does not declare"),
        /** Encoded bytes that hold CR, LF, VT, FS or another control character. */
        CONTROL_CHARACTER("encoded bytes with a control character"),
        /** Encoded bytes that hold a delimiter of the level they go to or of one above. */
        DELIMITER("encoded bytes with a delimiter that would split another level"),
        /** MSH-18 of a message whose other bytes are not ASCII: they would be read as other characters. */
        CHARSET_CHANGE("another character set for a message that has text which is not ASCII");

        private final String hint;

        Reason(String hint) {
            this.hint = hint;
        }

        /** One sentence for the programmer. */
        public String hint() {
            return hint;
        }
    }

    private final Reason reason;
    private final String place;
    private final int offset;

    /**
     * A refusal.
     *
     * @param place path of the value, such as {@code PID-5.1}; empty when it goes to no message
     * @param offset where in the given value, from 0: in characters of a text, in bytes of encoded ones
     */
    public UnwritableValue(Reason reason, String place, int offset) {
        super((place.isEmpty() ? "" : place + ", ") + "offset " + offset + ": " + reason.hint);
        this.reason = reason;
        this.place = place;
        this.offset = offset;
    }

    /** The same refusal with the path of the value. */
    public UnwritableValue at(String path) {
        return new UnwritableValue(reason, path, offset);
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Path of the value; empty when it goes to no message. */
    public String place() {
        return place;
    }

    /** Where in the given value, from 0: in characters of a text, in bytes of encoded ones. */
    public int offset() {
        return offset;
    }
}
