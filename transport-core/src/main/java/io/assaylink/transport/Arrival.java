// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/**
 * When a message came and how large it was.
 *
 * @param firstByteNanos {@link Ticker} time of its first byte
 * @param lastByteNanos {@link Ticker} time of its last byte
 * @param bytes its bytes on the wire, above TLS
 */
public record Arrival(long firstByteNanos, long lastByteNanos, long bytes) {}
