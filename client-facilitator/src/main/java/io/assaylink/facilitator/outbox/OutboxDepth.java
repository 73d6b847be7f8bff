// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * How much waits for the hub.
 *
 * @param events how many
 * @param bytes bytes of their data
 * @param oldest when the oldest of them was accepted; the one alarm that a laboratory needs
 * @param deadLetters events that the hub refused for good
 */
public record OutboxDepth(long events, long bytes, Optional<Instant> oldest, long deadLetters) {}
