// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.FramedReader;
import io.assaylink.transport.spi.Link;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One end: writes to one line, reads from the other. Loop only. */
final class LoopbackEnd<M> implements Link<M> {
    private static final int HIGH_WATER = 64 << 10;

    private record Write(ByteBuffer bytes, int length, CompletableFuture<Void> done) {}

    private final ConnectionCore<M> core;
    private final FramedReader<M> reader;
    private final ArrayDeque<Write> queue = new ArrayDeque<>();
    private final AtomicLong pending = new AtomicLong();
    private final Loop loop;
    private final LoopbackLine out;
    private @Nullable LoopbackLine in;
    private @Nullable LoopbackEnd<M> other;
    private long written;
    private boolean unwritable;
    private boolean finishing;
    private boolean outEnded;
    private boolean inEnded;
    private boolean over;

    LoopbackEnd(String name, String peer, Framing<M> framing, ReceiveLimits limits, Loop loop) {
        this.loop = loop;
        out = new LoopbackLine(loop, this::pump);
        core = new ConnectionCore<>(name, new LoopbackAddress(peer), loop, limits, this);
        reader = new FramedReader<>(core, framing);
    }

    static <M> void join(LoopbackEnd<M> a, LoopbackEnd<M> b) {
        a.joined(b);
        b.joined(a);
    }

    private void joined(LoopbackEnd<M> end) {
        other = end;
        in = end.out;
        end.out.connect(this::read, this::inputEnded, this::cut);
    }

    ConnectionCore<M> core() {
        return core;
    }

    LoopbackLine out() {
        return out;
    }

    @Override
    public void reading(boolean wanted) {
        LoopbackLine line = in;
        if (line != null) {
            line.open(wanted || finishing);
        }
    }

    private void read(ByteBuffer chunk) {
        reader.read(chunk);
        core.turnEnded();
    }

    private void inputEnded() {
        inEnded = true;
        core.peerEnded(new CloseReason.ByPeer(0, "", core.midMessage()));
        endIfBothEnded();
    }

    @Override
    public void write(M message, CompletableFuture<Void> done) {
        ByteBuffer bytes = reader.framing().encode(message);
        queue.add(new Write(bytes, bytes.remaining(), done));
        unwritable |= pending.addAndGet(bytes.remaining()) > HIGH_WATER;
    }

    @Override
    public void flush() {
        pump();
    }

    private void pump() {
        for (Write first = queue.peek(); first != null && !over; first = queue.peek()) {
            ByteBuffer bytes = first.bytes();
            int size = Math.min(out.room(), bytes.remaining());
            if (size == 0 && bytes.hasRemaining()) {
                return;
            }
            byte[] copy = new byte[size];
            bytes.get(copy);
            out.put(ByteBuffer.wrap(copy));
            pending.addAndGet(-size);
            written += size;
            core.written(size);
            if (!bytes.hasRemaining()) {
                queue.remove();
                first.done().complete(null);
            }
        }
        if (unwritable && isWritable()) {
            unwritable = false;
            core.writabilityChanged();
        }
        if (finishing && !outEnded && !over) {
            outEnded = true;
            out.ended();
            endIfBothEnded();
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
        reading(true); // what still comes is read and dropped, so that the peer's end is seen
        pump();
    }

    private void endIfBothEnded() {
        if (inEnded && outEnded && !over) {
            terminate(new CloseReason.ByPeer(0, "", false));
        }
    }

    @Override
    public void cut() {
        if (over) {
            return;
        }
        terminate(new CloseReason.Lost("connection reset", core.midMessage()));
        LoopbackEnd<M> end = other;
        if (end != null && !end.over) {
            end.terminate(new CloseReason.Lost("connection reset", end.core.midMessage()));
        }
    }

    private void terminate(CloseReason observed) {
        over = true;
        LoopbackLine line = in;
        if (line != null) {
            line.clear();
        }
        loop.execute(() -> {
            for (Write lost = queue.poll(); lost != null; lost = queue.poll()) {
                core.sendFailed(lost.done());
            }
            core.terminated(observed);
        });
    }
}
