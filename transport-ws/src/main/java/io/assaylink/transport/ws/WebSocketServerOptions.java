// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is settable about a WebSocket server. The largest message is that of the receive limits.
 *
 * @param path of the endpoint, without query; anything else is answered 404
 * @param subprotocol agreed to where the client offers it, and then required; empty: none
 * @param handshakeTimeout from the TCP connection to the end of the upgrade
 * @param authenticator decides on each upgrade; on the event loop: it must not block
 * @param socket below each connection
 * @param admission whom the server lets in
 * @param tls for {@code wss}, with an identity in it; empty: {@code ws}
 * @param group the event loops to run on, never shut down by us; empty: own ones
 * @param link behind the handshake
 */
public record WebSocketServerOptions(
        String path,
        Optional<String> subprotocol,
        Duration handshakeTimeout,
        Function<UpgradeRequest, UpgradeDecision> authenticator,
        SocketOptions socket,
        Admission admission,
        Optional<TlsOptions> tls,
        Optional<EventLoopGroup> group,
        WebSocketLinkOptions link) {

    private static final WebSocketServerOptions DEFAULTS = new WebSocketServerOptions(
            "/",
            Optional.empty(),
            Duration.ofSeconds(10),
            request -> UpgradeDecision.accept(),
            SocketOptions.defaults(),
            Admission.defaults(),
            Optional.empty(),
            Optional.empty(),
            WebSocketLinkOptions.defaults());

    public static WebSocketServerOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketServerOptions withPath(String value) {
        return new WebSocketServerOptions(
                value, subprotocol, handshakeTimeout, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withSubprotocol(String value) {
        return new WebSocketServerOptions(
                path, Optional.of(value), handshakeTimeout, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withHandshakeTimeout(Duration value) {
        return new WebSocketServerOptions(path, subprotocol, value, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withAuthenticator(Function<UpgradeRequest, UpgradeDecision> value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, value, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withSocket(SocketOptions value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, authenticator, value, admission, tls, group, link);
    }

    /** The same with another {@link SocketOptions#observer()}. */
    public WebSocketServerOptions withObserver(ConnectionObserver value) {
        return withSocket(socket.withObserver(value));
    }

    public WebSocketServerOptions withAdmission(Admission value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, authenticator, socket, value, tls, group, link);
    }

    /** The same with other bounds of {@link Admission}. */
    public WebSocketServerOptions withMaxConnections(int inAll, int perAddress) {
        return withAdmission(admission.withMaxConnections(inAll, perAddress));
    }

    public WebSocketServerOptions withTls(TlsOptions value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, authenticator, socket, admission, Optional.of(value), group, link);
    }

    public WebSocketServerOptions withGroup(EventLoopGroup value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, authenticator, socket, admission, tls, Optional.of(value), link);
    }

    /** The same with other bounds behind the handshake. */
    public WebSocketServerOptions withLink(WebSocketLinkOptions value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, authenticator, socket, admission, tls, group, value);
    }
}
