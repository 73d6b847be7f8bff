// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.Connection;
import io.assaylink.transport.TransportServer.Listening;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
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

/** What servers over TCP share: bind, caps, and an end in order. Thread-safe. */
public final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final long SECOND = 1_000_000_000L;

    private final EventLoops loops;
    private final ConnectionCaps caps;
    private final boolean noDelay;
    private final boolean keepAlive;
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Set<Connection<?>> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - SECOND);

    public Acceptor(EventLoops loops, ConnectionCaps caps, boolean noDelay, boolean keepAlive) {
        this.loops = loops;
        this.caps = caps;
        this.noDelay = noDelay;
        this.keepAlive = keepAlive;
    }

    /** Binds; {@code onChannel} prepares each channel that is admitted, on its event loop, before it is read from. */
    public CompletionStage<Listening> listen(SocketAddress address, Consumer<SocketChannel> onChannel) {
        CompletableFuture<Listening> bound = new CompletableFuture<>();
        ChannelFuture binding = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, noDelay)
                .childOption(ChannelOption.SO_KEEPALIVE, keepAlive)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, onChannel);
                    }
                })
                .bind(address);
        var unused = binding.addListener((ChannelFutureListener) done -> {
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
        if (!caps.admit(peer)) {
            refuse(channel, peer);
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

    private void refuse(SocketChannel channel, SocketAddress peer) {
        long count = refused.incrementAndGet();
        long now = System.nanoTime();
        long told = toldAt.get();
        if (now - told >= SECOND && toldAt.compareAndSet(told, now)) {
            LOG.warn("TOO_MANY_CONNECTIONS {} refused, {} so far; {} are held", peer, count, caps.total());
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
