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
        boolean misconfigured = verdict.kind() == Verdict.Kind.CONFIGURATION;
        Failure.Kind own = misconfigured ? Failure.Kind.CONFIGURATION : Failure.Kind.TRANSIENT;
        Optional<Duration> delay = hint.isZero() || misconfigured
                ? delay(own, verdict, attempt, Duration.ZERO)
                : Optional.of(Duration.ZERO);
        if (!hint.isZero()) { // nobody comes before the time that the hub named, whatever else is wrong
            delay = delay.flatMap(first -> delay(Failure.Kind.THROTTLED, verdict, attempt, bounded(hint))
                    .map(asked -> asked.compareTo(first) > 0 ? asked : first));
        }
        return delay.map(wait -> Duration.ofNanos(bucket.take(now + wait.toNanos()) - now));
    }

    private Optional<Duration> delay(Failure.Kind kind, Verdict verdict, int attempt, Duration hint) {
        return policy.delay(attempt, new Failure(kind, hint, verdict.words()), random);
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

    /** As far as a hub is believed. */
    static Duration bounded(Duration hint) {
        return hint.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : hint;
    }
}
