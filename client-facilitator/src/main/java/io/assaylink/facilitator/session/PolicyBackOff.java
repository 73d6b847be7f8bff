// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Delays of a {@link RetryPolicy}, above a token bucket that no policy can exceed. One thread at a time. */
public final class PolicyBackOff implements BackOff {
    private static final Duration LONGEST_HINT = Duration.ofHours(1);

    private final RetryPolicy policy;
    private final TokenBucket bucket = TokenBucket.defaults();
    private final RandomGenerator random;

    public PolicyBackOff(RetryPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    @Override
    public Duration first() {
        return policy.first(random);
    }

    @Override
    public Optional<Duration> reconnect(Verdict verdict, int attempt, Duration hint, long now) {
        Failure.Kind kind = verdict.kind() == Verdict.Kind.CONFIGURATION
                ? Failure.Kind.CONFIGURATION
                : hint.isZero() ? Failure.Kind.TRANSIENT : Failure.Kind.THROTTLED;
        return policy.delay(attempt, new Failure(kind, bounded(hint), verdict.words()), random)
                .map(delay -> Duration.ofNanos(bucket.take(now + delay.toNanos()) - now));
    }

    @Override
    public Duration refused(int refusals, Duration hint) {
        if (!hint.isZero()) {
            return bounded(hint);
        }
        return policy.withMaxAttempts(0)
                .delay(refusals, Failure.transientFailure("refused"), random)
                .orElse(policy.max());
    }

    private static Duration bounded(Duration hint) {
        return hint.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : hint;
    }
}
