// SPDX-License-Identifier: Apache-2.0
/**
 * The transport contract over WebSocket (RFC 6455), client and server.
 *
 * <p>Start at {@link io.assaylink.transport.ws.WebSocketTransport} and {@link io.assaylink.transport.ws.WebSocketServer}.
 *
 * <pre>
 *   TCP ─▶ (TLS) ─▶ upgrade ─▶ WebSocketLink ─▶ frame.FrameDecoder ─▶ spi.ConnectionCore
 * </pre>
 *
 * <p>This package knows no protocol above WebSocket, and does not reconnect.
 */
@NullMarked
package io.assaylink.transport.ws;

import org.jspecify.annotations.NullMarked;
