// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Makes values for MSH-10 of our own messages: never the same twice, at most 20 letters and digits. */
@FunctionalInterface
public interface ControlIds {

    /** The most characters of one. */
    int LONGEST = 20;

    /** The next one. */
    String next();

    /**
     * Writes the next one as bytes.
     *
     * @param target where to; {@link #LONGEST} bytes must be free
     * @param at where the first byte goes
     * @return where the last byte ended
     */
    default int next(byte[] target, int at) {
        byte[] id = next().getBytes(ISO_8859_1);
        System.arraycopy(id, 0, target, at, id.length);
        return at + id.length;
    }

    /**
     * A counter behind a prefix made of the time it started, so that ids stay unique across restarts that are a second
     * apart. Thread-safe.
     */
    static ControlIds startedAt(Instant start) {
        String prefix = Long.toString(start.getEpochSecond(), 36).toUpperCase(Locale.ROOT) + "X";
        byte[] prefixBytes = prefix.getBytes(ISO_8859_1);
        AtomicLong counter = new AtomicLong();
        return new ControlIds() {
            @Override
            public String next() {
                return prefix + Long.toString(counter.incrementAndGet(), 36).toUpperCase(Locale.ROOT);
            }

            @Override
            public int next(byte[] target, int at) { // makes nothing: AcknowledgmentBenchmark
                System.arraycopy(prefixBytes, 0, target, at, prefixBytes.length);
                long number = counter.incrementAndGet();
                int digits = 1;
                for (long rest = number / 36; rest > 0; rest /= 36) {
                    digits++;
                }
                int end = at + prefixBytes.length + digits;
                int place = end;
                for (long rest = number; place > end - digits; rest /= 36) {
                    int digit = (int) (rest % 36);
                    target[--place] = (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
                }
                return end;
            }
        };
    }
}
