// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the end of a run of text: 0x20 and above, and CR. Eight bytes at a time (MllpDecoderBenchmark). */
final class Text {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
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
        while (i <= to - Long.BYTES && (controls(in.getLong(i)) & HIGH) == 0) {
            i += Long.BYTES;
        }
        while (i < to && isText(in.get(i))) {
            i++;
        }
        return i;
    }

    private static int end(byte[] in, int from, int to) {
        int i = from;
        for (; i <= to - 4 * Long.BYTES; i += 4 * Long.BYTES) {
            long found = controls(word(in, i))
                    | controls(word(in, i + Long.BYTES))
                    | controls(word(in, i + 2 * Long.BYTES))
                    | controls(word(in, i + 3 * Long.BYTES));
            if ((found & HIGH) != 0) {
                break;
            }
        }
        while (i <= to - Long.BYTES && (controls(word(in, i)) & HIGH) == 0) {
            i += Long.BYTES;
        }
        while (i < to && isText(in[i])) {
            i++;
        }
        return i;
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
