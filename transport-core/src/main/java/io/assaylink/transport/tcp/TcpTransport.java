// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.spi.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
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
    private final TcpOptions options;
    private final EventLoops loops;

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
        this.options = options;
        loops = EventLoops.of(options.group(), "tcp-client", 1);
    }

    @Override
    public String name() {
        return "tcp://" + host + ":" + port;
    }

    @Override
    public CompletionStage<Connection<M>> connect() {
        CompletableFuture<Connection<M>> connected = new CompletableFuture<>();
        loops.holdFor(connected);
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis()))
                .option(ChannelOption.TCP_NODELAY, options.noDelay())
                .option(ChannelOption.SO_KEEPALIVE, options.keepAlive())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        // the link comes when there is a peer
                    }
                });
        var unused = bootstrap
                .connect(InetSocketAddress.createUnresolved(host, port))
                .addListener((ChannelFutureListener) attempt -> {
                    if (attempt.isSuccess()) {
                        begin(attempt.channel(), connected);
                    } else {
                        connected.completeExceptionally(TcpFailure.connect(attempt.cause()));
                    }
                });
        return connected;
    }

    private void begin(Channel channel, CompletableFuture<Connection<M>> connected) {
        TcpLink<M> link = new TcpLink<>((SocketChannel) channel, framing.get(), limits, connected::complete);
        var unused = channel.pipeline().addLast(link);
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
