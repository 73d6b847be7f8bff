// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the partial messages of many connections may take together, in bytes of memory.
 *
 * <p>Connections share it by having it in their {@link ReceiveLimits}: those of one server, or all of the process, which is
 * the default. When it is exceeded, the connections that hold the most are closed with {@link CloseReason.TooLarge},
 * the largest first, until it is kept; all others go on. That is no back-pressure: nothing is paused, the clocks go on.
 *
 * <p>What is counted is memory: the buffer of a message in transit, as large as it has grown. It is counted when a read
 * has been taken in, so what is really there may be more by one read of each event loop, and by what a closed
 * connection of another event loop has not yet let go. Thread-safe.
 */
public final class PartialBudget {
    private static final long DEFAULT = 64L << 20;
    /** A heap of 64 MiB must not be lost to partial messages: {@code ExhaustionTest} shows how it would be. */
    private static final PartialBudget OF_PROCESS =
            new PartialBudget(Math.min(DEFAULT, Runtime.getRuntime().maxMemory() / 4));

    private final long bytes;
    /** Those that hold anything. Guarded by this, as all below. */
    private final Set<Share> holders = new HashSet<>();
    /** Those of them that are to let go and have not yet. */
    private final Set<Share> leaving = new HashSet<>();

    private long held;
    /** The part of {@link #held} that is to go: nobody else has to make room for it. */
    private long going;

    private PartialBudget(long bytes) {
        this.bytes = bytes;
    }

    /** The one of this process, 64 MiB, or a quarter of the heap where that is less: of everybody who did not choose another one. */
    public static PartialBudget ofProcess() {
        return OF_PROCESS;
    }

    /**
     * A budget of its own for those that get it.
     *
     * @param bytes 1 or more; {@link Long#MAX_VALUE}: as much as there is
     */
    public static PartialBudget of(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a budget for nothing");
        }
        return new PartialBudget(bytes);
    }

    /** What all may hold together. */
    public long bytes() {
        return bytes;
    }

    /** What all hold now, those that are being closed included. */
    public synchronized long held() {
        return held;
    }

    /** How many hold anything now. */
    public synchronized int holders() {
        return holders.size();
    }

    /**
     * The share of one connection, for authors of transports.
     *
     * @param evict asks it to let go of everything and to end; from any thread, also from inside {@link Share#hold} of
     *     another one, and again until it has done so
     */
    public Share join(Runnable evict) {
        return new Share(evict);
    }

    @Override
    public String toString() {
        return "PartialBudget[" + bytes + "]";
    }

    private synchronized boolean hold(Share share, long now) {
        if (share.evicted && now > 0) {
            return false; // what it holds stays counted until it is released
        }
        if (share.evicted) {
            release(share); // its message ended before it was told to go
            return true;
        }
        count(share, now);
        while (held - going > bytes) {
            Share largest = largest();
            largest.evicted = true;
            going += largest.holds;
            leaving.add(largest);
        }
        return !share.evicted;
    }

    private synchronized void release(Share share) {
        if (leaving.remove(share)) {
            going -= share.holds;
        }
        share.evicted = false;
        count(share, 0);
    }

    private void count(Share share, long now) {
        held += now - share.holds;
        share.holds = now;
        if (now == 0) {
            holders.remove(share);
        } else {
            holders.add(share);
        }
    }

    /** A look at each is enough: it is paid once for every connection that is closed. */
    private Share largest() {
        Share largest = null;
        for (Share share : holders) {
            if (!share.evicted && (largest == null || share.holds > largest.holds)) {
                largest = share;
            }
        }
        if (largest == null) {
            throw new IllegalStateException("counted wrongly"); // over budget and nobody holds anything
        }
        return largest;
    }

    private synchronized List<Share> leaving() {
        return leaving.isEmpty() ? List.of() : List.copyOf(leaving);
    }

    /** What one connection holds. {@link #hold} and {@link #release} are for its event loop alone. */
    public final class Share {
        private final Runnable evict;
        private long holds;
        private volatile boolean evicted;

        private Share(Runnable evict) {
            this.evict = evict;
        }

        /**
         * Holds this much from now on, 0 or more, in place of what it held before. Whoever holds too much by that is asked
         * to go.
         *
         * @return false where this one is to let go of everything and to end
         */
        public boolean hold(long now) {
            if (now < 0) {
                throw new IllegalArgumentException("holds less than nothing");
            }
            if (now == holds) { // one writer: its own loop
                return !evicted;
            }
            boolean stays = PartialBudget.this.hold(this, now);
            for (Share other : leaving()) {
                if (other != this) {
                    other.evict.run();
                }
            }
            return stays;
        }

        /** Holds nothing any more. Idempotent. */
        public void release() {
            PartialBudget.this.release(this);
        }

        /** What it holds. */
        public long bytes() {
            return holds;
        }
    }
}
