// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.handshake.ProxyLogin;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9110 9.3.6: asks a proxy for a way to the server, then leaves the pipeline as it was. Of a refusal the head alone is
 * read. Event loop only.
 */
public final class ProxyTunnel extends SimpleChannelInboundHandler<Object> {
    private static final int LINE = 4096;
    private static final int HEADERS = 16 << 10;
    private static final int CHUNK = 8192;

    private final Target target;
    private final Optional<ProxyLogin> login;
    private final HandshakeOptions options;
    private final HandshakeClock clock;
    private final Consumer<Optional<HandshakeFailed>> done;
    private @Nullable Future<?> deadline;
    private boolean granted;
    private boolean over;

    private ProxyTunnel(
            Target target,
            Optional<ProxyLogin> login,
            HandshakeOptions options,
            HandshakeClock clock,
            Consumer<Optional<HandshakeFailed>> done) {
        super(Object.class);
        this.target = target;
        this.login = login;
        this.options = options;
        this.clock = clock;
        this.done = done;
    }

    /**
     * Digs through a channel that is connected to the proxy.
     *
     * @param done called once; empty where the way is free: nothing is read then. Otherwise the channel is closed
     */
    public static void dig(
            SocketChannel channel,
            Target target,
            Optional<ProxyLogin> login,
            HandshakeOptions options,
            HandshakeClock clock,
            Consumer<Optional<HandshakeFailed>> done) {
        var unused = channel.pipeline()
                .addLast(
                        new HttpClientCodec(LINE, HEADERS, CHUNK),
                        new ProxyTunnel(target, login, options, clock, done));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(context, 0, "the proxy did not answer in time"),
                        clock.start(),
                        TimeUnit.MILLISECONDS);
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, target.authority());
        request.headers().set(HttpHeaderNames.HOST, target.authority());
        login.ifPresent(known -> request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, basic(known)));
        var unused = context.writeAndFlush(request);
        var unusedReading = context.channel().config().setAutoRead(true);
    }

    /** RFC 7617. */
    private static String basic(ProxyLogin login) {
        byte[] pair = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object part) {
        if (over) {
            return;
        }
        if (!(part instanceof HttpObject http)) {
            fail(context, 0, "the proxy spoke out of turn"); // neither TLS nor HTTP lets a server speak first
        } else if (http.decoderResult().isFailure()) {
            fail(context, 0, "no HTTP answer of the proxy");
        } else if (part instanceof HttpResponse response) {
            int status = response.status().code();
            granted = status >= 200 && status < 300;
            if (status >= 300) {
                Duration wait = RetryAfter.of(response, options.maxRetryAfter());
                fail(context, new HandshakeFailed(status, "refused by the proxy", wait));
            }
        }
        if (granted && !over && part instanceof LastHttpContent) {
            leave(context);
        }
    }

    private void leave(ChannelHandlerContext context) {
        var unusedReading = context.channel().config().setAutoRead(false);
        ChannelPipeline pipeline = context.pipeline();
        var unusedCodec = pipeline.remove(HttpClientCodec.class); // hands on what it holds, to us
        if (!over) {
            end();
            var unusedRemove = pipeline.remove(this);
            done.accept(Optional.empty());
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

    private void fail(ChannelHandlerContext context, int status, String cause) {
        fail(context, new HandshakeFailed(status, cause, Duration.ZERO));
    }

    private void fail(ChannelHandlerContext context, HandshakeFailed reason) {
        if (!over) {
            end();
            done.accept(Optional.of(reason));
            var unused = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            fail(context, 0, "ended by the proxy");
        }
        var unused = context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, 0, "connection to the proxy lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        fail(context, 0, failure.getClass().getSimpleName());
    }
}
