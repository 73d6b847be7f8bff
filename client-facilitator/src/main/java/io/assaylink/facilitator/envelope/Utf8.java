// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

/** RFC 3629, section 3: which byte sequences are UTF-8. No overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    /** Offset of the first byte that belongs to no character; -1 where there is none. */
    static int firstBroken(byte[] bytes) {
        return firstBroken(bytes, bytes.length);
    }

    /** The same of the bytes before {@code to}. */
    static int firstBroken(byte[] bytes, int to) {
        int i = 0;
        while (i < to) {
            int length = bytes[i] >= 0 ? 1 : length(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Bytes of the character beyond ASCII that begins at {@code at}, 2 to 4; 0 where it is none. */
    static int length(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = length(lead);
        if (length == 0 || at + length > to || !second(lead, bytes[at + 1] & 0xFF)) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static int length(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 2;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 3;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    }

    private static boolean second(int lead, int second) {
        int from = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int to = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= from && second <= to;
    }
}
