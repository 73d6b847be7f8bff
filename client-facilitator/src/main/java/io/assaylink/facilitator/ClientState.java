// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client is doing, and why.
 *
 * @param reason stable words, value-free: {@code started}, {@code closed by hub 1012}, {@code http 401}
 * @param epoch number of the connection attempt, rising from 1; 0 before the first
 * @param attempt failures in a row, 0 after a stable time of {@link Phase#READY}
 * @param retryIn how long until the next attempt, counted from the change into this state, and never less than the hub asked
 *     for ({@code Retry-After}, {@code retryAfterMs}); empty where none is planned
 */
public record ClientState(Phase phase, String reason, long epoch, int attempt, Optional<Duration> retryIn) {}
