// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds a byte eight at a time; {@code ObservationValuesBenchmark} says what that saves. */
final class Words {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private static final long TOP_BITS = ~LOW_BITS;

    private Words() {}

    static int find(byte[] bytes, int from, int end, byte wanted) {
        long pattern = (wanted & 0xFFL) * ONES;
        int i = from;
        for (; i <= end - 2 * Long.BYTES; i += 2 * Long.BYTES) {
            long first = first((long) LONGS.get(bytes, i) ^ pattern);
            long second = first((long) LONGS.get(bytes, i + Long.BYTES) ^ pattern);
            if ((first | second) != 0) {
                return first != 0
                        ? i + (Long.numberOfTrailingZeros(first) >>> 3)
                        : i + Long.BYTES + (Long.numberOfTrailingZeros(second) >>> 3);
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    static int findAll(byte[] bytes, int from, int end, byte wanted, int[] found, int at, int limit) {
        long pattern = (wanted & 0xFFL) * ONES;
        int count = at;
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long hits = hits((long) LONGS.get(bytes, i) ^ pattern);
            for (; hits != 0; hits &= hits - 1) {
                if (count == limit) {
                    return count;
                }
                found[count++] = i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; i < end && count < limit; i++) {
            if (bytes[i] == wanted) {
                found[count++] = i;
            }
        }
        return count;
    }

    /** The top bit of the first byte that is zero, and perhaps others above it. */
    private static long first(long word) {
        return (word - ONES) & ~word & TOP_BITS;
    }

    /** The top bit of each byte that is zero, and no other bit. */
    private static long hits(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }
}
