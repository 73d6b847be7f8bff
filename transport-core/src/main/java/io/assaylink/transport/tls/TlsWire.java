// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.TlsFault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a link above TLS asks of what is below: life in bytes, progress of writing in bytes, and ends in order
 * (RFC 8446 6.1). In front of the {@link SslHandler}. Event loop only.
 */
public final class TlsWire extends ChannelDuplexHandler {
    private final SslHandler ssl;
    /** Whether we have a certificate to show. */
    private final boolean identified;

    private final TlsRecords records = new TlsRecords();
    private Runnable onBytes = () -> {};
    private long taken;
    private boolean notified;
    private boolean renegotiated;
    /** Set when added to its pipeline. */
    private @Nullable ChannelHandlerContext context;

    TlsWire(SslHandler ssl, boolean identified) {
        this.ssl = ssl;
        this.identified = identified;
    }

    /** That of a channel, where it has TLS. */
    public static Optional<TlsWire> of(Channel channel) {
        return Optional.ofNullable(channel.pipeline().get(TlsWire.class));
    }

    /** Called for each read of the socket, before its bytes are decrypted. */
    public void onBytes(Runnable call) {
        onBytes = call;
    }

    /** Encrypted bytes that the kernel took since the beginning; rises inside one large message too. */
    public long written() {
        ChannelHandlerContext at = context;
        ChannelOutboundBuffer buffer = at == null ? null : at.channel().unsafe().outboundBuffer();
        return taken + (buffer == null ? 0 : buffer.currentProgress());
    }

    /** Sends close_notify behind what was flushed, then runs {@code sent}. */
    public void closeNotify(Runnable sent) {
        var unused = ssl.closeOutbound().addListener(done -> sent.run());
    }

    /** Ends the channel at once, without a word. */
    public void cut() {
        ChannelHandlerContext at = context;
        if (at != null) {
            var unused = at.close();
        }
    }

    /**
     * Whether the peer ended its half with this event of the channel, and how.
     *
     * @param midMessage whether it cut a message off
     */
    public Optional<CloseReason> end(Object event, boolean midMessage) {
        if (SslCloseCompletionEvent.SUCCESS.equals(event)) {
            notified = true;
            return Optional.of(new CloseReason.ByPeer(0, "", midMessage));
        }
        if (event instanceof ChannelInputShutdownEvent && !notified) {
            return Optional.of(new TlsFailed(TlsFault.TLS_TRUNCATED, "", midMessage));
        }
        return Optional.empty();
    }

    /** What a failure of the channel means, where it is one of TLS. */
    public Optional<CloseReason> fault(Throwable failure, boolean midMessage) {
        if (renegotiated) {
            return Optional.of(new TlsFailed(TlsFault.TLS_RENEGOTIATION, "", midMessage));
        }
        return TlsFaults.of(failure, midMessage).map(this::understood);
    }

    /**
     * Who has no certificate can only be blamed for that, who has one is blamed for it, also where it was kept back because
     * the server does not know its CA; servers differ in the alert.
     */
    TlsFailed understood(TlsFailed failed) {
        return failed.fault() == TlsFault.TLS_CERTIFICATE_REFUSED && !identified
                ? new TlsFailed(TlsFault.TLS_CLIENT_CERTIFICATE_MISSING, failed.detail(), failed.midMessage())
                : failed;
    }

    void established() {
        if (ssl.engine().getSession().getProtocol().equals("TLSv1.2")) {
            records.refuseHandshakes();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext at) {
        context = at;
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object read) {
        onBytes.run();
        if (read instanceof ByteBuf bytes && !records.accept(bytes)) {
            renegotiated = true;
            var unused = bytes.release();
            var unusedTold = at.pipeline().context(ssl).fireExceptionCaught(new IllegalStateException("renegotiation"));
            var unusedClose = at.close();
            return;
        }
        var unused = at.fireChannelRead(read);
    }

    @Override
    public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
        long size = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        var unused = at.write(message, promise.unvoid()).addListener(done -> {
            if (done.isSuccess()) {
                taken += size;
            }
        });
    }
}
