// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

/**
 * A line of a dialect that cannot be read.
 *
 * @param line from 1
 * @param code what is wrong
 * @param message one sentence for whoever wrote the line; names the nearest right word when there is one
 */
public record DialectError(int line, Code code, String message) {

    /** Stable codes. */
    public enum Code {
        /** No {@code key = value}. */
        NOT_A_SETTING,
        /** No such key. */
        UNKNOWN_KEY,
        /** The key has this value already. */
        KEY_AGAIN,
        /** The value is none of this key. */
        BAD_VALUE
    }

    /** {@code line 3: …} */
    @Override
    public String toString() {
        return "line " + line + ": " + message;
    }
}
