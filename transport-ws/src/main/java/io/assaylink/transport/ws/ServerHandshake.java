// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Refusal;
import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.ObservedAttempts;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import io.assaylink.transport.ws.upgrade.Agreed;
import io.assaylink.transport.ws.upgrade.HandshakeKey;
import io.assaylink.transport.ws.upgrade.Handshakes;
import io.assaylink.transport.ws.upgrade.PerMessageDeflate;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** RFC 6455 4.2: the server's half of the upgrade, within its deadline. Becomes a {@link WebSocketLink}. */
final class ServerHandshake extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerHandshake.class);

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final WebSocketServerOptions options;
    private final Handshakes handshakes;
    private final ReceiveLimits limits;
    private final ObservedAttempts attempts;
    private final Consumer<ConnectionCore<WebSocketMessage>> onConnection;
    private @Nullable Future<?> deadline;
    private @Nullable FullHttpResponse agreed;
    private Handshakes.Place place = Handshakes.Place.FREE;
    private Optional<PerMessageDeflate.Agreement> deflate = Optional.empty();
    private Optional<String> subprotocol = Optional.empty();
    private boolean waiting;
    private boolean refused;
    /** The observer knows what became of this peer. */
    private boolean told;

    ServerHandshake(
            WebSocketServerOptions options,
            Handshakes handshakes,
            ReceiveLimits limits,
            ObservedAttempts attempts,
            Consumer<ConnectionCore<WebSocketMessage>> onConnection) {
        this.options = options;
        this.handshakes = handshakes;
        this.limits = limits;
        this.attempts = attempts;
        this.onConnection = onConnection;
    }

    /** Called when this is in the pipeline of a channel that is connected. */
    void begin(ChannelHandlerContext context) {
        place = handshakes.enter();
        waiting = true;
        if (place == Handshakes.Place.NONE) {
            stopWaiting();
            tell(context, Refusal.TOO_MANY_HANDSHAKES);
            var unused = context.close();
            return;
        }
        deadline = context.executor()
                .schedule(() -> refuse(context, 408, Duration.ZERO), patience().toMillis(), TimeUnit.MILLISECONDS);
        var unused = context.channel().config().setAutoRead(true);
    }

    /** Who is told to come back anyway gets no more than a second to ask. */
    private Duration patience() {
        Duration asked = options.handshakeTimeout();
        return place == Handshakes.Place.TAKEN && asked.compareTo(COME_BACK) > 0 ? COME_BACK : asked;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (refused) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            refuse(context, 400, Duration.ZERO);
        } else if (part instanceof HttpRequest request) {
            judge(context, request);
        }
        FullHttpResponse response = agreed;
        if (response != null && part instanceof LastHttpContent) {
            become(context, response);
        }
    }

    private void judge(ChannelHandlerContext context, HttpRequest request) {
        HttpHeaders headers = request.headers();
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        subprotocol = subprotocol(headers);
        if (place == Handshakes.Place.TAKEN) {
            refuse(context, 503, COME_BACK);
        } else if (!options.path().isEmpty() && !path.equals(options.path())) {
            refuse(context, 404, Duration.ZERO);
        } else if (!request.method().equals(HttpMethod.GET)) {
            refuse(context, 405, Duration.ZERO);
        } else if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(context, 426, Duration.ZERO);
        } else if (request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0
                || headers.getAll(HttpHeaderNames.HOST).size() != 1
                || headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1
                || !HandshakeKey.isKey(key)
                || (subprotocol.isEmpty() && !options.subprotocols().isEmpty())
                || !extensionsRead(headers)) {
            refuse(context, 400, Duration.ZERO);
        } else {
            UpgradeDecision decision = decide(context, request);
            if (decision.accepts()) {
                agreed = switching(key);
            } else {
                refuse(context, decision);
            }
        }
    }

    /** The first of ours that the client offers. */
    private Optional<String> subprotocol(HttpHeaders headers) {
        List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::trim)
                .toList();
        return options.subprotocols().stream().filter(offered::contains).findFirst();
    }

    /** False where the header is malformed: RFC 6455 9.1. Not looked at while there is nothing to agree to. */
    private boolean extensionsRead(HttpHeaders headers) {
        List<String> offers = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        Optional<DeflateOptions> ours = options.link().deflate();
        deflate = ours.flatMap(own -> PerMessageDeflate.accept(offers, own));
        return ours.isEmpty() || PerMessageDeflate.wellFormed(offers);
    }

    private UpgradeDecision decide(ChannelHandlerContext context, HttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(entry -> headers.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
        try {
            return options.authenticator()
                    .apply(new UpgradeRequest(context.channel().remoteAddress(), request.uri(), Map.copyOf(headers)));
        } catch (RuntimeException failure) {
            LOG.error("AUTHENTICATOR_FAILED {}", failure.getClass().getName());
            return UpgradeDecision.refuse(500);
        }
    }

    private FullHttpResponse switching(String key) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, HandshakeKey.accept(key));
        deflate.ifPresent(agreed -> response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, agreed.answer()));
        subprotocol.ifPresent(name -> response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, name));
        return response;
    }

    private void become(ChannelHandlerContext context, FullHttpResponse response) {
        stopWaiting();
        told = true;
        var unused = context.writeAndFlush(response);
        var unusedRead = context.channel().config().setAutoRead(false);
        WebSocketLink link = new WebSocketLink(
                context.channel(),
                true,
                limits,
                options.link(),
                new Agreed(deflate.map(PerMessageDeflate.Agreement::deflate), subprotocol));
        var pipeline = context.pipeline();
        link.join();
        var unusedRemove = pipeline.remove(this);
        var unusedCodec = pipeline.remove(HttpServerCodec.class);
        onConnection.accept(link.core());
    }

    private void refuse(ChannelHandlerContext context, int status, Duration retryAfter) {
        refuse(context, UpgradeDecision.refuse(status, retryAfter));
    }

    private void refuse(ChannelHandlerContext context, UpgradeDecision decision) {
        int status = decision.status();
        Duration retryAfter = decision.retryAfter();
        stopWaiting();
        tell(context, status == 408 ? Refusal.UPGRADE_MISSING : Refusal.UPGRADE_REFUSED);
        refused = true;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (!retryAfter.isZero()) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfter.toSeconds());
        }
        if (!decision.challenge().isEmpty()) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, decision.challenge());
        }
        if (status == 426) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Once, whatever follows. */
    private void tell(ChannelHandlerContext context, Refusal why) {
        if (!told) {
            told = true;
            attempts.refused(
                    context.channel().remoteAddress(),
                    place == Handshakes.Place.TAKEN ? Refusal.TOO_MANY_HANDSHAKES : why);
        }
    }

    private void stopWaiting() {
        if (waiting) {
            waiting = false;
            handshakes.leave();
        }
        Future<?> timer = deadline;
        if (timer != null) {
            var unused = timer.cancel(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean ended = event instanceof ChannelInputShutdownEvent || SslCloseCompletionEvent.SUCCESS.equals(event);
        if (ended && !refused) {
            var unused = context.close();
        }
        var unused = context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        tell(context, Refusal.UPGRADE_MISSING);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        stopWaiting();
        tell(context, Refusal.UPGRADE_MISSING);
        LOG.debug(
                "UPGRADE_FAILED {} {}",
                context.channel().remoteAddress(),
                failure.getClass().getName());
        var unused = context.close();
    }
}
