// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.assaylink.transport.Connection;
import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.spi.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What servers over TCP share: bind, admission, and an end in order. Thread-safe. */
public final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final long SECOND = 1_000_000_000L;

    private final EventLoops loops;
    private final SocketOptions options;
    private final Admission admission;
    private final ConnectionCaps caps;
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Set<Connection<?>> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - SECOND);

    public Acceptor(EventLoops loops, SocketOptions options, Admission admission) {
        this.loops = loops;
        this.options = options;
        this.admission = admission;
        caps = new ConnectionCaps(admission.maxConnections(), admission.maxConnectionsPerAddress());
    }

    /** Binds; {@code onChannel} prepares each channel that is admitted, on its event loop, before it is read from. */
    public CompletionStage<Listening> listen(SocketAddress address, Consumer<SocketChannel> onChannel) {
        CompletableFuture<Listening> bound = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SocketSettings.apply(options, channel);
                        accept(channel, onChannel);
                    }
                });
        if (options.receiveBuffer() > 0) { // the window scale is agreed on before a connection is accepted
            var unusedSize = bootstrap.option(ChannelOption.SO_RCVBUF, options.receiveBuffer());
        }
        var unused = bootstrap.bind(address).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                listening.add(done.channel());
                bound.complete(new Bound(done.channel()));
            } else {
                bound.completeExceptionally(bindFailure(address, done.cause()));
            }
        });
        return bound;
    }

    /** A connection to be closed in order with this server. */
    public void register(Connection<?> connection) {
        connections.add(connection);
        var unused = connection.closed().thenRun(() -> connections.remove(connection));
    }

    private void accept(SocketChannel channel, Consumer<SocketChannel> onChannel) {
        SocketAddress peer = channel.remoteAddress();
        if (peer instanceof InetSocketAddress inet && !admission.allows(inet.getAddress())) {
            refuse(channel, "ADDRESS_NOT_ALLOWED");
            return;
        }
        if (!caps.admit(peer)) {
            refuse(channel, "TOO_MANY_CONNECTIONS");
            return;
        }
        channels.add(channel);
        var unused = channel.closeFuture().addListener(ended -> {
            channels.remove(channel);
            caps.release(peer);
        });
        try {
            onChannel.accept(channel);
        } catch (RuntimeException failure) {
            LOG.error("ACCEPT_FAILED {} {}", peer, failure.getClass().getName());
            var unusedClosing = channel.close();
        }
    }

    /** T11, T12: one line a second at most, whatever knocks. */
    private void refuse(SocketChannel channel, String code) {
        long count = refused.incrementAndGet();
        long now = System.nanoTime();
        long told = toldAt.get();
        if (now - told >= SECOND && toldAt.compareAndSet(told, now)) {
            LOG.warn("{} {} refused; {} refused so far, {} held", code, channel.remoteAddress(), count, caps.total());
        }
        var unused = channel.close();
    }

    private static IOException bindFailure(SocketAddress address, Throwable cause) {
        BindException failure = new BindException(address + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void close() {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (Channel channel : listening) {
            CompletableFuture<Void> unbound = new CompletableFuture<>();
            ends.add(unbound);
            var unusedClose = channel.close().addListener(done -> unbound.complete(null));
        }
        for (Connection<?> connection : connections) {
            ends.add(connection.close(FAREWELL).toCompletableFuture());
        }
        CompletableFuture<?>[] all = ends.toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(all).whenComplete((none, failure) -> {
            channels.forEach(channel -> {
                var unusedClosing = channel.close();
            });
            loops.close();
        });
    }

    private final class Bound implements Listening {
        private final Channel channel;
        private final SocketAddress address;

        Bound(Channel channel) {
            this.channel = channel;
            this.address = channel.localAddress();
        }

        @Override
        public SocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            listening.remove(channel);
            var unused = channel.close();
        }
    }
}
