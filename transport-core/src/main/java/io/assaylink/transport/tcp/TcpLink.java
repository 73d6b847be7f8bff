// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.channel.ChannelWrites;
import io.assaylink.transport.channel.ReadGate;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.socket.ConnectFailures;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.FramedReader;
import io.assaylink.transport.spi.Link;
import io.assaylink.transport.tls.TlsWire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One TCP connection.
 *
 * <p>An end in order is told by FIN in both directions: after ours, what the peer still sends is read and dropped, for a
 * socket that is closed with bytes unread is reset, and a reset destroys our last bytes on their way.
 */
final class TcpLink<M> extends ChannelInboundHandlerAdapter implements Link<M> {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final SocketChannel channel;
    private final ConnectionCore<M> core;
    private final FramedReader<M> reader;
    private final ChannelWrites writes;
    private final Consumer<ConnectionCore<M>> onActive;
    private final ReadGate gate = new ReadGate();
    private final Optional<TlsWire> tls;
    private CloseReason observed = new CloseReason.Lost("connection closed", false);
    private boolean finishing;
    private boolean inputEnded;
    private boolean outputEnded;

    TcpLink(SocketChannel channel, Framing<M> framing, ReceiveLimits limits, Consumer<ConnectionCore<M>> onActive) {
        this.channel = channel;
        this.onActive = onActive;
        String name = "tcp-" + NUMBERS.incrementAndGet() + " " + channel.remoteAddress();
        core = new ConnectionCore<>(name, channel.remoteAddress(), new NettyLoop(channel.eventLoop()), limits, this);
        reader = new FramedReader<>(core, framing);
        tls = TlsWire.of(channel);
        tls.ifPresent(wire -> wire.onBytes(core::alive));
        writes = new ChannelWrites(channel, core, tls);
    }

    ConnectionCore<M> core() {
        return core;
    }

    /** Joins the pipeline of its channel, which is connected. Event loop only. */
    void active() {
        var unused = channel.pipeline().addLast(gate, this);
        onActive.accept(core);
    }

    // ---- from Netty

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        try {
            reader.read(bytes.nioBuffer());
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        core.turnEnded();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (inputEnded) {
            return;
        }
        Optional<CloseReason> end = tls.isPresent()
                ? tls.get().end(event, core.midMessage())
                : event instanceof ChannelInputShutdownEvent
                        ? Optional.of(new CloseReason.ByPeer(0, "", core.midMessage()))
                        : Optional.empty();
        if (end.isPresent()) {
            inputEnded = true;
            var unused = channel.config().setAutoRead(false); // there is nothing more to read
            observed = end.get();
            core.peerEnded(observed);
            closeIfBothEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        core.writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        observed = tls.flatMap(wire -> wire.fault(failure, core.midMessage()))
                .orElse(new CloseReason.Lost(ConnectFailures.text(failure), core.midMessage()));
        cut();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        core.terminated(observed);
    }

    // ---- for the core

    @Override
    public void reading(boolean wanted) {
        gate.reading(wanted || finishing);
    }

    @Override
    public void write(M message, CompletableFuture<Void> done) {
        ByteBuffer bytes = reader.framing().encode(message);
        writes.write(Unpooled.wrappedBuffer(bytes), bytes.remaining(), done);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public long pending() {
        return writes.pending();
    }

    @Override
    public long written() {
        return writes.written();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
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
        if (!inputEnded) {
            reading(true);
        }
        var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) flushed -> {
            if (tls.isPresent()) {
                tls.get().closeNotify(this::shutOutput);
            } else {
                shutOutput();
            }
        });
    }

    private void shutOutput() {
        var unused = channel.shutdownOutput().addListener((ChannelFutureListener) ended -> {
            outputEnded = true;
            closeIfBothEnded();
        });
    }

    private void closeIfBothEnded() {
        if (inputEnded && outputEnded) {
            cut();
        }
    }

    @Override
    public void cut() {
        if (tls.isPresent()) {
            tls.get().cut(); // above TLS a close would wait for close_notify to leave
            return;
        }
        var unused = channel.close();
    }
}
