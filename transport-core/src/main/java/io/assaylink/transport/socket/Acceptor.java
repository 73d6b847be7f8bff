// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.assaylink.transport.Connection;
import io.assaylink.transport.Refusal;
import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.ObservedAttempts;
import io.assaylink.transport.tls.TlsContext;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final ObservedAttempts attempts;
    private final Optional<TlsContext> tls;
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Set<Connection<?>> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - SECOND);

    /**
     * An acceptor on these loops.
     *
     * @param tls empty: none
     * @throws IllegalArgumentException where TLS is wanted and holds no identity
     */
    public Acceptor(EventLoops loops, SocketOptions options, Admission admission, Optional<TlsOptions> tls) {
        this.tls = tls.map(given -> TlsContext.server(given, Names.blocking()));
        this.loops = loops;
        this.options = options;
        this.admission = admission;
        attempts = new ObservedAttempts(options.observer());
        caps = new ConnectionCaps(admission.maxConnections(), admission.maxConnectionsPerAddress());
    }

    /**
     * Binds, a name that is not looked up yet to its first address; {@code onChannel} prepares each channel that is admitted and has TLS where that is wanted, on its event loop,
     * before it is read from.
     *
     * @return fails with {@link BindException}, or with {@link io.assaylink.transport.ConnectFailedException} where the
     *     files of TLS cannot be used
     */
    public CompletionStage<Listening> listen(SocketAddress address, Consumer<SocketChannel> onChannel) {
        CompletableFuture<Listening> bound = new CompletableFuture<>();
        CompletionStage<Void> ready = tls.map(TlsContext::ready).orElse(CompletableFuture.completedFuture(null));
        var unused = ready.thenCompose(none -> resolved(address)).whenComplete((resolved, failure) -> {
            if (failure == null) {
                bind(resolved, onChannel, bound);
            } else {
                bound.completeExceptionally(ConnectFailures.of(failure));
            }
        });
        return bound;
    }

    private CompletionStage<SocketAddress> resolved(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.isUnresolved()
                ? Names.resolve(inet.getHostString(), inet.getPort(), options.connectTimeout(), InetAddress::getByName)
                        .thenApply(SocketAddress.class::cast)
                : CompletableFuture.completedFuture(address);
    }

    private void bind(SocketAddress address, Consumer<SocketChannel> onChannel, CompletableFuture<Listening> bound) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .handler(new Exhausted())
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
    }

    /** A connection that stands: the observer sees it, and it is closed in order with this server. */
    public void register(ConnectionCore<?> connection) {
        connection.opened(options.observer());
        connections.add(connection);
        var unused = connection.closed().thenRun(() -> connections.remove(connection));
    }

    private void accept(SocketChannel channel, Consumer<SocketChannel> onChannel) {
        SocketAddress peer = channel.remoteAddress();
        if (peer instanceof InetSocketAddress inet && !admission.allows(inet.getAddress())) {
            refuse(channel, Refusal.ADDRESS_NOT_ALLOWED);
            return;
        }
        if (!caps.admit(peer)) {
            refuse(channel, Refusal.TOO_MANY_CONNECTIONS);
            return;
        }
        channels.add(channel);
        var unused = channel.closeFuture().addListener(ended -> {
            channels.remove(channel);
            caps.release(peer);
        });
        if (tls.isEmpty()) {
            begin(channel, onChannel);
            return;
        }
        tls.get().secure(channel, "", 0, failed -> {
            if (failed.isPresent()) {
                attempts.refused(peer, Refusal.HANDSHAKE_FAILED);
                tell("TLS_FAILED " + failed.get().fault() + " " + failed.get().detail(), channel);
            } else {
                begin(channel, onChannel);
            }
        });
    }

    private static void begin(SocketChannel channel, Consumer<SocketChannel> onChannel) {
        try {
            onChannel.accept(channel);
        } catch (RuntimeException failure) {
            LOG.error(
                    "ACCEPT_FAILED {} {}",
                    channel.remoteAddress(),
                    failure.getClass().getName());
            var unusedClosing = channel.close();
        }
    }

    /** T11, T12: one line a second at most, whatever knocks. */
    private void refuse(SocketChannel channel, Refusal why) {
        attempts.refused(channel.remoteAddress(), why);
        tell(why.name(), channel);
        var unused = channel.close();
    }

    private void tell(String code, SocketChannel channel) {
        long count = refused.incrementAndGet();
        long now = System.nanoTime();
        long told = toldAt.get();
        if (now - told >= SECOND && toldAt.compareAndSet(told, now)) {
            LOG.warn("{} {} refused; {} refused so far, {} held", code, channel.remoteAddress(), count, caps.total());
        }
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

    /** T18: nothing is accepted for a second, and who waits in the backlog comes in when there is room again. */
    private static final class Exhausted extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            LOG.error(
                    "ACCEPT_FAILED {} {}; those who wait are accepted when there is room",
                    context.channel().localAddress(),
                    ConnectFailures.text(failure));
            var unused = context.fireExceptionCaught(failure);
        }
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
