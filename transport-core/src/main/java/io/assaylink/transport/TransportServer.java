// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The accepting side: yields the same {@link Connection} as {@link Transport} does.
 *
 * @param <M> what one message is
 */
public interface TransportServer<M> extends AutoCloseable {

    /**
     * Binds and begins to accept. {@code onConnection} is called on the connection's event loop before its first byte is
     * read; it calls {@link Connection#drive} there, or hands the connection to a thread that pulls.
     *
     * @return what is listening, or the bind failure ({@link java.net.BindException} and the like)
     */
    CompletionStage<Listening> listen(Consumer<Connection<M>> onConnection);

    /** Stops listening and gives back what the server owns; accepted connections are closed, bounded. */
    @Override
    void close();

    /** A bound address; closing it stops accepting and leaves accepted connections alone. */
    interface Listening extends AutoCloseable {

        /** Where, with the port the system gave where 0 was asked for. */
        SocketAddress address();

        @Override
        void close();
    }
}
