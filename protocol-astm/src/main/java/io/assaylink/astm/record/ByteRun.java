// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the ends of records, eight bytes at a time: AstmRecordBenchmark. Fields are too short for it. */
final class ByteRun {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private ByteRun() {}

    /** Index of the first byte {@code wanted} in [from, to), or {@code to}. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int i = from;
        for (int stop = to - Long.BYTES + 1; i < stop; i += Long.BYTES) {
            long turned = (long) WORDS.get(bytes, i) ^ pattern; // the bytes that are wanted become 0
            long zeros = (turned - ONES) & ~turned & HIGH_BITS; // exact for the first, which is all we ask
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }
}
