// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.net.SocketAddress;

/**
 * Told of what happens on connections, for metrics and traces: an option of every transport and server. Nothing passed here
 * is payload. What reconnecting does is told by {@code io.assaylink.transport.reconnect.ReconnectObserver}: each of its
 * attempts that fails is one {@link #connectFailed} here, each that comes about one {@link #opened}.
 *
 * <p>What is about a connection is called on the loop of that connection, in order, never two at a time; connections of
 * different loops call at the same time. {@link #connectFailed} and {@link #refused} come from any thread. No call may block:
 * the connection waits for it. No event allocates anything; a call that is not overridden costs nothing.
 *
 * <p>What it throws is contained: the connection goes on, {@link ConnectionStats#observerFailures()} counts it, and the log
 * names the first of a connection ({@code OBSERVER_FAILED}). An observer may close the connection, and does nothing else
 * with it.
 */
public interface ConnectionObserver {

    /** Sees nothing. */
    ConnectionObserver NONE = new ConnectionObserver() {};

    /** It stands, its handshakes included. First call, once. */
    default void opened(Connection<?> connection) {}

    /** Bytes came, of any kind, above TLS. */
    default void bytesIn(Connection<?> connection, long count) {}

    /** The kernel took bytes. */
    default void bytesOut(Connection<?> connection, long count) {}

    /**
     * A whole message came. It is told when its last byte is here, not when a caller takes it out of the inbox.
     *
     * @param bytes on the wire, above TLS
     * @param inTransitNanos from its first byte to its last, without the time in which we were not reading
     */
    default void received(Connection<?> connection, long bytes, long inTransitNanos) {}

    /** A message goes to the kernel, which is no delivery. */
    default void sent(Connection<?> connection) {}

    /** The consumer is told that nothing came and nothing is owed. */
    default void idle(Connection<?> connection, long quietNanos) {}

    /** The consumer is told that a message began and stopped. */
    default void stalled(Connection<?> connection, long bytesSoFar, long quietNanos) {}

    /** The consumer has no room: we stop reading, and the clocks on the peer stand still. */
    default void paused(Connection<?> connection) {}

    /** We read, for the first time or again, after not reading for this long. */
    default void resumed(Connection<?> connection, long pausedNanos) {}

    /** It is over. Last call, once. */
    default void closed(Connection<?> connection, CloseReason reason) {}

    /**
     * A connect came to nothing, in whatever handshake: one call for each, however many proxies and redirects were on its
     * way.
     *
     * @param to {@code HOST:PORT}, or the name of what is no socket
     */
    default void connectFailed(String to, CloseReason reason) {}

    /** A server did not let this peer in: there is no connection, and none of the other calls. */
    default void refused(SocketAddress peer, Refusal why) {}
}
