// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Phase;
import java.time.Duration;
import java.util.Optional;

/**
 * After a connection ended: where the session goes and until when. Counts failures in a row, and holds the hourly bound on
 * tries with refused credentials. No clock.
 */
final class Comeback {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final int CREDENTIAL_TRIES = 12;

    /**
     * The next step.
     *
     * @param until when to try again; {@link Long#MAX_VALUE} where only somebody's help will do
     * @param alarm its code, where there is one
     */
    record Next(Phase phase, long until, Optional<String> alarm) {}

    private final ClientOptions options;
    private final BackOff backOff;
    private final Rate credentialTries = new Rate(HOUR, CREDENTIAL_TRIES);
    private int attempt;
    private boolean replaced;

    Comeback(ClientOptions options, BackOff backOff) {
        this.options = options;
        this.backOff = backOff;
    }

    /** Failures in a row. */
    int attempt() {
        return attempt;
    }

    /**
     * A connection is over.
     *
     * @param uptime how long the session was ready; zero where it never was
     * @param hint what the hub asked us to wait; zero where it did not
     */
    Next after(Verdict verdict, Duration uptime, Duration hint, long now) {
        attempt = uptime.compareTo(options.retry().stable()) >= 0 ? 1 : attempt + 1;
        replaced = verdict.kind() == Verdict.Kind.REPLACED;
        return switch (verdict.kind()) {
            case CREDENTIALS -> {
                credentialTries.allows(now);
                Duration refused = options.timeouts().refused();
                Duration asked = PolicyBackOff.bounded(hint);
                long suspended = now + (asked.compareTo(refused) > 0 ? asked : refused).toNanos();
                long until = Math.max(suspended, credentialTries.freeAt(now));
                yield new Next(Phase.SUSPENDED, until, Optional.of("credentials.refused"));
            }
            case REPLACED ->
                new Next(
                        Phase.SUSPENDED, now + options.timeouts().replaced().toNanos(), Optional.of("client.replaced"));
            case TRANSIENT, THROTTLED, CONFIGURATION ->
                backOff.reconnect(verdict, attempt, hint, now)
                        .map(delay -> new Next(Phase.BACKING_OFF, now + delay.toNanos(), alarm(verdict)))
                        .orElseGet(() -> {
                            credentialTries.allows(now); // whoever helps it on does so within the hourly bound
                            return new Next(Phase.SUSPENDED, NEVER, Optional.of("client.gave-up"));
                        });
        };
    }

    /** Time alone will not help. */
    private static Optional<String> alarm(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.CONFIGURATION ? Optional.of("hub.misconfigured") : Optional.empty();
    }

    /** When a suspended session may try because somebody changed something; who was replaced may not. */
    long earliest(long now) {
        return replaced ? NEVER : credentialTries.freeAt(now);
    }
}
