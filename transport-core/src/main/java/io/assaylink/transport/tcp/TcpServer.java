// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.socket.Acceptor;
import io.netty.channel.socket.SocketChannel;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Accepts over TCP. Whom it does not let in is closed before a byte is read, with {@code TOO_MANY_CONNECTIONS} or
 * {@code ADDRESS_NOT_ALLOWED} in the log, once a second at most. Thread-safe.
 *
 * @param <M> what one message is, as the framing has it
 */
public final class TcpServer<M> implements TransportServer<M> {
    private final SocketAddress address;
    private final Supplier<Framing<M>> framing;
    private final ReceiveLimits limits;
    private final Acceptor acceptor;

    /**
     * @param address where to listen; port 0 lets the system choose
     * @param framing makes the framing of one connection
     */
    public TcpServer(SocketAddress address, Supplier<Framing<M>> framing, ReceiveLimits limits, TcpOptions options) {
        this.address = address;
        this.framing = framing;
        this.limits = limits;
        acceptor = new Acceptor(
                EventLoops.of(options.group(), "tcp-server", 2), options.socket(), options.admission(), options.tls());
    }

    @Override
    public CompletionStage<Listening> listen(Consumer<Connection<M>> onConnection) {
        return acceptor.listen(address, channel -> accept(channel, onConnection));
    }

    private void accept(SocketChannel channel, Consumer<Connection<M>> onConnection) {
        TcpLink<M> link = new TcpLink<>(channel, framing.get(), limits, core -> {
            acceptor.register(core);
            onConnection.accept(core);
        });
        link.active();
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
