// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.fault.lane.FaultLane;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.FramedReader;
import io.assaylink.transport.spi.Link;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection on top of another one, with two lanes between. Everything happens on this one's loop; what comes from the
 * wrapped one's is handed over.
 *
 * @param <M> messages above the faults
 * @param <T> messages of the wrapped connection
 */
final class FaultyLink<M, T> implements Link<M> {
    private static final int HIGH_WATER = 64 << 10;

    private record Write(ByteBuffer bytes, CompletableFuture<Void> done) {}

    private final Loop loop;
    private final Wire<T> wire;
    private final WrappedEnd<T> wrapped;
    private final ConnectionCore<M> core;
    private final FramedReader<M> reader;
    private final Faulted faulted;
    private final ArrayDeque<Write> queue = new ArrayDeque<>();
    private final AtomicLong pending = new AtomicLong();
    private Machine.@Nullable Driver<T> driver;
    private boolean paused;
    private long written;
    private boolean unwritable;
    private boolean finishing;
    private boolean outEnded;
    private boolean inEnded;
    private boolean over;

    FaultyLink(
            String name,
            Framing<M> framing,
            ReceiveLimits limits,
            Loop loop,
            Wire<T> wire,
            WrappedEnd<T> wrapped,
            LiveFaults faults) {
        this.loop = loop;
        this.wire = wire;
        this.wrapped = wrapped;
        faulted = new Faulted(faults, loop, new Outgoing(), new Incoming(), this::reset);
        String numbered = "faulty-" + faulted.number() + " " + name;
        core = new ConnectionCore<>(numbered, wrapped.connection().peer(), loop, limits, this);
        reader = new FramedReader<>(core, framing);
    }

    ConnectionCore<M> core() {
        return core;
    }

    void start() {
        boolean lives = faulted.start();
        wrapped.connection().drive(new Below());
        faulted.out().open(true);
        if (!lives) {
            faulted.out().end();
            faulted.in().end();
            faulted.in().open(true);
        }
    }

    // ---- from the wrapped connection, on its loop

    private final class Below implements Machine<T> {
        @Override
        public void opened(Driver<T> with, long now) {
            loop.execute(() -> driver = with);
        }

        @Override
        public void received(T message, long now) {
            byte[] bytes = wire.bytes(message);
            loop.execute(() -> {
                faulted.in().put(bytes);
                if (faulted.in().room() == 0) {
                    paused = true;
                    readBelow(false);
                }
            });
        }

        @Override
        public void closed(CloseReason reason, long now) {
            loop.execute(() -> closedBelow(reason));
        }
    }

    private void readBelow(boolean wanted) {
        Machine.Driver<T> below = driver;
        if (below != null) {
            below.execute(() -> below.reading(wanted));
        }
    }

    private void closedBelow(CloseReason reason) {
        if (reason instanceof CloseReason.ByPeer || reason instanceof CloseReason.Local) {
            faulted.in().end();
        } else {
            terminate(
                    reason instanceof CloseReason.Lost lost
                            ? new CloseReason.Lost(lost.cause(), core.midMessage())
                            : reason);
        }
    }

    // ---- from the lanes

    private final class Incoming implements FaultLane.Exit {
        @Override
        public void bytes(byte[] read) {
            reader.read(ByteBuffer.wrap(read));
            core.turnEnded();
        }

        @Override
        public void ended() {
            inEnded = true;
            core.peerEnded(new CloseReason.ByPeer(0, "", core.midMessage()));
            endIfBothEnded();
        }

        @Override
        public void room() {
            if (paused) {
                paused = false;
                readBelow(true);
            }
        }

        @Override
        public void reset() {
            faulted.reset();
        }
    }

    private final class Outgoing implements FaultLane.Exit {
        @Override
        public void bytes(byte[] read) {
            var below = wrapped.connection().outbound();
            wire.messages(read, message -> {
                var unused = below.send(message); // its failure is the end of the connection below, told there
            });
            if (!below.isWritable()) {
                faulted.out().open(false);
                var unused = below.whenWritable()
                        .whenComplete((none, failure) ->
                                loop.execute(() -> faulted.out().open(true)));
            }
        }

        @Override
        public void ended() {
            outEnded = true;
            wrapped.end();
            endIfBothEnded();
        }

        @Override
        public void room() {
            pump();
        }

        @Override
        public void reset() {
            faulted.reset();
        }
    }

    private void endIfBothEnded() {
        if (inEnded && outEnded) {
            terminate(new CloseReason.ByPeer(0, "", false));
        }
    }

    // ---- for the core

    @Override
    public Optional<String> protocol() {
        return wrapped.connection().protocol();
    }

    @Override
    public void reading(boolean wanted) {
        faulted.in().open(wanted || finishing);
    }

    @Override
    public void write(M message, CompletableFuture<Void> done) {
        ByteBuffer bytes = reader.framing().encode(message);
        queue.add(new Write(bytes, done));
        unwritable |= pending.addAndGet(bytes.remaining()) > HIGH_WATER;
    }

    @Override
    public void flush() {
        pump();
    }

    private void pump() {
        for (Write first = queue.peek(); first != null && !over; first = queue.peek()) {
            byte[] part = new byte[Math.min(faulted.out().room(), first.bytes().remaining())];
            if (part.length == 0 && first.bytes().hasRemaining()) {
                return; // the window is full; finishing waits behind it
            }
            first.bytes().get(part);
            pending.addAndGet(-part.length);
            written += part.length;
            core.written(part.length);
            if (!first.bytes().hasRemaining()) {
                queue.remove();
                first.done().complete(null);
            }
            faulted.out().put(part);
        }
        if (unwritable && isWritable() && !over) {
            unwritable = false;
            core.writabilityChanged();
        }
        if (finishing && !over) {
            faulted.out().end();
        }
    }

    @Override
    public long pending() {
        return pending.get();
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public boolean isWritable() {
        return pending.get() <= HIGH_WATER;
    }

    @Override
    public long held() {
        return reader.framing().held();
    }

    @Override
    public void forget() {
        reader.forget();
    }

    @Override
    public void finish(CloseReason reason) {
        finishing = true;
        faulted.in().open(true); // what still comes is read and dropped, so that the peer's end is seen
        pump();
    }

    @Override
    public void cut() {
        reset();
    }

    private void reset() {
        if (!over) {
            wrapped.reset();
            terminate(new CloseReason.Lost("connection reset", core.midMessage()));
        }
    }

    private void terminate(CloseReason observed) {
        if (over) {
            return;
        }
        over = true;
        faulted.ended();
        wrapped.release();
        loop.execute(() -> {
            for (Write lost = queue.poll(); lost != null; lost = queue.poll()) {
                core.sendFailed(lost.done());
            }
            core.terminated(observed);
        });
    }
}
