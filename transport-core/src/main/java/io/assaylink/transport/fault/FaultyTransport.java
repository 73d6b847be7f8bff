// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.spi.ObservedAttempts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Any transport, with faults between it and whoever uses it. Around a {@link LoopbackTransport} on a
 * {@link io.assaylink.transport.loop.VirtualLoop} everything happens in virtual time and repeats exactly.
 *
 * <p>A connection of this transport has clocks and limits of its own; those of the wrapped one should be no stricter. The
 * wrapped transport is closed with this one. The far end of a loopback sees a reset and a half-close as such; the far end of
 * any other transport sees an end in order, for a connection offers its owner no other.
 *
 * <p>At most 64 KiB and one read wait in each direction; above that the writer waits, as with a full TCP window.
 * Thread-safe; each plan is logged when the transport is made ({@code FAULTS}), so that a failure can be repeated.
 *
 * @param <M> what one message is
 */
public final class FaultyTransport<M> implements Transport<M> {
    private final String name;
    private final Loop loop;
    private final Supplier<Framing<M>> framing;
    private final ReceiveLimits limits;
    private final LiveFaults faults;
    private final Inner<M, ?> inner;
    private volatile ConnectionObserver observer = ConnectionObserver.NONE;

    private FaultyTransport(
            Inner<M, ?> inner, Supplier<Framing<M>> framing, ReceiveLimits limits, Loop loop, FaultPlan plan) {
        this.inner = inner;
        this.framing = framing;
        this.limits = limits;
        this.loop = loop;
        name = "faulty " + inner.transport().name();
        faults = new LiveFaults(plan, loop, refusing -> {});
        loop.execute(faults::start);
    }

    /**
     * Over a transport of bytes: faults and half messages are seen byte by byte.
     *
     * @param bytes one whose messages are reads, as with {@link Framing#none()}
     * @param framing makes the framing of one connection, for what is above the faults
     * @param limits of what is above the faults
     * @param loop what the connections of this transport run on; a loopback's own, or any other
     */
    public static <M> FaultyTransport<M> overBytes(
            Transport<ByteBuffer> bytes,
            Supplier<Framing<M>> framing,
            ReceiveLimits limits,
            Loop loop,
            FaultPlan plan) {
        return new FaultyTransport<>(new Inner<>(bytes, Wire::raw), framing, limits, loop, plan);
    }

    /**
     * Around a transport of messages: each is put into bytes by {@code framing}, suffers its faults, and is read again. A
     * message is on its way from when the wrapped connection has it whole.
     *
     * @param framing makes a framing; three for each connection. A test's own will do where messages have no bytes of their
     *     own on the wire, as in WebSocket
     * @param limits of what is above the faults
     * @param loop as in {@link #overBytes}
     */
    public static <M> FaultyTransport<M> around(
            Transport<M> messages, Supplier<Framing<M>> framing, ReceiveLimits limits, Loop loop, FaultPlan plan) {
        Supplier<Wire<M>> wire = () -> Wire.framed(framing);
        return new FaultyTransport<>(new Inner<>(messages, wire), framing, limits, loop, plan);
    }

    /** What is wrapped, in terms of its own messages. */
    private record Inner<M, T>(Transport<T> transport, Supplier<Wire<T>> wire) {

        /** Connects, and puts a faulty connection on top. */
        void connect(FaultyTransport<M> outer, CompletableFuture<Connection<M>> connected) {
            var unused = transport
                    .connect()
                    .whenComplete((connection, failure) -> outer.loop.execute(() -> {
                        if (connection == null) {
                            connected.completeExceptionally(failure);
                        } else {
                            begin(outer, connection, connected);
                        }
                    }));
        }

        private void begin(
                FaultyTransport<M> outer, Connection<T> connection, CompletableFuture<Connection<M>> connected) {
            Function<Connection<T>, Optional<LoopbackPair<T>>> pair =
                    transport instanceof LoopbackTransport<T> loopback ? loopback::pairOf : none -> Optional.empty();
            WrappedEnd<T> end = new WrappedEnd<>(connection, pair.apply(connection));
            FaultyLink<M, T> link = new FaultyLink<>(
                    outer.name, outer.framing.get(), outer.limits, outer.loop, wire.get(), end, outer.faults);
            link.core().opened(outer.observer);
            if (connected.complete(link.core())) {
                link.start();
            } else {
                link.cut(); // nobody waits any more
            }
        }
    }

    /** The name of what is wrapped, marked as faulty. */
    @Override
    public String name() {
        return name;
    }

    /** Is told of every connection above the faults from now on; what is wrapped may have an observer of its own. */
    public void observe(ConnectionObserver by) {
        observer = by;
    }

    /** Steering by hand, and the log. */
    public LiveFaults faults() {
        return faults;
    }

    @Override
    public CompletionStage<Connection<M>> connect() {
        CompletableFuture<Connection<M>> connected = new CompletableFuture<>();
        new ObservedAttempts(observer).connect(name, connected);
        loop.execute(() -> {
            if (faults.refusing()) {
                connected.completeExceptionally(new ConnectFailedException(
                        new CloseReason.Lost("connection refused", false), new IOException("refused by plan")));
            } else {
                inner.connect(this, connected);
            }
        });
        return connected;
    }

    /** Closes what is wrapped; connections are closed by their owners. */
    @Override
    public void close() {
        inner.transport().close();
    }
}
