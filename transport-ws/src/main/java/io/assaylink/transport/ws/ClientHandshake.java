// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.tls.TlsWire;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 4.1: the client's half of the upgrade, within its deadline. Of an answer other than 101 the head alone is read.
 * Becomes a {@link WebSocketLink}, which gets the bytes that came behind the 101 (W10).
 */
final class ClientHandshake extends SimpleChannelInboundHandler<HttpObject> {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final URI uri;
    private final WebSocketOptions options;
    private final ReceiveLimits limits;
    private final Map<String, String> headers;
    private final CompletableFuture<Connection<WebSocketMessage>> connected;
    private final String key = HandshakeKey.random();
    private @Nullable Future<?> deadline;
    private boolean agreed;

    ClientHandshake(
            URI uri,
            WebSocketOptions options,
            ReceiveLimits limits,
            Map<String, String> headers,
            CompletableFuture<Connection<WebSocketMessage>> connected) {
        this.uri = uri;
        this.options = options;
        this.limits = limits;
        this.headers = headers;
        this.connected = connected;
    }

    /** The channel is connected. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(context, 0, "handshake timed out", Duration.ZERO),
                        options.handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        var unused = context.writeAndFlush(request());
        var unusedRead = context.channel().config().setAutoRead(true);
    }

    private FullHttpRequest request() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path + query, Unpooled.EMPTY_BUFFER);
        headers.forEach(request.headers()::set);
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        request.headers()
                .set(HttpHeaderNames.HOST, host)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        options.subprotocol().ifPresent(name -> request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, name));
        return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            fail(context, 0, "no HTTP answer", Duration.ZERO);
        } else if (part instanceof HttpResponse response) {
            judge(context, response);
        }
        if (agreed && part instanceof LastHttpContent) {
            become(context);
        }
    }

    private void judge(ChannelHandlerContext context, HttpResponse response) {
        int status = response.status().code();
        if (status != 101) {
            fail(
                    context,
                    new CloseReason.HandshakeFailed(
                            status, "refused", retryAfter(response), status == 401 ? challenge(response) : ""));
        } else if (!response.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            fail(context, status, "no upgrade", Duration.ZERO);
        } else if (!HandshakeKey.accept(key).equals(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            fail(context, status, "wrong accept key", Duration.ZERO);
        } else if (response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            fail(context, status, "extension not asked for", Duration.ZERO);
        } else if (!options.subprotocol()
                .equals(Optional.ofNullable(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)))) {
            fail(context, status, "subprotocol not agreed", Duration.ZERO);
        } else {
            agreed = true;
        }
    }

    /** RFC 9110, section 11.6.1; nothing where it is longer or other than anybody needs. */
    private static String challenge(HttpResponse response) {
        String said = response.headers().get(HttpHeaderNames.WWW_AUTHENTICATE, "");
        return said.matches("[ -~]{1,1024}") ? said : "";
    }

    private static Duration retryAfter(HttpResponse response) {
        String asked = response.headers().get(HttpHeaderNames.RETRY_AFTER);
        if (asked == null) {
            return Duration.ZERO;
        }
        Duration wanted = asked.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(asked)) : until(asked);
        return wanted.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wanted;
    }

    private static Duration until(String date) {
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            Duration wait = Duration.between(Instant.now(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException noDate) {
            return Duration.ZERO;
        }
    }

    private void become(ChannelHandlerContext context) {
        stopDeadline();
        var unused = context.channel().config().setAutoRead(false);
        WebSocketLink link = new WebSocketLink(context.channel(), false, limits);
        var pipeline = context.pipeline();
        link.join();
        var unusedRemove = pipeline.remove(this);
        var unusedCodec = pipeline.remove(HttpClientCodec.class); // hands on what came behind the 101
        if (!connected.complete(link.core())) {
            link.cut();
        }
    }

    private void stopDeadline() {
        Future<?> timer = deadline;
        if (timer != null) {
            var unused = timer.cancel(false);
        }
    }

    private void fail(ChannelHandlerContext context, int status, String cause, Duration retryAfter) {
        fail(context, new CloseReason.HandshakeFailed(status, cause, retryAfter));
    }

    /** The exception itself is not handed on: its text may hold what the peer sent. */
    private void fail(ChannelHandlerContext context, CloseReason reason) {
        stopDeadline();
        connected.completeExceptionally(new ConnectFailedException(reason, new IOException(reason.toString())));
        var unused = context.close();
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
