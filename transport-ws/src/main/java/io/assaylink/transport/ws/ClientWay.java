// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.socket.Connector;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.handshake.HttpProxy;
import io.assaylink.transport.ws.handshake.ProxyLogin;
import io.assaylink.transport.ws.upgrade.HandshakeClock;
import io.assaylink.transport.ws.upgrade.ProxyTunnel;
import io.assaylink.transport.ws.upgrade.Redirect;
import io.assaylink.transport.ws.upgrade.Target;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One attempt of a client: asks for headers and login, then goes from redirect to redirect, until a 101 or a refusal. */
final class ClientWay {
    private static final int LINE = 4096;
    private static final int HEADERS = 16 << 10;
    private static final int CHUNK = 8192;

    /**
     * What all attempts of a transport share.
     *
     * @param secure with TLS where that can be needed
     */
    record Settings(WebSocketOptions options, ReceiveLimits limits, Connector plain, Connector secure) {}

    private final Settings settings;
    private final HandshakeOptions handshake;
    private final CompletableFuture<Connection<WebSocketMessage>> connected;
    private final HandshakeClock clock;
    private Optional<ProxyLogin> login = Optional.empty();
    private int redirectsLeft;

    ClientWay(Settings settings, CompletableFuture<Connection<WebSocketMessage>> connected) {
        this.settings = settings;
        this.connected = connected;
        handshake = settings.options().handshake();
        clock = new HandshakeClock(handshake.timeout());
        redirectsLeft = handshake.maxRedirects();
    }

    void begin(Target target) {
        CompletableFuture<HttpHeaders> headers = asked(handshake.headers()).thenApply(ClientWay::checked);
        CompletableFuture<Optional<ProxyLogin>> proxyLogin = handshake
                .proxy()
                .flatMap(HttpProxy::login)
                .map(supplier -> asked(supplier).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        var unused = headers.thenCombine(proxyLogin, (known, pair) -> {
                    login = pair;
                    return known;
                })
                .orTimeout(clock.start(), TimeUnit.MILLISECONDS)
                .whenComplete((known, failure) -> {
                    clock.stop();
                    if (failure == null) {
                        go(target, known);
                    } else {
                        fail("no credentials" + (failure instanceof TimeoutException ? " in time" : ""), failure);
                    }
                });
    }

    /** A copy, which may be given up: the stage itself is its supplier's. */
    private static <T> CompletableFuture<T> asked(Supplier<? extends CompletionStage<T>> supplier) {
        try {
            return supplier.get().toCompletableFuture().copy();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Headers that HTTP does not allow fail here, where nobody logs their values. */
    private static HttpHeaders checked(Map<String, String> headers) {
        HttpHeaders checked = new DefaultHttpHeaders();
        headers.forEach(checked::set);
        return checked;
    }

    /** One step of the way. */
    private void go(Target target, HttpHeaders headers) {
        Connector connector = target.secure() ? settings.secure() : settings.plain();
        if (handshake.proxy().isPresent()) {
            HttpProxy proxy = handshake.proxy().get();
            settings.plain()
                    .reach(
                            proxy.host(),
                            proxy.port(),
                            toProxy(),
                            channel -> tunnel(channel, connector, target, headers));
        } else {
            connector.reach(target.host(), target.port(), connected, channel -> upgrade(channel, target, headers));
        }
    }

    /** Says of a connection that does not come about that it was the one to the proxy. */
    private CompletableFuture<Void> toProxy() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        var unused = reached.whenComplete((none, failure) -> {
            if (failure instanceof ConnectFailedException known && known.reason() instanceof CloseReason.Lost lost) {
                CloseReason reason = new CloseReason.Lost("proxy: " + lost.cause(), false);
                connected.completeExceptionally(new ConnectFailedException(reason, known));
            } else if (failure != null) {
                connected.completeExceptionally(failure);
            }
        });
        var unusedEnd = connected.whenComplete((connection, failure) -> reached.complete(null));
        return reached;
    }

    private void tunnel(SocketChannel channel, Connector connector, Target target, HttpHeaders headers) {
        ProxyTunnel.dig(channel, target, login, handshake, clock, refused -> {
            if (refused.isPresent()) {
                fail(refused.get());
            } else {
                connector.secure(
                        channel, target.host(), target.port(), connected, through -> upgrade(through, target, headers));
            }
        });
    }

    private void upgrade(SocketChannel channel, Target target, HttpHeaders headers) {
        var unused = channel.pipeline()
                .addLast(
                        new HttpClientCodec(LINE, HEADERS, CHUNK),
                        new ClientHandshake(target, settings, headers, clock, connected, to -> redirected(target, to)));
    }

    /**
     * Goes on to another address, without the headers, which were for the first one.
     *
     * @return why not; empty where it does
     */
    private Optional<String> redirected(Target from, String location) {
        Redirect redirect = Redirect.of(from.uri(), location, redirectsLeft);
        if (redirect.to().isEmpty()) {
            return Optional.of(redirect.refusal());
        }
        redirectsLeft--;
        go(new Target(redirect.to().get()), EmptyHttpHeaders.INSTANCE);
        return Optional.empty();
    }

    private void fail(String cause, Throwable failure) {
        // the exception itself is not handed on: its text may hold a credential
        fail(
                new CloseReason.HandshakeFailed(0, cause, Duration.ZERO),
                failure.getClass().getSimpleName());
    }

    private void fail(CloseReason.HandshakeFailed reason) {
        fail(reason, reason.toString());
    }

    private void fail(CloseReason.HandshakeFailed reason, String words) {
        connected.completeExceptionally(new ConnectFailedException(reason, new IOException(words)));
    }
}
