// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.channel.ReadGate;
import io.assaylink.transport.fault.lane.FaultLane;
import io.assaylink.transport.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Two sockets and the two lanes between them. A socket is closed when it has ended both ways: one that is closed with bytes
 * unread is reset, and a reset destroys our last bytes on their way. Event loop only.
 */
final class ProxiedConnection {
    private final Faulted faulted;
    private final Side near;
    private @Nullable Side far;
    private boolean over;

    ProxiedConnection(SocketChannel channel, LiveFaults faults, Loop loop) {
        faulted = new Faulted(faults, loop, new Across(true), new Across(false), this::resetBoth);
        near = new Side(channel, faulted.out(), faulted.in());
    }

    /** Returns false where the connection is closed by plan, before a byte of it passes. */
    boolean start() {
        boolean lives = faulted.start();
        if (!lives) {
            faulted.ended();
            near.begin();
            near.end();
        }
        return lives;
    }

    void join(SocketChannel channel) {
        Side peer = new Side(channel, faulted.in(), faulted.out());
        far = peer;
        if (over) {
            peer.reset();
            return;
        }
        near.begin();
        peer.begin();
    }

    void reset() {
        faulted.reset();
    }

    private void resetBoth() {
        over = true;
        near.reset();
        Side peer = far;
        if (peer != null) {
            peer.reset();
        }
    }

    private void endIfBothClosed() {
        Side peer = far;
        if (near.closed && (peer == null || peer.closed)) {
            over = true;
            faulted.ended();
        }
    }

    /** One socket; what it reads goes into the lane that leads from it. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final SocketChannel channel;
        private final FaultLane from;
        private final FaultLane to;
        private final ReadGate gate = new ReadGate();
        private boolean inputEnded;
        private boolean outputEnded;
        private boolean closed;

        Side(SocketChannel channel, FaultLane from, FaultLane to) {
            this.channel = channel;
            this.from = from;
            this.to = to;
            var unused = channel.pipeline().addLast(gate);
        }

        void begin() {
            var unused = channel.pipeline().addLast(this);
            to.open(true);
            reading(true);
        }

        void write(byte[] bytes) {
            var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            if (!channel.isWritable()) {
                to.open(false);
            }
        }

        void reading(boolean wanted) {
            if (channel.isOpen()) {
                gate.reading(wanted);
            }
        }

        /** Ends our sending, behind what is still to be flushed. */
        void end() {
            var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                var unusedEnd = channel.shutdownOutput().addListener(ended -> {
                    outputEnded = true;
                    closeIfEnded();
                });
            });
        }

        void reset() {
            closed = true;
            if (channel.isOpen()) {
                var unusedConfig = channel.config().setSoLinger(0); // a close is a RST then
                var unused = channel.close();
            }
        }

        private void closeIfEnded() {
            if (inputEnded && outputEnded && !closed) {
                closed = true;
                var unused = channel.close();
                endIfBothClosed();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            ByteBuf buffer = (ByteBuf) read;
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            buffer.release();
            from.put(bytes);
            if (from.room() == 0) {
                reading(false);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                inputEnded = true;
                from.end();
                closeIfEnded();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            to.open(channel.isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            lost();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!closed) {
                lost();
            }
        }

        /** What one end is told the other is told. */
        private void lost() {
            closed = true;
            if (over || !faulted.live()) {
                var unused = channel.close();
                endIfBothClosed();
            } else {
                faulted.reset();
            }
        }
    }

    /** From a lane to the socket at its end. */
    private final class Across implements FaultLane.Exit {
        private final boolean out;

        Across(boolean out) {
            this.out = out;
        }

        @Override
        public void bytes(byte[] read) {
            Side to = out ? far : near;
            if (to != null) {
                to.write(read);
            }
        }

        @Override
        public void ended() {
            Side to = out ? far : near;
            if (to != null) {
                to.end();
            }
        }

        @Override
        public void room() {
            Side from = out ? near : far;
            if (from != null) {
                from.reading(true);
            }
        }

        @Override
        public void reset() {
            faulted.reset();
        }
    }
}
