// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The protocol's own delays: full jitter over 1 s doubling to 60 s; what the hub asks for wins. */
final class FullJitter implements BackOff {
    private static final long FIRST = Duration.ofSeconds(1).toNanos();
    private static final long CEILING = Duration.ofSeconds(60).toNanos();

    @Override
    public Duration reconnect(Verdict verdict, int attempt, Duration hint) {
        return delay(attempt, hint);
    }

    @Override
    public Duration refused(int refusals, Duration hint) {
        return delay(refusals, hint);
    }

    private static Duration delay(int attempt, Duration hint) {
        long ceiling = Math.min(CEILING, FIRST << Math.min(attempt - 1, 10));
        return hint.isZero() ? Duration.ofNanos(ThreadLocalRandom.current().nextLong(ceiling)) : hint;
    }
}
