// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import java.time.Duration;

/**
 * What a series of fragments may cost.
 *
 * @param timeout longest time from one fragment to the next
 * @param total longest time from the first fragment to the last
 * @param bytes most bytes of all fragments of a series together
 * @param series most series unfinished at once on one connection
 */
public record FragmentLimits(Duration timeout, Duration total, int bytes, int series) {

    /** Checks the limits. */
    public FragmentLimits {
        if (timeout.isNegative() || timeout.isZero() || total.compareTo(timeout) < 0) {
            throw new IllegalArgumentException("the timeout must be positive and not longer than the total");
        } else if (bytes < 1 || bytes > Integer.MAX_VALUE - 64 || series < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** 60 seconds from one to the next and 10 minutes in all, 16 MiB, 4 series. */
    public static FragmentLimits defaults() {
        return new FragmentLimits(Duration.ofSeconds(60), Duration.ofMinutes(10), 16 << 20, 4);
    }

    /** A copy with these times. */
    public FragmentLimits withTimes(Duration next, Duration all) {
        return new FragmentLimits(next, all, bytes, series);
    }

    /** A copy with these bounds. */
    public FragmentLimits withBounds(int mostBytes, int mostSeries) {
        return new FragmentLimits(timeout, total, mostBytes, mostSeries);
    }
}
