// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

/** RFC 3629, section 3: which byte sequences are UTF-8. No overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    /** Offset of the first byte that belongs to no character; -1 where there is none. */
    static int firstBroken(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
                continue;
            }
            int length = length(lead & 0xFF);
            if (length == 0 || i + length > bytes.length || !second(lead & 0xFF, bytes[i + 1] & 0xFF)) {
                return i;
            }
            for (int k = 2; k < length; k++) {
                if ((bytes[i + k] & 0xC0) != 0x80) {
                    return i;
                }
            }
            i += length;
        }
        return -1;
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
