// SPDX-License-Identifier: Apache-2.0
/**
 * What transports over TCP sockets share, whatever they speak: settings, connecting, accepting.
 *
 * <p>Start at {@link io.assaylink.transport.socket.SocketOptions}; authors of transports at
 * {@link io.assaylink.transport.socket.Connector} and {@link io.assaylink.transport.socket.Acceptor}.
 *
 * <pre>
 *   name ─▶ Names (off the event loop) ─▶ Connector ─┬─▶ channel ─▶ ReadGate ─▶ a Link of spi
 *   listen ─▶ Acceptor ─▶ Admission ─────────────────┘
 * </pre>
 *
 * <p>Sockets are those of the JDK, unless the caller's event loops are epoll's: those alone can set {@code TCP_USER_TIMEOUT}.
 */
@NullMarked
package io.assaylink.transport.socket;

import org.jspecify.annotations.NullMarked;
