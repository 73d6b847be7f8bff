// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/**
 * The checksum of E1381 6.3.3: the sum, modulo 256, of the bytes from the frame number to ETB or ETX, both counted,
 * written as two upper-case hexadecimal digits.
 */
public final class Checksum {

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    /** Bytes of a frame behind its text: ETX or ETB, checksum, CR LF. */
    static final int END_LENGTH = 5;

    private Checksum() {}

    /** Of the bytes in [from, to); 0 to 255. */
    public static int of(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    /** Whether ETX or ETB, the checksum and CR LF stand at {@code at}; {@code sum} runs from the number to the text's end. */
    static boolean endsFrame(byte[] bytes, int at, int sum) {
        byte end = bytes[at];
        int whole = sum + end;
        return (end == Control.ETX || end == Control.ETB)
                && bytes[at + 1] == high(whole)
                && bytes[at + 2] == low(whole)
                && bytes[at + 3] == Control.CR
                && bytes[at + 4] == Control.LF;
    }

    static byte high(int sum) {
        return DIGITS[(sum >> 4) & 0xF];
    }

    static byte low(int sum) {
        return DIGITS[sum & 0xF];
    }

    /** 0 to 15, or -1 for what is no digit; lower case is read too. */
    static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        } else if (b >= 'A' && b <= 'F') {
            return b - 'A' + 10;
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }
}
