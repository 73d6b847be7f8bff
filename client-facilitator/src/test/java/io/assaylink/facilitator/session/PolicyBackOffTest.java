// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.session.Verdict.Kind;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicyBackOffTest {
    private static final Verdict LOST = new Verdict(Kind.TRANSIENT, "lost", Duration.ZERO);

    private final PolicyBackOff backOff = new PolicyBackOff(RetryPolicy.defaults(), new Random(7));

    @Test
    @DisplayName("F11 full jitter, 1 s doubling to 60 s, the first attempt too")
    void fullJitter() {
        assertThat(backOff.first()).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        long now = 0;
        for (int attempt = 1; attempt < 40; attempt++) {
            now += Duration.ofMinutes(1).toNanos();
            Duration delay =
                    backOff.reconnect(LOST, attempt, Duration.ZERO, now).orElseThrow();
            assertThat(delay)
                    .isBetween(Duration.ZERO, Duration.ofSeconds(Math.min(60, 1L << Math.min(attempt - 1, 10))));
        }
    }

    @Test
    @DisplayName("F11 what the hub asks for wins, within an hour")
    void theHintWins() {
        assertThat(backOff.reconnect(LOST, 1, Duration.ofMinutes(5), 0).orElseThrow())
                .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(backOff.reconnect(LOST, 1, Duration.ofDays(9), 0).orElseThrow())
                .isLessThan(Duration.ofMinutes(70));
        assertThat(backOff.refused(3, Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    @DisplayName("X-9 no policy exceeds the bucket")
    void theBucketHolds() {
        PolicyBackOff eager = new PolicyBackOff(RetryPolicy.fixed(Duration.ZERO), new Random(7));
        long now = 0;
        for (int i = 0; i < 100; i++) {
            now += eager.reconnect(LOST, 1, Duration.ZERO, now).orElseThrow().toNanos();
        }
        assertThat(Duration.ofNanos(now)).isGreaterThan(Duration.ofSeconds(85));
    }

    @Test
    @DisplayName("2.2 a policy that gives up suspends until somebody helps")
    void givingUp() {
        Comeback comeback = new Comeback(
                ClientOptions.defaults("gw"),
                new PolicyBackOff(RetryPolicy.defaults().withMaxAttempts(2), new Random(7)));
        assertThat(comeback.after(LOST, Duration.ZERO, Duration.ZERO, 0).phase())
                .isEqualTo(Phase.BACKING_OFF);
        assertThat(comeback.after(LOST, Duration.ZERO, Duration.ZERO, 0))
                .isEqualTo(new Comeback.Next(Phase.SUSPENDED, Long.MAX_VALUE, java.util.Optional.of("client.gave-up")));
    }

    @Test
    void whatEndsMean() {
        assertThat(Verdict.of(new CloseReason.HandshakeFailed(403, "", Duration.ZERO))
                        .kind())
                .isEqualTo(Kind.CREDENTIALS);
        assertThat(Verdict.of(new CloseReason.HandshakeFailed(404, "", Duration.ZERO))
                        .kind())
                .isEqualTo(Kind.CONFIGURATION);
        assertThat(Verdict.of(new CloseReason.HandshakeFailed(407, "refused by the proxy", Duration.ZERO))
                        .kind())
                .isEqualTo(Kind.CREDENTIALS);
        for (int status : new int[] {101, 302, 426}) {
            assertThat(Verdict.of(new CloseReason.HandshakeFailed(status, "", Duration.ZERO))
                            .kind())
                    .isEqualTo(Kind.CONFIGURATION);
        }
        for (int status : new int[] {0, 408, 502}) {
            assertThat(Verdict.of(new CloseReason.HandshakeFailed(status, "", Duration.ZERO))
                            .kind())
                    .isEqualTo(Kind.TRANSIENT);
        }
        assertThat(Verdict.of(new CloseReason.ByPeer(4429, "", false)).kind()).isEqualTo(Kind.THROTTLED);
        assertThat(Verdict.of(new CloseReason.PeerSilent(Duration.ofSeconds(50)))
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
    }
}
