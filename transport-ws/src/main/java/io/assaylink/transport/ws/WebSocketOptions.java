// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.socket.SocketOptions;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is settable about a WebSocket client. The largest message is that of the receive limits.
 *
 * @param socket below it, with the bound of the TCP connect
 * @param handshakeTimeout from the TCP connection to the end of the upgrade, TLS included
 * @param subprotocol asked for, and then required of the server
 * @param headers evaluated before each attempt, so that credentials are fresh; on the event loop: it must not block
 * @param ssl for {@code wss}; empty: the trust of this JDK. The host name is always checked
 * @param group the event loops to run on, never shut down by us; empty: an own one
 */
public record WebSocketOptions(
        SocketOptions socket,
        Duration handshakeTimeout,
        Optional<String> subprotocol,
        Supplier<Map<String, String>> headers,
        Optional<SslContext> ssl,
        Optional<EventLoopGroup> group) {

    private static final WebSocketOptions DEFAULTS = new WebSocketOptions(
            SocketOptions.defaults(),
            Duration.ofSeconds(10),
            Optional.empty(),
            Map::of,
            Optional.empty(),
            Optional.empty());

    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketOptions withSocket(SocketOptions value) {
        return new WebSocketOptions(value, handshakeTimeout, subprotocol, headers, ssl, group);
    }

    /** The same with another {@link SocketOptions#connectTimeout()}. */
    public WebSocketOptions withConnectTimeout(Duration value) {
        return withSocket(socket.withConnectTimeout(value));
    }

    public WebSocketOptions withHandshakeTimeout(Duration value) {
        return new WebSocketOptions(socket, value, subprotocol, headers, ssl, group);
    }

    public WebSocketOptions withSubprotocol(String value) {
        return new WebSocketOptions(socket, handshakeTimeout, Optional.of(value), headers, ssl, group);
    }

    public WebSocketOptions withHeaders(Supplier<Map<String, String>> value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, value, ssl, group);
    }

    public WebSocketOptions withSsl(SslContext value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, headers, Optional.of(value), group);
    }

    public WebSocketOptions withGroup(EventLoopGroup value) {
        return new WebSocketOptions(socket, handshakeTimeout, subprotocol, headers, ssl, Optional.of(value));
    }

    /** Headers may be credentials. */
    @Override
    public String toString() {
        return "WebSocketOptions[subprotocol=" + subprotocol + ", connectTimeout=" + socket.connectTimeout()
                + ", handshakeTimeout=" + handshakeTimeout + "]";
    }
}
