// SPDX-License-Identifier: Apache-2.0
/**
 * TLS 1.3 and 1.2 (RFC 8446, RFC 5246) below any transport over TCP, with the JDK's provider.
 *
 * <p>Start at {@link io.assaylink.transport.tls.TlsOptions}. Authors of transports: {@link io.assaylink.transport.socket.Connector}
 * and {@link io.assaylink.transport.socket.Acceptor} do the handshake, {@link io.assaylink.transport.tls.TlsWire} is what a
 * link asks afterwards.
 *
 * <pre>
 *   socket ─bytes─▶ TlsWire ─▶ SslHandler ─▶ ReadGate ─▶ link
 *                      │                                   │
 *                      └── any byte is life                └── bytes of messages are progress
 * </pre>
 *
 * <p>What goes wrong is a {@link io.assaylink.transport.TlsFault}. This package knows no message and does not reconnect.
 */
@NullMarked
package io.assaylink.transport.tls;

import org.jspecify.annotations.NullMarked;
