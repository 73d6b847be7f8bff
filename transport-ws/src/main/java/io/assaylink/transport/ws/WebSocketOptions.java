// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is settable about a WebSocket client. The largest message is that of the receive limits.
 *
 * @param socket below it, with the bound of the TCP connect
 * @param handshakeTimeout of the upgrade; TLS has its own bound in {@code tls}
 * @param subprotocol asked for, and then required of the server
 * @param headers evaluated before each attempt, so that credentials are fresh; on the event loop: it must not block
 * @param tls for {@code wss}; empty: {@link TlsOptions#defaults()}, the trust of this JDK
 * @param group the event loops to run on, never shut down by us; empty: an own one
 * @param link behind the handshake
 */
public record WebSocketOptions(
        SocketOptions socket,
        Duration handshakeTimeout,
        Optional<String> subprotocol,
        Supplier<Map<String, String>> headers,
        Optional<TlsOptions> tls,
        Optional<EventLoopGroup> group,
        WebSocketLinkOptions link) {

    private static final WebSocketOptions DEFAULTS = new WebSocketOptions(
            SocketOptions.defaults(),
            Duration.ofSeconds(10),
            Optional.empty(),
            Map::of,
            Optional.empty(),
            Optional.empty(),
            WebSocketLinkOptions.defaults());

    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketOptions withSocket(SocketOptions value) {
        return new WebSocketOptions(value, handshakeTimeout, subprotocol, headers, tls, group, link);
    }

    /** The same with another {@link SocketOptions#observer()}. */
    public WebSocketOptions withObserver(ConnectionObserver value) {
        return withSocket(socket.withObserver(value));
    }

    /** The same with another {@link SocketOptions#connectTimeout()}. */
    public WebSocketOptions withConnectTimeout(Duration value) {
        return withSocket(socket.withConnectTimeout(value));
    }

    public WebSocketOptions withHandshakeTimeout(Duration value) {
        return new WebSocketOptions(socket, value, subprotocol, headers, tls, group, link);
    }

    public WebSocketOptions withSubprotocol(String value) {
        return new WebSocketOptions(socket, handshakeTimeout, Optional.of(value), headers, tls, group, link);
    }

    public WebSocketOptions withHeaders(Supplier<Map<String, String>> value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, value, tls, group, link);
    }

    public WebSocketOptions withTls(TlsOptions value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, headers, Optional.of(value), group, link);
    }

    public WebSocketOptions withGroup(EventLoopGroup value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, headers, tls, Optional.of(value), link);
    }

    /** The same with other bounds behind the handshake. */
    public WebSocketOptions withLink(WebSocketLinkOptions value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, headers, tls, group, value);
    }

    /** Headers may be credentials. */
    @Override
    public String toString() {
        return "WebSocketOptions[subprotocol=" + subprotocol + ", connectTimeout=" + socket.connectTimeout()
                + ", handshakeTimeout=" + handshakeTimeout + "]";
    }
}
