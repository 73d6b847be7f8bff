// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

/**
 * A field holds what may not go on the wire. The message is not written; nothing is replaced or left out. Says where, never
 * what.
 */
public final class UnwritableText extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Why a text cannot be written. */
    public enum Reason {
        /** A control character: E1394 6.3 allows those of value 7, 9, 11 and 12 in text. */
        RESTRICTED_CHAR("a control character"),
        /** The character set of the link does not have the character. */
        UNMAPPABLE("a character that the character set of the link does not have"),
        /** A delimiter in data, and the delimiters of the message leave none for escapes. */
        NO_ESCAPE("a delimiter, and this message has no escape delimiter");

        private final String what;

        Reason(String what) {
            this.what = what;
        }
    }

    private final Reason reason;
    private final int record;
    private final int field;
    private final int offset;

    UnwritableText(Reason reason, char type, int record, int field, int offset) {
        super(type + " (record " + record + "), field " + field + ", character " + offset + ": " + reason.what);
        this.reason = reason;
        this.record = record;
        this.field = field;
        this.offset = offset;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Position of the record in the message, from 0. */
    public int record() {
        return record;
    }

    /** Field of the record, from 1 for its type. */
    public int field() {
        return field;
    }

    /**
     * Offset in characters from 0: in the text as it was given to {@link AstmWriter#record} and {@link AstmWriter#header}; in
     * the whole field with its delimiters and escapes where it was made by {@link AstmWriter#components}, as builders do.
     */
    public int offset() {
        return offset;
    }
}
