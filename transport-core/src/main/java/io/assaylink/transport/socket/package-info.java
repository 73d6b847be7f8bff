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
 * <p>On Linux with {@code netty-transport-native-epoll} on the class path sockets are epoll's, which alone can set
 * {@code TCP_USER_TIMEOUT}; elsewhere they are those of the JDK, and one line in the log says so.
 */
@NullMarked
package io.assaylink.transport.socket;

import org.jspecify.annotations.NullMarked;
