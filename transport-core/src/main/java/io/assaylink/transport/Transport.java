// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.util.concurrent.CompletionStage;

/**
 * The connecting side: makes one mortal {@link Connection} per call.
 *
 * <p>Thread-safe. Nothing here retries: see {@code io.assaylink.transport.reconnect.Reconnector}.
 *
 * @param <M> what one message is: raw bytes, a frame, a WebSocket message
 */
public interface Transport<M> extends AutoCloseable {

    /** What is connected to, for logs: host and port or URI, never a credential. */
    String name();

    /**
     * Connects once, bounded by the transport's connect timeout (and that of its handshake where it has one).
     *
     * <p>Cancelling the stage's future gives the attempt up at once, in whatever handshake it is.
     *
     * @return the connection, not reading until it is driven or pulled from; or {@link ConnectFailedException}, also where
     *     this transport is closed
     */
    CompletionStage<Connection<M>> connect();

    /** Gives back what this transport owns (event loops it made itself); connections are closed by their owners. */
    @Override
    void close();
}
