// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import java.util.ArrayDeque;

/** How often something happened in a span of time, up to a bound. */
public final class Rate {
    private final ArrayDeque<Long> times = new ArrayDeque<>();
    private final long span;
    private final int bound;

    /** At most {@code bound} in any {@code span} nanoseconds. */
    public Rate(long span, int bound) {
        this.span = span;
        this.bound = bound;
    }

    /** Counts one; false where that is one more than the bound allows within the span. */
    public boolean allows(long now) {
        forget(now);
        if (times.size() >= bound) {
            return false;
        }
        times.addLast(now);
        return true;
    }

    /** When one more is allowed; {@code now} where it is already. */
    long freeAt(long now) {
        forget(now);
        Long first = times.peekFirst();
        return first == null || times.size() < bound ? now : first + span;
    }

    private void forget(long now) {
        for (Long first = times.peekFirst(); first != null && now - first >= span; first = times.peekFirst()) {
            times.removeFirst();
        }
    }
}
