// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/**
 * Counters of one connection since it was made.
 *
 * @param bytesIn bytes received, all kinds
 * @param bytesOut bytes handed to the kernel
 * @param messagesIn messages received whole
 * @param messagesOut messages sent
 * @param pausedNanos how long we were the ones not reading
 * @param observerFailures exceptions that a {@link ConnectionObserver} threw; the connection went on
 */
public record ConnectionStats(
        long bytesIn, long bytesOut, long messagesIn, long messagesOut, long pausedNanos, long observerFailures) {}
