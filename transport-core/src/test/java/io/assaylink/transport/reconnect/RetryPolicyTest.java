// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.TlsFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final Failure BROKEN = Failure.transientFailure("broken");

    /** A source that always says the same share of its range. */
    private static RandomGenerator always(double share) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return share;
            }
        };
    }

    private static List<Long> seconds(RetryPolicy policy, int failures, double share) {
        List<Long> delays = new ArrayList<>();
        for (int row = 1; row <= failures; row++) {
            delays.add(policy.delay(row, BROKEN, always(share))
                    .map(Duration::toMillis)
                    .orElse(-1L));
        }
        return delays;
    }

    @Test
    void defaultIsFullJitterFromZeroToTheExponential() {
        assertThat(seconds(RetryPolicy.defaults(), 8, 1))
                .containsExactly(1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 60000L, 60000L);
        assertThat(seconds(RetryPolicy.defaults(), 8, 0)).containsOnly(0L);
        assertThat(RetryPolicy.defaults().first(always(0.5))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    @DisplayName("Note 003: 5 tries, 1 s, x2, 60 s, ±10 %")
    void note003() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(60))
                .withJitter(0.9, 1.1)
                .withMaxAttempts(5);
        assertThat(seconds(policy, 6, 0)).containsExactly(900L, 1800L, 3600L, 7200L, -1L, -1L);
        assertThat(seconds(policy, 4, 1)).containsExactly(1100L, 2200L, 4400L, 8800L);
    }

    @Test
    @DisplayName("Note 002: 5 s, x1.5, 10 min; fixed 10 min")
    void note002() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(5), 1.5, Duration.ofMinutes(10));
        assertThat(seconds(policy, 3, 1)).containsExactly(5000L, 7500L, 11250L);
        assertThat(policy.delay(1_000_000, BROKEN, always(1))).hasValue(Duration.ofMinutes(10));
        assertThat(seconds(RetryPolicy.fixed(Duration.ofMinutes(10)), 2, 0.3)).containsExactly(600_000L, 600_000L);
    }

    @Test
    @DisplayName("X-10: the row ends only after a stable time")
    void row() {
        RetryPolicy policy = RetryPolicy.defaults();
        assertThat(policy.row(7, Duration.ofMillis(29_999))).isEqualTo(8);
        assertThat(policy.row(7, Duration.ofSeconds(30))).isEqualTo(1);
    }

    @Test
    @DisplayName("X-24: what needs somebody's help is retried slowly, what asked for patience gets it")
    void classes() {
        RetryPolicy policy = RetryPolicy.defaults();
        Failure throttled = new Failure(Failure.Kind.THROTTLED, Duration.ofSeconds(20), "");
        assertThat(policy.delay(1, throttled, always(0))).hasValue(Duration.ofSeconds(20));
        assertThat(policy.delay(1, throttled, always(1))).hasValue(Duration.ofSeconds(22));
        Failure wrong = new Failure(Failure.Kind.CONFIGURATION, Duration.ZERO, "");
        assertThat(policy.delay(1, wrong, always(0))).hasValue(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "401, AUTH_REFUSED",
        "403, AUTH_REFUSED",
        "407, AUTH_REFUSED",
        "429, THROTTLED",
        "404, CONFIGURATION",
        "426, CONFIGURATION",
        "301, CONFIGURATION",
        "101, CONFIGURATION",
        "500, TRANSIENT",
        "503, TRANSIENT",
        "0, TRANSIENT"
    })
    @DisplayName("W9: classes of refusals")
    void refusals(int status, Failure.Kind kind) {
        CloseReason reason = new CloseReason.HandshakeFailed(status, "refused", Duration.ZERO);
        assertThat(Failure.of(reason).kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("W13: a TLS failure is one of configuration; a 503 with Retry-After is throttling")
    void tlsAndRetryAfter() {
        for (TlsFault fault : TlsFault.values()) {
            assertThat(Failure.of(new CloseReason.TlsFailed(fault, "", false)).kind())
                    .as(fault.name())
                    .isEqualTo(fault.isPassing() ? Failure.Kind.TRANSIENT : Failure.Kind.CONFIGURATION);
        }
        assertThat(Arrays.stream(TlsFault.values()).filter(TlsFault::isPassing))
                .containsExactly(TlsFault.TLS_HANDSHAKE_ENDED, TlsFault.TLS_HANDSHAKE_TIMEOUT, TlsFault.TLS_TRUNCATED);
        Failure away = Failure.of(new CloseReason.HandshakeFailed(503, "refused", Duration.ofSeconds(9)));
        assertThat(away.kind()).isEqualTo(Failure.Kind.THROTTLED);
        assertThat(away.hint()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    @DisplayName("X-9c: a failure of any type has a class")
    void anyType() {
        assertThat(Failure.of(new IllegalArgumentException("text")).kind()).isEqualTo(Failure.Kind.TRANSIENT);
    }

    @Test
    @DisplayName("X-9: the bucket gives a burst and then one per interval, whatever is asked of it")
    void bucket() {
        TokenBucket bucket = new TokenBucket(3, Duration.ofNanos(10));
        List<Long> at = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            at.add(bucket.take(100));
        }
        assertThat(at).containsExactly(100L, 100L, 100L, 110L, 120L, 130L);
        assertThat(bucket.take(1000)).isEqualTo(1000);
    }
}
