// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many upgrades a server waits for. Thread-safe. */
public final class Handshakes {
    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
    private static final long SECOND = 1_000_000_000L;

    /** What becomes of one that begins. */
    public enum Place {
        FREE,
        /** It is told to come back. */
        TAKEN,
        /** Too many are told so already. */
        NONE
    }

    private final int max;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - SECOND);

    public Handshakes(int max) {
        this.max = max;
    }

    /** Each is to {@link #leave} once, whatever it was given. */
    public Place enter() {
        int now = waiting.incrementAndGet();
        if (now <= max) {
            return Place.FREE;
        }
        long at = System.nanoTime();
        long told = toldAt.get();
        if (at - told >= SECOND && toldAt.compareAndSet(told, at)) {
            LOG.warn("TOO_MANY_HANDSHAKES {} wait for their upgrade, {} are the limit", now, max);
        }
        return now > 2L * max ? Place.NONE : Place.TAKEN;
    }

    public void leave() {
        waiting.decrementAndGet();
    }
}
