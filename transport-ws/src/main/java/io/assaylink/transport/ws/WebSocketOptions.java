// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is settable about a WebSocket client. The largest message is that of the receive limits.
 *
 * @param socket below it, with the bound of the TCP connect
 * @param handshake the upgrade: its bound, subprotocols, headers, redirects, proxy
 * @param tls for {@code wss}; empty: {@link TlsOptions#defaults()}, the trust of this JDK
 * @param group the event loops to run on, never shut down by us; empty: an own one
 * @param link behind the handshake
 */
public record WebSocketOptions(
        SocketOptions socket,
        HandshakeOptions handshake,
        Optional<TlsOptions> tls,
        Optional<EventLoopGroup> group,
        WebSocketLinkOptions link) {

    private static final WebSocketOptions DEFAULTS = new WebSocketOptions(
            SocketOptions.defaults(),
            HandshakeOptions.defaults(),
            Optional.empty(),
            Optional.empty(),
            WebSocketLinkOptions.defaults());

    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketOptions withSocket(SocketOptions value) {
        return new WebSocketOptions(value, handshake, tls, group, link);
    }

    /** The same with another {@link SocketOptions#observer()}. */
    public WebSocketOptions withObserver(ConnectionObserver value) {
        return withSocket(socket.withObserver(value));
    }

    /** The same with another {@link SocketOptions#connectTimeout()}. */
    public WebSocketOptions withConnectTimeout(Duration value) {
        return withSocket(socket.withConnectTimeout(value));
    }

    public WebSocketOptions withHandshake(HandshakeOptions value) {
        return new WebSocketOptions(socket, value, tls, group, link);
    }

    /** The same with another {@link HandshakeOptions#timeout()}. */
    public WebSocketOptions withHandshakeTimeout(Duration value) {
        return withHandshake(handshake.withTimeout(value));
    }

    /** The same with this one among {@link HandshakeOptions#subprotocols()}. */
    public WebSocketOptions withSubprotocol(String value) {
        return withHandshake(handshake.withSubprotocols(List.of(value)));
    }

    /** The same with other {@link HandshakeOptions#headers()}. */
    public WebSocketOptions withHeaders(Supplier<Map<String, String>> value) {
        return withHandshake(handshake.withHeaders(value));
    }

    public WebSocketOptions withTls(TlsOptions value) {
        return new WebSocketOptions(socket, handshake, Optional.of(value), group, link);
    }

    public WebSocketOptions withGroup(EventLoopGroup value) {
        return new WebSocketOptions(socket, handshake, tls, Optional.of(value), link);
    }

    /** The same with other bounds behind the handshake. */
    public WebSocketOptions withLink(WebSocketLinkOptions value) {
        return new WebSocketOptions(socket, handshake, tls, group, value);
    }

    /** Headers may be credentials. */
    @Override
    public String toString() {
        return "WebSocketOptions[handshake=" + handshake + ", connectTimeout=" + socket.connectTimeout() + "]";
    }
}
