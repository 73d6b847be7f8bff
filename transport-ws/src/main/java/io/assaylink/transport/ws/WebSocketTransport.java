// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.socket.Connector;
import io.assaylink.transport.spi.ObservedAttempts;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.ws.upgrade.Target;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects over WebSocket, through a proxy where one is set. No redirect is followed unless the options say so. Thread-safe.
 *
 * <p>Where the server or the proxy was reached and refused, the failure's reason is {@link CloseReason.HandshakeFailed} with
 * its HTTP status and its {@code Retry-After}, an hour at most by default; where TLS did not come about,
 * {@link CloseReason.TlsFailed}.
 */
public final class WebSocketTransport implements Transport<WebSocketMessage> {
    private final Target target;
    private final EventLoops loops;
    private final ClientWay.Settings settings;
    private final ObservedAttempts attempts;

    /**
     * A transport to one server; nothing is connected yet.
     *
     * @param uri {@code ws} or {@code wss} with a host
     * @throws IllegalArgumentException where it is something else
     */
    public WebSocketTransport(URI uri, ReceiveLimits limits, WebSocketOptions options) {
        target = new Target(uri);
        loops = EventLoops.of(options.group(), "ws-client", 1);
        Connector plain = new Connector(loops, options.socket(), Optional.empty());
        boolean mayNeedTls = target.secure() || options.handshake().maxRedirects() > 0;
        Connector secure = mayNeedTls
                ? new Connector(
                        loops, options.socket(), Optional.of(options.tls().orElseGet(TlsOptions::defaults)))
                : plain;
        attempts = new ObservedAttempts(options.socket().observer());
        settings = new ClientWay.Settings(options, limits, plain, secure);
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public CompletionStage<Connection<WebSocketMessage>> connect() {
        CompletableFuture<Connection<WebSocketMessage>> connected = new CompletableFuture<>();
        if (!loops.holdFor(connected)) {
            return CompletableFuture.failedFuture(ConnectFailedException.closed(name()));
        }
        attempts.connect(target.host() + ":" + target.port(), connected);
        new ClientWay(settings, connected).begin(target);
        return connected;
    }

    @Override
    public void close() {
        loops.close();
    }
}
