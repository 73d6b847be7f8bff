// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

/**
 * RFC 3629 section 4: well-formed byte sequences; no surrogates, nothing overlong, nothing above U+10FFFF. Checks one text
 * as it comes, cut anywhere, and tells the first byte that cannot be right.
 */
final class Utf8 {
    /** Bytes that the sequence begun still needs. */
    private int missing;
    /** Bounds of the next of them. */
    private int low;

    private int high;

    /** Index of the first invalid byte of all, or -1. A sequence cut off at the end is found at the end. */
    static int firstInvalid(byte[] bytes) {
        Utf8 check = new Utf8();
        int at = check.check(bytes, 0, bytes.length);
        return at < 0 && !check.complete() ? bytes.length : at;
    }

    /** Index of the first invalid byte between {@code from} and {@code to}, or -1. */
    int check(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xFF;
            if (missing > 0) {
                if (b < low || b > high) {
                    return i;
                }
                missing--;
                low = 0x80;
                high = 0xBF;
            } else if (b >= 0x80 && !begins(b)) {
                return i;
            }
        }
        return -1;
    }

    /** True where no sequence is cut off; a new text may begin. */
    boolean complete() {
        return missing == 0;
    }

    void reset() {
        missing = 0;
    }

    private boolean begins(int lead) {
        low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        missing = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        return lead >= 0xC2 && lead <= 0xF4;
    }
}
