// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt. Pure.
 *
 * <p>The delay of attempt n is {@code min(max, initial x factor^(n-1))}, times a random number from {@code low} to
 * {@code high}. Full jitter is 0 to 1; ±10 % is 0.9 to 1.1; no jitter is 1 to 1.
 *
 * @param initial of the first repetition; the very first attempt waits {@code initial x high} at most
 * @param factor 1 or more
 * @param max bound of the delay before jitter
 * @param low least share of the delay
 * @param high greatest share of the delay
 * @param maxAttempts attempts in a row until it is given up; 0: unlimited
 * @param stable a connection that lived this long ends the row
 * @param slow least delay where only somebody's help will do: credentials refused, configuration wrong
 */
public record RetryPolicy(
        Duration initial,
        double factor,
        Duration max,
        double low,
        double high,
        int maxAttempts,
        Duration stable,
        Duration slow) {

    public RetryPolicy {
        if (initial.isNegative()
                || factor < 1
                || max.compareTo(initial) < 0
                || low < 0
                || high < low
                || maxAttempts < 0) {
            throw new IllegalArgumentException("a delay that shrinks or is negative");
        }
    }

    /** 1 s, doubled, 60 s at most, full jitter, for ever; stable after 30 s. */
    public static RetryPolicy defaults() {
        return exponential(Duration.ofSeconds(1), 2, Duration.ofMinutes(1));
    }

    /**
     * Five attempts in a row, 1 s, doubled, 60 s at most, ±10 %: for what somebody is told of when it fails. After the fifth
     * nothing follows before {@link Reconnector#retryNow}.
     */
    public static RetryPolicy fiveAttempts() {
        return exponential(Duration.ofSeconds(1), 2, Duration.ofMinutes(1))
                .withJitter(0.9, 1.1)
                .withMaxAttempts(5);
    }

    /** 5 s, times 1.5, 10 min at most, full jitter, for ever: for a peer that is switched off over night. */
    public static RetryPolicy patient() {
        return exponential(Duration.ofSeconds(5), 1.5, Duration.ofMinutes(10));
    }

    /**
     * No reconnection: one attempt, at once, and none after it failed or ended. {@link Reconnector#retryNow} makes another
     * one.
     */
    public static RetryPolicy once() {
        return fixed(Duration.ZERO).withMaxAttempts(1);
    }

    /** Full jitter, unlimited. */
    public static RetryPolicy exponential(Duration initial, double factor, Duration max) {
        return new RetryPolicy(initial, factor, max, 0, 1, 0, Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    /** Always the same delay, without jitter, unlimited. */
    public static RetryPolicy fixed(Duration delay) {
        return exponential(delay, 1, delay).withJitter(1, 1);
    }

    public RetryPolicy withJitter(double least, double greatest) {
        return new RetryPolicy(initial, factor, max, least, greatest, maxAttempts, stable, slow);
    }

    public RetryPolicy withMaxAttempts(int value) {
        return new RetryPolicy(initial, factor, max, low, high, value, stable, slow);
    }

    public RetryPolicy withStable(Duration value) {
        return new RetryPolicy(initial, factor, max, low, high, maxAttempts, value, slow);
    }

    public RetryPolicy withSlow(Duration value) {
        return new RetryPolicy(initial, factor, max, low, high, maxAttempts, stable, value);
    }

    /** Before the very first attempt: a fleet that is switched on at once does not arrive at once. */
    public Duration first(RandomGenerator random) {
        return nanos(low == high ? 0 : initial.toNanos() * high * random.nextDouble());
    }

    /** Failures in a row after one more of them; {@code lastUptime} is zero where it never came about. */
    public int row(int before, Duration lastUptime) {
        return lastUptime.compareTo(stable) >= 0 ? 1 : before + 1;
    }

    /**
     * The delay before the next attempt.
     *
     * @param row failures in a row, this one included; 1 or more
     * @return empty where it is given up
     */
    public Optional<Duration> delay(int row, Failure failure, RandomGenerator random) {
        if (maxAttempts > 0 && row >= maxAttempts) {
            return Optional.empty();
        }
        double base = Math.min((double) max.toNanos(), initial.toNanos() * Math.pow(factor, Math.min(row - 1, 1000)));
        double share = low + (high - low) * random.nextDouble();
        double delay = base * share;
        return Optional.of(
                switch (failure.kind()) {
                    case TRANSIENT, FLAPPING -> nanos(delay);
                    // never before what was asked for, and then no closer together than without it
                    case THROTTLED -> {
                        long hint = failure.hint().toNanos();
                        yield nanos(hint + Math.max(base, 0.1 * hint) * random.nextDouble());
                    }
                    case AUTH_REFUSED, CONFIGURATION ->
                        nanos(Math.max(delay, slow.toNanos() * (1 + random.nextDouble())));
                });
    }

    private static Duration nanos(double value) {
        return Duration.ofNanos((long) value);
    }
}
