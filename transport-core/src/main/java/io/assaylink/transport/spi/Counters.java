// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.ConnectionStats;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counted on the loop, read from anywhere. */
final class Counters {
    private static final int BYTES_IN = 0;
    private static final int BYTES_OUT = 1;
    private static final int MESSAGES_IN = 2;
    private static final int MESSAGES_OUT = 3;
    private static final int PAUSED = 4;
    private static final int OBSERVER_FAILURES = 5;

    private final AtomicLongArray values = new AtomicLongArray(6);

    void bytesIn(long count) {
        add(BYTES_IN, count);
    }

    void bytesOut(long count) {
        add(BYTES_OUT, count);
    }

    void messageIn() {
        add(MESSAGES_IN, 1);
    }

    void messageOut() {
        add(MESSAGES_OUT, 1);
    }

    void pausedNanos(long total) {
        values.lazySet(PAUSED, total);
    }

    /** Which one it is, from 1. */
    long observerFailed() {
        return values.incrementAndGet(OBSERVER_FAILURES);
    }

    ConnectionStats snapshot() {
        return new ConnectionStats(
                values.get(BYTES_IN),
                values.get(BYTES_OUT),
                values.get(MESSAGES_IN),
                values.get(MESSAGES_OUT),
                values.get(PAUSED),
                values.get(OBSERVER_FAILURES));
    }

    private void add(int index, long count) {
        values.lazySet(index, values.get(index) + count); // one writer
    }
}
