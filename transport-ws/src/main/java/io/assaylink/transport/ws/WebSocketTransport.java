// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.socket.Connector;
import io.assaylink.transport.spi.EventLoops;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects over WebSocket. No compression is offered unless an option says so, no redirect followed. Thread-safe.
 *
 * <p>Where the server was reached and refused, the failure's reason is {@link CloseReason.HandshakeFailed} with its HTTP
 * status and its {@code Retry-After}, an hour at most; where TLS did not come about, {@link CloseReason.TlsFailed}.
 */
public final class WebSocketTransport implements Transport<WebSocketMessage> {
    private static final int LINE = 4096;
    private static final int HEADERS = 16 << 10;
    private static final int CHUNK = 8192;

    private final URI uri;
    private final ReceiveLimits limits;
    private final WebSocketOptions options;
    private final boolean secure;
    private final EventLoops loops;
    private final Connector connector;

    /**
     * @param uri {@code ws} or {@code wss} with a host
     * @throws IllegalArgumentException where it is something else
     */
    public WebSocketTransport(URI uri, ReceiveLimits limits, WebSocketOptions options) {
        boolean secure = "wss".equalsIgnoreCase(uri.getScheme());
        if ((!secure && !"ws".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("ws:// or wss:// with a host is wanted");
        }
        this.uri = uri;
        this.limits = limits;
        this.options = options;
        this.secure = secure;
        loops = EventLoops.of(options.group(), "ws-client", 1);
        connector = new Connector(
                loops,
                options.socket(),
                secure ? options.tls().or(() -> Optional.of(TlsOptions.defaults())) : Optional.empty());
    }

    @Override
    public String name() {
        return uri.getScheme() + "://" + uri.getHost() + ":" + port()
                + Optional.ofNullable(uri.getRawPath()).orElse("");
    }

    private int port() {
        return uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    }

    @Override
    public CompletionStage<Connection<WebSocketMessage>> connect() {
        CompletableFuture<Connection<WebSocketMessage>> connected = new CompletableFuture<>();
        loops.holdFor(connected);
        Map<String, String> headers;
        try {
            headers = options.headers().get();
        } catch (RuntimeException failure) {
            connected.completeExceptionally(new ConnectFailedException(
                    new CloseReason.HandshakeFailed(0, "no credentials", Duration.ZERO), failure));
            return connected;
        }
        connector.connect(uri.getHost(), port(), connected, channel -> begin(channel, headers, connected));
        return connected;
    }

    private void begin(
            SocketChannel channel,
            Map<String, String> headers,
            CompletableFuture<Connection<WebSocketMessage>> connected) {
        var unused = channel.pipeline()
                .addLast(
                        new HttpClientCodec(LINE, HEADERS, CHUNK),
                        new ClientHandshake(uri, options, limits, headers, connected));
    }

    @Override
    public void close() {
        loops.close();
    }
}
