// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.tls.TlsWire;
import io.assaylink.transport.ws.frame.Deflate;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.upgrade.Agreed;
import io.assaylink.transport.ws.upgrade.HandshakeClock;
import io.assaylink.transport.ws.upgrade.HandshakeKey;
import io.assaylink.transport.ws.upgrade.PerMessageDeflate;
import io.assaylink.transport.ws.upgrade.Redirect;
import io.assaylink.transport.ws.upgrade.RetryAfter;
import io.assaylink.transport.ws.upgrade.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 4.1: the client's half of the upgrade, while the clock of the attempt lasts. Of an answer other than 101 the head
 * alone is read. Becomes a {@link WebSocketLink}, which gets the bytes that came behind the 101 (W10).
 */
final class ClientHandshake extends SimpleChannelInboundHandler<HttpObject> {
    /** Interim answers (RFC 9110 15.2) before the one that counts. */
    private static final int MOST_INTERIM = 8;

    private final Target target;
    private final ClientWay.Settings settings;
    private final HandshakeOptions options;
    private final HttpHeaders headers;
    private final HandshakeClock clock;
    private final CompletableFuture<Connection<WebSocketMessage>> connected;
    private final Function<String, Optional<String>> onRedirect;
    private final String key = HandshakeKey.random();
    private @Nullable Future<?> deadline;
    private int interim;
    private boolean agreed;
    private Optional<Deflate> agreedDeflate = Optional.empty();
    private Optional<String> agreedSubprotocol = Optional.empty();
    private boolean over;

    /**
     * One upgrade.
     *
     * @param onRedirect is given the new address and says why it does not go there; empty where it does
     */
    ClientHandshake(
            Target target,
            ClientWay.Settings settings,
            HttpHeaders headers,
            HandshakeClock clock,
            CompletableFuture<Connection<WebSocketMessage>> connected,
            Function<String, Optional<String>> onRedirect) {
        this.target = target;
        this.settings = settings;
        this.options = settings.options().handshake();
        this.headers = headers;
        this.clock = clock;
        this.connected = connected;
        this.onRedirect = onRedirect;
    }

    /** The channel is connected. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(context, 0, "handshake timed out", Duration.ZERO),
                        clock.start(),
                        TimeUnit.MILLISECONDS);
        var unused = context.writeAndFlush(request());
        var unusedRead = context.channel().config().setAutoRead(true);
    }

    private FullHttpRequest request() {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, target.resource(), Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(headers)
                .set(HttpHeaderNames.HOST, target.hostHeader())
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        if (!options.subprotocols().isEmpty()) {
            request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", options.subprotocols()));
        }
        offeredDeflate()
                .ifPresent(offer -> request.headers()
                        .set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, PerMessageDeflate.offer(offer)));
        return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (over) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            fail(context, 0, failed(part), Duration.ZERO);
        } else if (part instanceof HttpResponse response) {
            judge(context, response);
        }
        if (agreed && !over && part instanceof LastHttpContent) {
            become(context);
        }
    }

    private static String failed(HttpObject part) {
        return part.decoderResult().cause() instanceof TooLongFrameException
                ? "the head of the answer is too long"
                : "no HTTP answer";
    }

    private void judge(ChannelHandlerContext context, HttpResponse response) {
        int status = response.status().code();
        if (status < 200 && status != 101) {
            if (++interim > MOST_INTERIM) {
                fail(context, status, "too many interim answers", Duration.ZERO);
            }
        } else if (Redirect.isOne(status)) {
            redirect(context, status, response.headers().get(HttpHeaderNames.LOCATION, ""));
        } else if (status != 101) {
            fail(
                    context,
                    new CloseReason.HandshakeFailed(
                            status,
                            "refused",
                            RetryAfter.of(response, options.maxRetryAfter()),
                            status == 401 ? challenge(response) : ""));
        } else if (!response.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            fail(context, status, "no upgrade", Duration.ZERO);
        } else if (!List.of(HandshakeKey.accept(key))
                .equals(response.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            fail(context, status, "wrong accept key", Duration.ZERO);
        } else if (!extensionAgreed(response)) {
            fail(
                    context,
                    status,
                    offeredDeflate().isPresent() ? "extension not agreed" : "extension not asked for",
                    Duration.ZERO);
        } else if (!isOffered(response.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL))) {
            fail(context, status, "subprotocol not agreed", Duration.ZERO);
        } else {
            agreed = true;
            agreedSubprotocol = Optional.ofNullable(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        }
    }

    /** RFC 9110, section 11.6.1; nothing where it is longer or other than anybody needs. */
    private static String challenge(HttpResponse response) {
        String said = response.headers().get(HttpHeaderNames.WWW_AUTHENTICATE, "");
        return said.matches("[ -~]{1,1024}") ? said : "";
    }

    /** RFC 6455 4.1: one of those we offered, as a server that knows none of them is not the one we want; none of none. */
    private boolean isOffered(List<String> answer) {
        return options.subprotocols().isEmpty()
                ? answer.isEmpty()
                : answer.size() == 1 && options.subprotocols().contains(answer.get(0));
    }

    private Optional<DeflateOptions> offeredDeflate() {
        return settings.options().link().deflate();
    }

    /** An answer without the extension is one to our offer too: RFC 7692 7.1. */
    private boolean extensionAgreed(HttpResponse response) {
        List<String> answer = response.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        agreedDeflate = offeredDeflate().flatMap(offer -> PerMessageDeflate.agreed(answer, offer));
        return answer.isEmpty() || agreedDeflate.isPresent();
    }

    private void redirect(ChannelHandlerContext context, int status, String location) {
        end();
        Optional<String> refusal = onRedirect.apply(location);
        refusal.ifPresent(why -> complete(new CloseReason.HandshakeFailed(status, why, Duration.ZERO)));
        var unused = context.close();
    }

    private void become(ChannelHandlerContext context) {
        end();
        var unused = context.channel().config().setAutoRead(false);
        WebSocketLink link = new WebSocketLink(
                context.channel(),
                false,
                settings.limits(),
                settings.options().link(),
                new Agreed(agreedDeflate, agreedSubprotocol));
        var pipeline = context.pipeline();
        link.join();
        var unusedRemove = pipeline.remove(this);
        var unusedCodec = pipeline.remove(HttpClientCodec.class); // hands on what came behind the 101
        link.core().opened(settings.options().socket().observer());
        if (!connected.complete(link.core())) {
            link.cut();
        }
    }

    private void end() {
        over = true;
        clock.stop();
        Future<?> timer = deadline;
        if (timer != null) {
            var unused = timer.cancel(false);
        }
    }

    private void fail(ChannelHandlerContext context, int status, String cause, Duration retryAfter) {
        fail(context, new CloseReason.HandshakeFailed(status, cause, retryAfter));
    }

    private void fail(ChannelHandlerContext context, CloseReason reason) {
        if (!over) {
            end();
            complete(reason);
            var unused = context.close();
        }
    }

    /** The exception itself is not handed on: its text may hold what the peer sent. */
    private void complete(CloseReason reason) {
        connected.completeExceptionally(new ConnectFailedException(reason, new IOException(reason.toString())));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent || SslCloseCompletionEvent.SUCCESS.equals(event)) {
            fail(context, 0, "ended by the peer", Duration.ZERO);
        }
        var unused = context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, 0, "connection lost", Duration.ZERO);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        fail(
                context,
                TlsWire.of(context.channel())
                        .flatMap(tls -> tls.fault(failure, false))
                        .orElse(new CloseReason.HandshakeFailed(
                                0, failure.getClass().getSimpleName(), Duration.ZERO)));
    }
}
