// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.channel.ChannelWrites;
import io.assaylink.transport.channel.ReadGate;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.socket.ConnectFailures;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.Link;
import io.assaylink.transport.tls.TlsWire;
import io.assaylink.transport.ws.frame.CloseCode;
import io.assaylink.transport.ws.frame.FrameDecoder;
import io.assaylink.transport.ws.frame.FrameEncoder;
import io.assaylink.transport.ws.frame.FrameSink;
import io.assaylink.transport.ws.upgrade.Agreed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection, from behind its handshake to its close frames.
 *
 * <p>Bytes that came with the handshake (W10), or before anyone consumes (W11), are held and read later, in order.
 */
final class WebSocketLink extends ChannelInboundHandlerAdapter implements Link<WebSocketMessage>, FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLink.class);
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final CompletableFuture<Void> UNWATCHED = CompletableFuture.completedFuture(null);

    private final Channel channel;
    private final boolean server;
    private final ReceiveLimits limits;
    private final WebSocketLinkOptions options;
    private final PingFlood pings;
    private final ConnectionCore<WebSocketMessage> core;
    private final FrameDecoder decoder;
    private final FrameEncoder encoder;
    private final ChannelWrites writes;
    private final ReadGate gate = new ReadGate();
    private final Optional<TlsWire> tls;
    private final Optional<String> subprotocol;
    /** How the peer ended, where it was seen. */
    private Optional<CloseReason> observed = Optional.empty();

    private boolean finishing;
    private boolean broken;
    private boolean inputEnded;
    private boolean closeReceived;
    private boolean closeSent;
    private int violationCode = CloseCode.PROTOCOL_ERROR;
    /** The last ping of this turn; earlier ones of it need no answer: RFC 6455 5.5.3. */
    private byte[] pong = new byte[0];

    private boolean pongOwed;
    /** Messages of the peer that nobody gets, for they came when we had said that we end. */
    private long tooLate;

    WebSocketLink(Channel channel, boolean server, ReceiveLimits limits, WebSocketLinkOptions options, Agreed agreed) {
        this(channel, server, limits, options, agreed, new NettyLoop(channel.eventLoop()));
    }

    /** With another loop: virtual time. */
    WebSocketLink(
            Channel channel,
            boolean server,
            ReceiveLimits limits,
            WebSocketLinkOptions options,
            Agreed agreed,
            Loop loop) {
        this.channel = channel;
        this.server = server;
        this.limits = limits;
        this.options = options;
        pings = new PingFlood(
                options.pingsPerSecond(), options.pingFlood(), loop.ticker().nanos());
        subprotocol = agreed.subprotocol();
        // the decoder keeps this limit: to the byte, and inflated
        ReceiveLimits inner = options.watched(limits).withMaxMessage(Long.MAX_VALUE);
        String name = "ws-" + NUMBERS.incrementAndGet() + " " + channel.remoteAddress();
        core = new ConnectionCore<>(name, channel.remoteAddress(), loop, inner, this);
        decoder = new FrameDecoder(server, limits.maxMessage(), options.maxFragments(), agreed.deflate(), this);
        encoder = new FrameEncoder(channel.alloc(), !server, agreed.deflate());
        tls = TlsWire.of(channel);
        tls.ifPresent(wire -> wire.onBytes(core::alive));
        writes = new ChannelWrites(channel, core, tls);
    }

    ConnectionCore<WebSocketMessage> core() {
        return core;
    }

    /** For tests: what the message in transit takes of memory. */
    FrameDecoder decoder() {
        return decoder;
    }

    /** Joins the pipeline of its channel, at its end. */
    void join() {
        var unused = channel.pipeline().addLast(gate, this);
    }

    // ---- from Netty

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        try {
            core.bytesIn(bytes.readableBytes());
            if (!broken) {
                decoder.decode(bytes.nioBuffer());
                core.transit(decoder.inTransit(), decoder.declared());
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        turnEnded();
    }

    private void turnEnded() {
        answerPing();
        core.turnEnded();
    }

    /** Only the last one waits while the peer does not take our pongs: 5.5.3 allows that, and it is bounded. */
    private void answerPing() {
        if (pongOwed && !closeReceived && !broken && channel.isWritable()) {
            pongOwed = false;
            control(encoder.pong(pong));
        }
    }

    /** Counted like messages: a peer that takes no pong is a stalled one. */
    private void control(ByteBuf frame) {
        writes.write(frame, frame.readableBytes(), UNWATCHED);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (inputEnded) {
            return;
        }
        CloseReason abnormal = new CloseReason.Lost("ended without a close frame (1006)", core.midMessage());
        Optional<CloseReason> end = tls.isPresent()
                ? tls.get()
                        .end(event, core.midMessage())
                        .map(how -> how instanceof CloseReason.TlsFailed ? how : abnormal)
                : event instanceof ChannelInputShutdownEvent ? Optional.of(abnormal) : Optional.empty();
        if (end.isPresent()) {
            inputEnded = true;
            var unused = channel.config().setAutoRead(false); // there is nothing more to read
            if (!closeReceived) {
                observed = end;
            }
            core.peerEnded(observed.orElse(abnormal));
            closeIfBothEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (pongOwed && channel.isWritable()) {
            answerPing();
            flush();
        }
        core.writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        CloseReason lost = new CloseReason.Lost(ConnectFailures.text(failure), core.midMessage());
        observed = tls.flatMap(wire -> wire.fault(failure, core.midMessage())).or(() -> Optional.of(lost));
        end();
    }

    /** The last that Netty tells, however the channel ended. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        decoder.close();
        encoder.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        long late = tooLate + decoder.discarded();
        if (late > 0) {
            LOG.info("MESSAGES_AFTER_OUR_CLOSE {} {}", core.name(), late);
        }
        if (closeReceived && decoder.ignored() > 0) {
            LOG.warn("BYTES_AFTER_CLOSE {} {}", core.name(), decoder.ignored());
        }
        core.terminated(observed.orElseGet(() -> new CloseReason.Lost("connection closed", core.midMessage())));
    }

    // ---- from the decoder

    @Override
    public void message(boolean text, byte[] payload, long wireBytes) {
        if (!core.isConnected()) {
            tooLate++;
        }
        WebSocketMessage message = text ? WebSocketMessage.text(payload) : WebSocketMessage.binary(payload);
        core.message(message, wireBytes, Math.max(wireBytes, payload.length)); // it may have been compressed
    }

    @Override
    public void ping(byte[] payload) {
        pong = payload;
        pongOwed = true;
        if (pings.ping(core.loop().ticker().nanos())) {
            violation(CloseCode.POLICY, "WS_PING_FLOOD", decoder.offset());
        }
    }

    @Override
    public void pong(byte[] payload) {
        // its bytes were the sign of life
    }

    @Override
    public void close(int code, String reason) {
        answerPing();
        closeReceived = true;
        String text = reason.replaceAll("[^ -~]", "?");
        CloseReason byPeer = new CloseReason.ByPeer(code, text, core.midMessage());
        observed = Optional.of(byPeer);
        core.peerEnded(byPeer);
        closeIfBothEnded();
    }

    @Override
    public void violation(int closeCode, String code, long offset) {
        broken = true;
        violationCode = closeCode;
        core.fail(new CloseReason.ProtocolViolation(code, offset));
    }

    @Override
    public void tooLarge(long found) {
        broken = true;
        core.fail(new CloseReason.TooLarge(limits.maxMessage(), found));
    }

    // ---- for the core

    @Override
    public Optional<String> protocol() {
        return subprotocol;
    }

    @Override
    public void reading(boolean wanted) {
        gate.reading(wanted || finishing);
    }

    @Override
    public boolean readsAhead(int messages, long bytes) {
        return messages < options.readAheadMessages() && bytes < options.readAheadBytes();
    }

    @Override
    public void write(WebSocketMessage message, CompletableFuture<Void> done) {
        ByteBuf frame = encoder.message(message instanceof WebSocketMessage.Text, message.bytes());
        writes.write(frame, frame.readableBytes(), done);
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
        return decoder.held();
    }

    @Override
    public void forget() {
        decoder.discard();
    }

    @Override
    public void probe() {
        control(encoder.ping());
        flush();
    }

    @Override
    public void finish(CloseReason reason) {
        finishing = true;
        if (!inputEnded) {
            reading(true); // until the peer's close frame; messages are dropped
        }
        ByteBuf last = Farewell.of(reason, violationCode, options.silentCode())
                .map(words -> encoder.close(words.code(), words.text()))
                .orElse(Unpooled.EMPTY_BUFFER);
        var unused = channel.writeAndFlush(last).addListener((ChannelFutureListener) flushed -> {
            closeSent = true;
            closeIfBothEnded();
            if (broken && channel instanceof DuplexChannel duplex && tls.isEmpty() && channel.isActive()) {
                // 7.1.7: no close frame of the peer is waited for; its end is, so that no reset overtakes our words
                var unusedEnd = duplex.shutdownOutput();
            }
        });
    }

    /** RFC 6455 7.1.1: the server ends the TCP connection; the client waits for that, as long as the core lets it. */
    private void closeIfBothEnded() {
        if (closeSent && (inputEnded || (closeReceived && server))) {
            if (tls.isPresent()) {
                tls.get().closeNotify(this::end);
            } else {
                end();
            }
        }
    }

    @Override
    public void cut() {
        if (options.resetAtBound() && !closeReceived && channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        end();
    }

    private void end() {
        if (tls.isPresent()) {
            tls.get().cut(); // above TLS a close would wait for close_notify to leave
            return;
        }
        var unused = channel.close();
    }
}
