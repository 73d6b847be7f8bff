// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the end of a run of text: 0x20 and above, and CR. Eight bytes at a time (MllpDecoderBenchmark). */
final class Text {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = EACH << 7;

    private static final byte ESC = 0x1B;

    private Text() {}

    static boolean isText(byte b) {
        return b >= 0x20 || b < 0 || b == '\r';
    }

    /** What the standard does not allow in a message. ESC is not counted: ISO 2022 character sets need it. */
    static boolean isControl(byte b) {
        return !isText(b) && b != ESC;
    }

    /** Index of the first byte from {@code from} that is no text, {@code to} if all are. */
    static int end(ByteBuffer in, int from, int to) {
        if (in.hasArray()) {
            int base = in.arrayOffset();
            return end(in.array(), base + from, base + to) - base;
        }
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = in.getLong(i);
            long found = controls(in.order() == ByteOrder.LITTLE_ENDIAN ? word : Long.reverseBytes(word)) & HIGH;
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && isText(in.get(i))) {
            i++;
        }
        return i;
    }

    private static int end(byte[] in, int from, int to) {
        int i = from;
        for (; i <= to - 4 * Long.BYTES; i += 4 * Long.BYTES) {
            long a = word(in, i);
            long b = word(in, i + Long.BYTES);
            long c = word(in, i + 2 * Long.BYTES);
            long d = word(in, i + 3 * Long.BYTES);
            // CR is in one of three such steps: the exact question is asked there only
            if (((below(a) | below(b) | below(c) | below(d)) & HIGH) != 0
                    && ((controls(a) | controls(b) | controls(c) | controls(d)) & HIGH) != 0) {
                break;
            }
        }
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = controls(word(in, i)) & HIGH;
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < to && isText(in[i])) {
            i++;
        }
        return i;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    /** The high bit of the first byte that is below 0x20, and perhaps of bytes behind it. */
    private static long below(long word) {
        return (word - 0x20 * EACH) & ~word;
    }

    private static long word(byte[] in, int index) {
        return (long) WORD.get(in, index);
    }

    /**
     * The high bit of each byte that is below 0x20 and not CR; the other bits mean nothing. XOR with CR maps 0 to 0x1F onto
     * itself and CR to 0; with the high bit set no subtraction borrows from the next byte, so each byte stands for itself.
     */
    private static long controls(long word) {
        long v = word ^ ('\r' * EACH);
        long high = v | HIGH;
        return (high - EACH) & ~((high - 0x20 * EACH) | v); // 1 <= v < 0x20
    }
}
