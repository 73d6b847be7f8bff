// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.spi.ObservedAttempts;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The in-memory twin of TCP: the same contract, no socket, in real or in virtual time.
 *
 * <p>{@link #connect} reaches whoever listens on {@link #server()}; {@link #pair()} needs no listener. Bytes travel, not
 * messages, so cuts and half messages are real. Thread-safe.
 *
 * @param <M> what one message is
 */
public final class LoopbackTransport<M> implements Transport<M> {
    private final String name;
    private final Supplier<Framing<M>> framing;
    private final ReceiveLimits limits;
    private final Loop loop;
    private final Runnable release;
    private final AtomicLong numbers = new AtomicLong();
    private final LoopbackServer<M> server;
    /** By the end that connected, while it lives. */
    private final Map<Connection<M>, LoopbackPair<M>> pairs = new ConcurrentHashMap<>();

    private volatile boolean closed;
    private volatile Consumer<LoopbackPair<M>> watcher = pair -> {};
    private volatile ConnectionObserver observer = ConnectionObserver.NONE;
    private volatile ConnectionObserver farObserver = ConnectionObserver.NONE;

    private LoopbackTransport(
            String name, Supplier<Framing<M>> framing, ReceiveLimits limits, Loop loop, Runnable release) {
        this.name = name;
        this.framing = framing;
        this.limits = limits;
        this.loop = loop;
        this.release = release;
        server = new LoopbackServer<>(name);
    }

    /** On a loop of the caller's, in tests a {@link io.assaylink.transport.loop.VirtualLoop}. */
    public static <M> LoopbackTransport<M> on(
            Loop loop, String name, Supplier<Framing<M>> framing, ReceiveLimits limits) {
        return new LoopbackTransport<>(name, framing, limits, loop, () -> {});
    }

    /** In real time, on a daemon thread of its own that ends with {@link #close}. */
    public static <M> LoopbackTransport<M> inRealTime(String name, Supplier<Framing<M>> framing, ReceiveLimits limits) {
        DefaultEventLoop thread = new DefaultEventLoop(new DefaultThreadFactory("loopback-" + name, true));
        return new LoopbackTransport<>(name, framing, limits, new NettyLoop(thread), () -> {
            var unused = thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    @Override
    public String name() {
        return "loopback:" + name;
    }

    /** The accepting side of this transport. */
    public TransportServer<M> server() {
        return server;
    }

    /** Is shown every connection of {@link #connect} from now on, both ends, before anyone else is: a test's handle. */
    public void watch(Consumer<LoopbackPair<M>> pairs) {
        watcher = pairs;
    }

    /**
     * Observes every connection from now on.
     *
     * @param connecting is told of the ends that connect, and of connects that nobody listens for
     * @param accepting is told of the ends that accept
     */
    public void observe(ConnectionObserver connecting, ConnectionObserver accepting) {
        observer = connecting;
        farObserver = accepting;
    }

    /** Two ends, joined, without a listener. */
    public LoopbackPair<M> pair() {
        long number = numbers.incrementAndGet();
        LoopbackEnd<M> near = new LoopbackEnd<>("loopback-" + number + " " + name, name, framing.get(), limits, loop);
        LoopbackEnd<M> far =
                new LoopbackEnd<>("loopback-" + number + " " + name + " far", name, framing.get(), limits, loop);
        LoopbackEnd.join(near, far);
        near.core().opened(observer);
        far.core().opened(farObserver);
        return new LoopbackPair<>(near.core(), far.core(), near.out(), far.out());
    }

    /** Both ends of a connection that {@link #connect} made, while it lives. */
    public Optional<LoopbackPair<M>> pairOf(Connection<M> near) {
        return Optional.ofNullable(pairs.get(near));
    }

    @Override
    public CompletionStage<Connection<M>> connect() {
        if (closed) {
            return CompletableFuture.failedFuture(ConnectFailedException.closed(name()));
        }
        CompletableFuture<Connection<M>> connected = new CompletableFuture<>();
        new ObservedAttempts(observer).connect(name(), connected);
        loop.execute(() -> {
            if (!server.isListening()) {
                CloseReason refused = new CloseReason.Lost("connection refused", false);
                connected.completeExceptionally(
                        new ConnectFailedException(refused, new IOException("nobody listens at " + name())));
                return;
            }
            LoopbackPair<M> pair = pair();
            pairs.put(pair.near(), pair);
            var unused = pair.near().closed().thenRun(() -> pairs.remove(pair.near()));
            watcher.accept(pair);
            server.accept(pair.far());
            connected.complete(pair.near());
        });
        return connected;
    }

    @Override
    public void close() {
        closed = true;
        release.run();
    }
}
