// SPDX-License-Identifier: Apache-2.0
/**
 * The transport contract over TCP, on Netty.
 *
 * <p>Start at {@link io.assaylink.transport.tcp.TcpTransport} to connect and at
 * {@link io.assaylink.transport.tcp.TcpServer} to accept; both take a
 * {@link io.assaylink.transport.Framing} for each connection.
 *
 * <pre>
 *   socket ──▶ TcpLink ──▶ Framing ──▶ spi.ConnectionCore
 * </pre>
 *
 * <p>This package knows no protocol, and does not reconnect.
 */
@NullMarked
package io.assaylink.transport.tcp;

import org.jspecify.annotations.NullMarked;
