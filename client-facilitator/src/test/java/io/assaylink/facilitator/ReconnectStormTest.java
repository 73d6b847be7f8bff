// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fleets and patience, in virtual time: what a hub sees of many clients, and what one client does in three days. */
class ReconnectStormTest {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);
    private static final long TENTH = Duration.ofMillis(100).toNanos();

    private static VirtualSession client(RetryPolicy policy, long seed) {
        return new VirtualSession(
                ClientOptions.defaults("gw").withRetry(policy), new PolicyBackOff(policy, new Random(seed)));
    }

    /** Until the hub is back; refused meanwhile. */
    private static void away(VirtualSession it, long back) {
        while (it.now < back) {
            if (it.session.phase() == Phase.CONNECTING) {
                it.failed(LOST);
            }
            long wake = it.session.nextDeadline();
            it.pass(Duration.ofNanos(Math.max(0, Math.min(wake, back) - it.now)));
        }
    }

    /** Connects of a whole fleet in each tenth of a second, after all lost the hub at one instant. */
    private static NavigableMap<Long, Integer> storm(RetryPolicy policy, int clients, Duration away, long byeMillis) {
        NavigableMap<Long, Integer> tenths = new TreeMap<>();
        for (int seed = 0; seed < clients; seed++) {
            VirtualSession it = client(policy, seed);
            it.started().pass(policy.initial().plusSeconds(1));
            it.connected().welcome(0).pass(Duration.ofMinutes(1));
            int before = it.attempts.size();
            long lost = it.now;
            if (byeMillis > 0) {
                it.hub(EnvelopeWriter.bye("restart", byeMillis));
            }
            it.failed(LOST);
            away(it, lost + away.toNanos());
            for (int i = 0; i < 100 && it.session.phase() != Phase.CONNECTING; i++) {
                it.pass(Duration.ofSeconds(1));
            }
            assertThat(it.session.phase()).isEqualTo(Phase.CONNECTING);
            it.attempts.stream()
                    .skip(before)
                    .forEach(attempt -> tenths.merge((attempt.at() - lost) / TENTH, 1, Integer::sum));
        }
        return tenths;
    }

    private static int peak(NavigableMap<Long, Integer> tenths, int width) {
        int peak = 0;
        for (long from : tenths.keySet()) {
            peak = Math.max(
                    peak,
                    tenths.subMap(from, from + width).values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        }
        return peak;
    }

    @Test
    @DisplayName("X-23 10,000 clients lose the hub at one instant: no tenth of a second sees more than 1,536 of them")
    void fullJitterOverAFleet() {
        NavigableMap<Long, Integer> restart = storm(RetryPolicy.defaults(), 10_000, Duration.ZERO, 0);
        NavigableMap<Long, Integer> outage = storm(RetryPolicy.defaults(), 10_000, Duration.ofMinutes(2), 0);

        assertThat(peak(restart, 1)).isLessThanOrEqualTo(1536);
        assertThat(peak(outage, 1)).isLessThanOrEqualTo(1536);
        assertThat(peak(new TreeMap<>(outage.tailMap(600L)), 10))
                .as(
                        "in any second after the first minute: 10,000 over 30 s, the mean delay by then, and what chance adds")
                .isLessThanOrEqualTo(10_000 / 30 * 3 / 2);
    }

    @Test
    @DisplayName("F11 a hub that names a time gets nobody earlier, and no more at once than a hub that names none")
    void whatTheHubAsksForSpreadsTheFleetToo() {
        NavigableMap<Long, Integer> said = storm(RetryPolicy.defaults(), 10_000, Duration.ofSeconds(1), 5000);

        assertThat(said.firstKey()).isGreaterThanOrEqualTo(50L);
        assertThat(peak(said, 1)).isLessThanOrEqualTo(1536);
    }

    @Test
    @DisplayName("F11 1,000 clients at 100 connects a second at most: the policy for it begins at 20 s")
    void aHundredASecond() {
        RetryPolicy gentle = RetryPolicy.exponential(Duration.ofSeconds(20), 2, Duration.ofMinutes(1));

        assertThat(peak(storm(gentle, 1000, Duration.ZERO, 0), 10)).isLessThanOrEqualTo(100);
        assertThat(peak(storm(gentle, 1000, Duration.ofMinutes(2), 0), 10)).isLessThanOrEqualTo(100);
    }

    @Test
    @DisplayName("F12 accept then close, for ever: within an hour no more than the delays allow, and they grow")
    void flapping() {
        VirtualSession it = client(RetryPolicy.defaults(), 7);
        long end = it.started().now + Duration.ofHours(1).toNanos();
        while (it.now < end) {
            if (it.session.phase() == Phase.CONNECTING) {
                it.connected().welcome(0).failed(LOST);
            }
            it.pass(Duration.ofNanos(it.session.nextDeadline() - it.now));
        }

        assertThat(it.session.state(it.now).attempt()).isEqualTo(it.attempts.size() - 1);
        assertThat(it.attempts).hasSizeBetween(60, 200);
    }

    @Test
    @DisplayName("F13 no retry limit: after 72 hours without a hub the gateway is back within a minute of it")
    void aWeekend() {
        VirtualSession it = client(RetryPolicy.defaults(), 7).append(3);
        long back = it.started().now + Duration.ofDays(3).toNanos();
        away(it, back);
        assertThat(it.attempts).hasSizeBetween(72 * 60, 72 * 180);

        it.pass(Duration.ofNanos(Math.max(0, it.session.nextDeadline() - it.now)));

        assertThat(Duration.ofNanos(it.now - back)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        it.connected().welcome(0);
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);
    }
}
