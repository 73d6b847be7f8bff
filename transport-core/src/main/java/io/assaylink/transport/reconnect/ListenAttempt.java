// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import io.assaylink.transport.Connection;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.TransportServer.Listening;
import java.net.SocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Binds with a server of its own each time, and gives it back where that fails. */
final class ListenAttempt<M> implements Attempt<Listening> {
    private final Callable<? extends TransportServer<M>> servers;
    private final Consumer<Connection<M>> onConnection;

    ListenAttempt(Callable<? extends TransportServer<M>> servers, Consumer<Connection<M>> onConnection) {
        this.servers = servers;
        this.onConnection = onConnection;
    }

    /** A listener and the server that it is of. */
    private record Bound(Listening listening, TransportServer<?> server) implements Listening {
        @Override
        public SocketAddress address() {
            return listening.address();
        }

        @Override
        public void close() {
            listening.close();
            server.close();
        }
    }

    @Override
    public CompletionStage<Listening> once() {
        TransportServer<M> server;
        try {
            server = servers.call();
        } catch (Exception failure) {
            return CompletableFuture.failedFuture(failure);
        }
        return server.listen(onConnection)
                .<Listening>thenApply(listening -> new Bound(listening, server))
                .whenComplete((bound, failure) -> {
                    if (failure != null) {
                        server.close();
                    }
                });
    }

    /** Nothing but its owner ends it. */
    @Override
    public CompletionStage<Failure> ended(Listening brought) {
        return new CompletableFuture<>();
    }

    @Override
    public void discard(Listening brought) {
        brought.close();
    }
}
