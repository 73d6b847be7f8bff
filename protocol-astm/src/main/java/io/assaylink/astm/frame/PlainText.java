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
    private static final long RETURNS = 0x0D0D_0D0D_0D0D_0D0DL;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;

    /** Words that are looked at together: one branch for all. */
    private static final int GROUP = 4 * Long.BYTES;
    /** Sums of 16 bits hold those of 257 words. */
    private static final int BLOCK = 252 * Long.BYTES;

    private PlainText() {}

    /** The end of the plain text that starts at {@code from}, in the upper 32 bits; the sum of its bytes modulo 256. */
    static long run(byte[] bytes, int from, int to) {
        int i = from;
        int sum = 0;
        while (to - i >= Long.BYTES) {
            long all = 0;
            long even = 0;
            int stop = Math.min(to - GROUP + 1, i + BLOCK);
            for (; i < stop; i += GROUP) {
                long a = (long) WORDS.get(bytes, i);
                long b = (long) WORDS.get(bytes, i + Long.BYTES);
                long c = (long) WORDS.get(bytes, i + 2 * Long.BYTES);
                long d = (long) WORDS.get(bytes, i + 3 * Long.BYTES);
                if (((suspects(a) | suspects(b) | suspects(c) | suspects(d)) & HIGH_BITS) != 0) {
                    break;
                }
                all += a + b + c + d;
                even += (a & EVEN_BYTES) + (b & EVEN_BYTES) + (c & EVEN_BYTES) + (d & EVEN_BYTES);
            }
            stop = Math.min(to - Long.BYTES + 1, i + GROUP);
            for (; i < stop; i += Long.BYTES) {
                long word = (long) WORDS.get(bytes, i);
                int before = plain(word);
                if (before < Long.BYTES) {
                    long head = word & ((1L << (8 * before)) - 1);
                    return result(i + before, sum + fold(all + head, even + (head & EVEN_BYTES)));
                }
                all += word;
                even += word & EVEN_BYTES;
            }
            sum += fold(all, even);
        }
        while (i < to && !Control.isRestricted(bytes[i])) {
            sum += bytes[i++];
        }
        return result(i, sum);
    }

    /**
     * In the high bits: each control character other than CR, and few others. CR ends every record and shall cost
     * no branch: it is turned into 0 and then into 255, while other control characters become 0 to 30. A borrow from the
     * byte before may hide an FF, which is plain, and may mark a printing character.
     */
    private static long suspects(long word) {
        long turned = (word ^ RETURNS) - ONES;
        return (turned - ONES * 0x1F) & ~turned;
    }

    /** How many bytes of the word stand before the first restricted one; 8 when there is none. */
    private static int plain(long word) {
        for (long left = suspects(word) & HIGH_BITS; left != 0; left &= left - 1) {
            int before = Long.numberOfTrailingZeros(left) >>> 3;
            if (Control.isRestricted((byte) (word >>> (8 * before)))) {
                return before;
            }
        }
        return Long.BYTES;
    }

    static int end(long run) {
        return (int) (run >>> 32);
    }

    static int sum(long run) {
        return (int) run;
    }

    /** The sum of the bytes, modulo 256, of words whose sum is {@code all}; {@code even} is that of every other byte. */
    private static int fold(long all, long even) {
        long odd = (all - even) >>> 8;
        return lanes(even) + lanes(odd);
    }

    private static int lanes(long sums) {
        return (int) (sums + (sums >>> 16) + (sums >>> 32) + (sums >>> 48));
    }

    private static long result(int end, int sum) {
        return ((long) end << 32) | (sum & 0xFF);
    }
}
