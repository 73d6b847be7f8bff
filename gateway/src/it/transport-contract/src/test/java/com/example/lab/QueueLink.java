package com.example.lab;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.FramedReader;
import io.assaylink.transport.spi.Link;
import io.assaylink.transport.loop.NettyLoop;
import io.netty.channel.DefaultEventLoop;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One connection over two queues: the whole of a transport, but for a socket. */
final class QueueLink implements Link<String> {
    private static final byte[] END = {};

    private final DefaultEventLoop thread;
    private final LineFraming framing = new LineFraming();
    private final BlockingQueue<byte[]> sent = QueueTransportContractTest.queue();
    private final ConnectionCore<String> core;
    private final FramedReader<String> reader;
    // Loop only.
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
    private final ArrayDeque<Runnable> unflushed = new ArrayDeque<>();
    private boolean open;
    private boolean finishing;
    private boolean peerEnded;
    private boolean over;
    private long pending;
    private long written;

    QueueLink(DefaultEventLoop thread, ReceiveLimits limits, ConnectionObserver observer) {
        this.thread = thread;
        core = new ConnectionCore<>("queue", new SocketAddress() {}, new NettyLoop(thread), limits, this);
        reader = new FramedReader<>(core, framing);
        core.opened(observer);
    }

    ConnectionCore<String> core() {
        return core;
    }

    BlockingQueue<byte[]> sent() {
        return sent;
    }

    void release() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    // ---- the peer

    void arrives(byte[] bytes) {
        thread.execute(() -> {
            arrived.add(bytes);
            pump();
        });
    }

    void peerEnds() {
        arrives(END);
    }

    void peerResets() {
        thread.execute(() -> terminate(new CloseReason.Lost("connection reset", core.midMessage())));
    }

    private void pump() {
        while ((open || finishing) && !over && !arrived.isEmpty()) {
            byte[] next = arrived.remove();
            if (next.length == 0) {
                peerEnded = true;
                core.peerEnded(new CloseReason.ByPeer(0, "", core.midMessage()));
                endIfBothEnded();
            } else {
                reader.read(ByteBuffer.wrap(next));
                core.turnEnded();
            }
        }
    }

    private void endIfBothEnded() {
        if (peerEnded && finishing) {
            terminate(new CloseReason.ByPeer(0, "", false));
        }
    }

    private void terminate(CloseReason observed) {
        if (!over) {
            over = true;
            thread.execute(() -> core.terminated(observed));
        }
    }

    // ---- for the core

    @Override
    public void reading(boolean wanted) {
        open = wanted;
        thread.execute(this::pump);
    }

    @Override
    public void write(String message, CompletableFuture<Void> done) {
        ByteBuffer encoded = framing.encode(message);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        pending += bytes.length;
        unflushed.add(() -> {
            pending -= bytes.length;
            written += bytes.length;
            sent.add(bytes);
            core.written(bytes.length);
            done.complete(null);
        });
    }

    @Override
    public void flush() {
        for (Runnable next = unflushed.poll(); next != null; next = unflushed.poll()) {
            next.run();
        }
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void finish(CloseReason reason) {
        finishing = true;
        sent.add(END);
        thread.execute(() -> {
            pump(); // what still comes is read and dropped
            endIfBothEnded();
        });
    }

    @Override
    public void cut() {
        terminate(new CloseReason.Lost("connection reset", core.midMessage()));
    }
}
