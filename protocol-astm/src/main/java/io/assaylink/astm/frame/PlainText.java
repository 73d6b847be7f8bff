// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the end of plain text and sums it in one pass, eight bytes at a time: FrameDecoderBenchmark. Plain is what E1381
 * 6.3.1.1 allows in a text.
 */
final class PlainText {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPACES = 0x2020_2020_2020_2020L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final long EVEN_PAIRS = 0x0000_FFFF_0000_FFFFL;

    /** Four sums of 16 bits hold those of 128 words. */
    private static final int BLOCK = 128 * Long.BYTES;

    private PlainText() {}

    /** The end of the plain text that starts at {@code from}, in the upper 32 bits; the sum of its bytes modulo 256. */
    static long run(byte[] bytes, int from, int to) {
        int i = from;
        int sum = 0;
        while (to - i >= Long.BYTES) {
            int stop = Math.min(to - Long.BYTES + 1, i + BLOCK);
            long sums = 0;
            while (i < stop) {
                long word = (long) WORDS.get(bytes, i);
                long controls = (word - SPACES) & ~word & HIGH_BITS; // exact for the first, which is all we ask
                if (controls == 0) {
                    sums += (word & EVEN_BYTES) + ((word >>> 8) & EVEN_BYTES);
                    i += Long.BYTES;
                    continue;
                }
                int before = Long.numberOfTrailingZeros(controls) >>> 3;
                byte control = bytes[i + before];
                long head = word & ((-1L >>> (56 - 8 * before)) >>> 8);
                sum += control + fold((head & EVEN_BYTES) + ((head >>> 8) & EVEN_BYTES));
                i += before + 1;
                if (Control.isRestricted(control)) {
                    return result(i - 1, sum - control + fold(sums));
                }
            }
            sum += fold(sums);
        }
        while (i < to && !Control.isRestricted(bytes[i])) {
            sum += bytes[i++];
        }
        return result(i, sum);
    }

    static int end(long run) {
        return (int) (run >>> 32);
    }

    static int sum(long run) {
        return (int) run;
    }

    private static int fold(long sums) {
        long pairs = (sums & EVEN_PAIRS) + ((sums >>> 16) & EVEN_PAIRS);
        return (int) (pairs + (pairs >>> 32));
    }

    private static long result(int end, int sum) {
        return ((long) end << 32) | (sum & 0xFF);
    }
}
