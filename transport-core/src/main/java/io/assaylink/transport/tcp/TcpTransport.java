// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.socket.Connector;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Connects over TCP. Thread-safe.
 *
 * @param <M> what one message is, as the framing has it
 */
public final class TcpTransport<M> implements Transport<M> {
    private final String host;
    private final int port;
    private final Supplier<Framing<M>> framing;
    private final ReceiveLimits limits;
    private final ConnectionObserver observer;
    private final String scheme;
    private final EventLoops loops;
    private final Connector connector;

    /**
     * @param host a name, resolved at each connect, or a literal address
     * @param port 1 to 65535
     * @param framing makes the framing of one connection
     */
    public TcpTransport(String host, int port, Supplier<Framing<M>> framing, ReceiveLimits limits, TcpOptions options) {
        this.host = host;
        this.port = port;
        this.framing = framing;
        this.limits = limits;
        observer = options.socket().observer();
        loops = EventLoops.of(options.group(), "tcp-client", 1);
        connector = new Connector(loops, options.socket(), options.tls());
        scheme = options.tls().isPresent() ? "tls://" : "tcp://";
    }

    @Override
    public String name() {
        return scheme + host + ":" + port;
    }

    @Override
    public CompletionStage<Connection<M>> connect() {
        CompletableFuture<Connection<M>> connected = new CompletableFuture<>();
        if (!loops.holdFor(connected)) {
            return CompletableFuture.failedFuture(ConnectFailedException.closed(name()));
        }
        connector.connect(host, port, connected, channel -> begin(channel, connected));
        return connected;
    }

    private void begin(SocketChannel channel, CompletableFuture<Connection<M>> connected) {
        TcpLink<M> link = new TcpLink<>(channel, framing.get(), limits, core -> {
            core.opened(observer);
            connected.complete(core);
        });
        link.active();
        if (connected.isCancelled()) {
            link.cut();
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
