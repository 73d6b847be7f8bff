// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

/** A frame that is none. It bears a code and an offset; never a byte of the frame. */
public final class EnvelopeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong; stable names, see {@code docs/codes.md}. */
    public enum Code {
        /** No byte at all. */
        ENVELOPE_EMPTY,
        /** A binary frame, where the protocol has text only. */
        ENVELOPE_BINARY,
        /** More bytes than the limit. */
        ENVELOPE_TOO_LARGE,
        /** Bytes that are no UTF-8. */
        ENVELOPE_UTF8,
        /** The JSON grammar is broken. */
        ENVELOPE_JSON,
        /** JSON, and not an object. */
        ENVELOPE_NOT_OBJECT,
        /** Bytes after the object. */
        ENVELOPE_TRAILING,
        /** A name that stands twice in one object. */
        ENVELOPE_DUPLICATE_KEY,
        /** Nested deeper than 64. */
        ENVELOPE_NESTING,
        /** A number, name or string beyond the bounds of the reader. */
        ENVELOPE_CONSTRAINT,
        /** A field that this kind needs is not there. */
        ENVELOPE_FIELD_MISSING,
        /** A field has a value that its kind does not allow. */
        ENVELOPE_FIELD_VALUE
    }

    private final Code code;
    private final long offset;
    private final String field;

    EnvelopeException(Code code, long offset, String field) {
        super(code + (field.isEmpty() ? "" : " (" + field + ")") + " at byte " + offset, null, false, false);
        this.code = code;
        this.offset = offset;
        this.field = field;
    }

    /** A binary frame came, of this many bytes. */
    public static EnvelopeException binary() {
        return new EnvelopeException(Code.ENVELOPE_BINARY, 0, "");
    }

    public Code code() {
        return code;
    }

    /** Byte of the frame where it showed, from 0. */
    public long offset() {
        return offset;
    }

    /** The protocol's name of the field at fault; empty where none is. */
    public String field() {
        return field;
    }
}
