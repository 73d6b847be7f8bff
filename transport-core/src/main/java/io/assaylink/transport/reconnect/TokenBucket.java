// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import java.time.Duration;

/** What no policy can exceed: {@code burst} attempts at once, then one per {@code interval}. Time is an argument. */
public final class TokenBucket {
    private final long interval;
    private final long burst;
    private long full;
    private boolean used;

    /**
     * @param burst 1 or more
     * @param interval more than zero
     */
    public TokenBucket(int burst, Duration interval) {
        if (burst < 1 || interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("a bucket that never empties");
        }
        this.interval = interval.toNanos();
        this.burst = burst;
    }

    /** Ten at once, then one a second. */
    public static TokenBucket defaults() {
        return new TokenBucket(10, Duration.ofSeconds(1));
    }

    /** Takes one token for an attempt wanted at {@code at}; answers when it may be made, {@code at} or later. */
    public long take(long at) {
        if (!used || full - at < 0) {
            full = at; // full again by then
            used = true;
        }
        full += interval;
        long earliest = full - burst * interval;
        return earliest - at > 0 ? earliest : at;
    }
}
