// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Makes values for MSH-10 of our own messages: never the same twice, at most 20 letters and digits. */
@FunctionalInterface
public interface ControlIds {

    /** The next one. */
    String next();

    /**
     * A counter behind a prefix made of the time it started, so that ids stay unique across restarts that are a second
     * apart. Thread-safe.
     */
    static ControlIds startedAt(Instant start) {
        String prefix = Long.toString(start.getEpochSecond(), 36).toUpperCase(Locale.ROOT);
        AtomicLong counter = new AtomicLong();
        return () -> prefix + "X" + Long.toString(counter.incrementAndGet(), 36).toUpperCase(Locale.ROOT);
    }
}
