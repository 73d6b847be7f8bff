// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.ws.frame.Deflate;
import io.assaylink.transport.ws.upgrade.Agreed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One link in virtual time on a channel of bytes; its peer is written by hand and its kernel buffers what is not read. */
final class LinkRig implements AutoCloseable {
    /** Can stop taking what is written, as a socket does whose peer does not read. */
    static final class Kernel extends EmbeddedChannel implements DuplexChannel {
        private boolean stalled;
        private boolean outputEnded;

        @Override
        protected void doWrite(ChannelOutboundBuffer buffer) throws Exception {
            if (!stalled) {
                super.doWrite(buffer);
            }
        }

        @Override
        public boolean isInputShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdownInput() {
            return newSucceededFuture();
        }

        @Override
        public ChannelFuture shutdownInput(ChannelPromise promise) {
            return promise.setSuccess();
        }

        @Override
        public boolean isOutputShutdown() {
            return outputEnded;
        }

        @Override
        public ChannelFuture shutdownOutput() {
            return shutdownOutput(newPromise());
        }

        @Override
        public ChannelFuture shutdownOutput(ChannelPromise promise) {
            outputEnded = true;
            return promise.setSuccess();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdown() {
            return newSucceededFuture();
        }

        @Override
        public ChannelFuture shutdown(ChannelPromise promise) {
            return promise.setSuccess();
        }

        private void goOn() {
            if (!stalled) {
                var unused = flush();
            }
        }
    }

    /** One frame as it is on the wire: flags with the opcode, and the payload without its mask. */
    record Frame(int flags, byte[] payload) {

        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }

        /** As {@code 8A hi}; a close frame as {@code 88 1000 text}. */
        @Override
        public String toString() {
            boolean close = (flags & 0x0F) == 8;
            int from = close ? Math.min(2, payload.length) : 0;
            String text = new String(payload, from, payload.length - from, StandardCharsets.UTF_8);
            String code = close ? closeCode() + " " : "";
            return (Integer.toHexString(flags).toUpperCase(Locale.ROOT) + " " + code + text).strip();
        }
    }

    final VirtualLoop loop = new VirtualLoop();
    final Kernel channel = new Kernel();
    final WebSocketLink link;
    /** What one read of the socket brings at the most. */
    int readSize = 64 << 10;

    private final boolean server;
    private final ByteArrayOutputStream kernel = new ByteArrayOutputStream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    LinkRig(boolean server, ReceiveLimits limits, WebSocketLinkOptions options) {
        this(server, limits, options, Optional.empty());
    }

    LinkRig(boolean server, ReceiveLimits limits, WebSocketLinkOptions options, Optional<Deflate> deflate) {
        this.server = server;
        var unused = channel.config().setAutoRead(false);
        link = new WebSocketLink(channel, server, limits, options, new Agreed(deflate, Optional.empty()), loop);
        link.join();
    }

    Connection<WebSocketMessage> connection() {
        return link.core();
    }

    /** The peer's bytes, as one read where the link reads; otherwise when it does. */
    void peer(byte[] bytes) {
        kernel.writeBytes(bytes);
        settle();
    }

    void peer(String hex) {
        peer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** The same, one byte a read. */
    void peerTrickles(byte[] bytes) {
        for (byte b : bytes) {
            peer(new byte[] {b});
        }
    }

    /** Bytes of the peer that nobody read. */
    int unread() {
        return kernel.size();
    }

    /** A frame of the peer; masked with zeros where it is a client. */
    byte[] frame(int flags, byte[] payload) {
        return announced(flags, payload.length, payload);
    }

    /** The same, with more announced than there is. */
    byte[] announced(int flags, long length, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int mask = server ? 0x80 : 0;
        frame.write(flags);
        int bytes = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
        frame.write(mask | (bytes == 0 ? (int) length : bytes == 2 ? 126 : 127));
        for (int i = bytes - 1; i >= 0; i--) {
            frame.write((int) (length >> (8 * i)));
        }
        if (server) {
            frame.writeBytes(new byte[4]);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] close(int code) {
        return frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
    }

    void settle() {
        loop.execute(this::pump);
        loop.run();
    }

    void advance(Duration time) {
        loop.advance(time);
        settle();
    }

    private void pump() {
        channel.runPendingTasks();
        while (kernel.size() > 0 && channel.config().isAutoRead() && channel.isOpen()) {
            byte[] all = kernel.toByteArray();
            kernel.reset();
            int run = Math.min(all.length, readSize);
            kernel.write(all, run, all.length - run);
            var unused = channel.writeInbound(Unpooled.wrappedBuffer(all, 0, run));
        }
        channel.runPendingTasks();
    }

    /** Whether the kernel takes nothing of what the link writes. */
    void stall(boolean stalled) {
        channel.stalled = stalled;
        loop.execute(channel::goOn);
        settle();
    }

    /** What the link wrote since it was last asked. */
    List<Frame> frames() {
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes).release();
            written.writeBytes(bytes);
        }
        byte[] bytes = written.toByteArray();
        written.reset();
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int flags = bytes[at++] & 0xFF;
            boolean masked = (bytes[at] & 0x80) != 0;
            long length = bytes[at++] & 0x7F;
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            length = more == 0 ? length : 0;
            for (int i = 0; i < more; i++) {
                length = length << 8 | (bytes[at++] & 0xFF);
            }
            int key = at;
            at += masked ? 4 : 0;
            byte[] payload = new byte[(int) length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) (bytes[at + i] ^ (masked ? bytes[key + (i & 3)] : 0));
            }
            at += (int) length;
            frames.add(new Frame(flags, payload));
        }
        return frames;
    }

    /** The same as text, for tables. */
    List<String> told() {
        return frames().stream().map(Frame::toString).toList();
    }

    Optional<CloseReason> closed() {
        return Optional.ofNullable(connection().closed().toCompletableFuture().getNow(null));
    }

    @Override
    public void close() {
        loop.execute(() -> channel.finishAndReleaseAll());
        loop.run();
    }
}
