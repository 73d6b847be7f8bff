// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

/** The outbox did not take or give something. */
public final class OutboxException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; stable names, see {@code docs/codes.md}. */
    public enum Code {
        /** The event is larger than the limit. Never accepted, now or later. */
        TOO_LARGE,
        /** The low-disk mark or the bound of the outbox is reached: try later. */
        FULL,
        /** The disk took no more: try later. */
        DISK_FULL,
        /** A commit failed; the store was closed and is opened again: try later. */
        STORE_FAILED,
        /** The directory cannot be written, or another process holds it. */
        UNAVAILABLE,
        /** The outbox was closed. */
        CLOSED
    }

    private final Code code;

    public OutboxException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public OutboxException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For an outbox to say that it was closed. */
    public static OutboxException closed() {
        return new OutboxException(Code.CLOSED, "the outbox is closed");
    }

    /** For an outbox to say that an event is larger than it takes, in bytes. */
    public static OutboxException tooLarge(int length, int limit) {
        return new OutboxException(Code.TOO_LARGE, length + " bytes, and an event may have " + limit + " at most");
    }

    /** For an outbox to say that it takes no more for now, and which bound is reached. */
    public static OutboxException full(String why) {
        return new OutboxException(Code.FULL, why);
    }

    /** Misuse of an outbox: a number above the last. Never acted upon. */
    public static IllegalArgumentException neverGiven(long sequence, long last) {
        return new IllegalArgumentException(sequence + " was never given out; the last is " + last);
    }

    public Code code() {
        return code;
    }
}
