// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.Connection;
import io.assaylink.transport.TransportServer;
import java.net.BindException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepts what its transport connects. */
final class LoopbackServer<M> implements TransportServer<M> {
    private final String name;
    private final AtomicReference<@Nullable Consumer<Connection<M>>> listener = new AtomicReference<>();
    private final Set<Connection<M>> accepted = ConcurrentHashMap.newKeySet();

    LoopbackServer(String name) {
        this.name = name;
    }

    boolean isListening() {
        return listener.get() != null;
    }

    void accept(Connection<M> connection) {
        Consumer<Connection<M>> to = listener.get();
        if (to != null) {
            accepted.add(connection);
            var unused = connection.closed().thenRun(() -> accepted.remove(connection));
            to.accept(connection);
        }
    }

    @Override
    public CompletionStage<Listening> listen(Consumer<Connection<M>> onConnection) {
        if (!listener.compareAndSet(null, onConnection)) {
            return CompletableFuture.failedFuture(new BindException("loopback:" + name + " is in use"));
        }
        return CompletableFuture.completedFuture(new Listening() {
            @Override
            public SocketAddress address() {
                return new LoopbackAddress(name);
            }

            @Override
            public void close() {
                listener.compareAndSet(onConnection, null);
            }
        });
    }

    @Override
    public void close() {
        listener.set(null);
        accepted.forEach(connection -> {
            var unused = connection.close(Duration.ofSeconds(2));
        });
    }
}
