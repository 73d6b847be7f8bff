// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is settable about a WebSocket server. The largest message is that of the receive limits.
 *
 * @param path of the endpoint, without query; anything else is answered 404. Empty: any, the authenticator decides
 * @param subprotocols the preferred first; the first of them that a client offers is agreed to, and a client that offers none
 *     of them is answered 400. Empty: none is agreed to
 * @param handshakeTimeout from the end of TLS, or the TCP connection where there is none, to the end of the upgrade
 * @param maxHandshakes upgrades that are waited for at a time, 1 or more; further ones are answered 503 with
 *     {@code Retry-After: 1}, and above twice as many are closed without a word
 * @param authenticator decides on each upgrade; on the event loop: it must not block
 * @param socket below each connection
 * @param admission whom the server lets in
 * @param tls for {@code wss}, with an identity in it; empty: {@code ws}
 * @param group the event loops to run on, never shut down by us; empty: own ones
 * @param link behind the handshake
 */
public record WebSocketServerOptions(
        String path,
        List<String> subprotocols,
        Duration handshakeTimeout,
        int maxHandshakes,
        Function<UpgradeRequest, UpgradeDecision> authenticator,
        SocketOptions socket,
        Admission admission,
        Optional<TlsOptions> tls,
        Optional<EventLoopGroup> group,
        WebSocketLinkOptions link) {

    private static final WebSocketServerOptions DEFAULTS = new WebSocketServerOptions(
            "/",
            List.of(),
            Duration.ofSeconds(10),
            128,
            request -> UpgradeDecision.accept(),
            SocketOptions.defaults(),
            Admission.defaults(),
            Optional.empty(),
            Optional.empty(),
            WebSocketLinkOptions.defaults());

    public WebSocketServerOptions {
        subprotocols = List.copyOf(subprotocols);
        if (handshakeTimeout.toMillis() < 1 || maxHandshakes < 1) {
            throw new IllegalArgumentException("a server that agrees to nothing");
        }
    }

    public static WebSocketServerOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketServerOptions withPath(String value) {
        return new WebSocketServerOptions(
                value,
                subprotocols,
                handshakeTimeout,
                maxHandshakes,
                authenticator,
                socket,
                admission,
                tls,
                group,
                link);
    }

    /** Any path: the authenticator is shown it. */
    public WebSocketServerOptions withAnyPath() {
        return withPath("");
    }

    /** The same with this one among {@link #subprotocols()}. */
    public WebSocketServerOptions withSubprotocol(String value) {
        return withSubprotocols(List.of(value));
    }

    public WebSocketServerOptions withMaxHandshakes(int value) {
        return new WebSocketServerOptions(
                path, subprotocols, handshakeTimeout, value, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withSubprotocols(List<String> value) {
        return new WebSocketServerOptions(
                path, value, handshakeTimeout, maxHandshakes, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withHandshakeTimeout(Duration value) {
        return new WebSocketServerOptions(
                path, subprotocols, value, maxHandshakes, authenticator, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withAuthenticator(Function<UpgradeRequest, UpgradeDecision> value) {
        return new WebSocketServerOptions(
                path, subprotocols, handshakeTimeout, maxHandshakes, value, socket, admission, tls, group, link);
    }

    public WebSocketServerOptions withSocket(SocketOptions value) {
        return new WebSocketServerOptions(
                path, subprotocols, handshakeTimeout, maxHandshakes, authenticator, value, admission, tls, group, link);
    }

    /** The same with another {@link SocketOptions#observer()}. */
    public WebSocketServerOptions withObserver(ConnectionObserver value) {
        return withSocket(socket.withObserver(value));
    }

    public WebSocketServerOptions withAdmission(Admission value) {
        return new WebSocketServerOptions(
                path, subprotocols, handshakeTimeout, maxHandshakes, authenticator, socket, value, tls, group, link);
    }

    /** The same with other bounds of {@link Admission}. */
    public WebSocketServerOptions withMaxConnections(int inAll, int perAddress) {
        return withAdmission(admission.withMaxConnections(inAll, perAddress));
    }

    public WebSocketServerOptions withTls(TlsOptions value) {
        return new WebSocketServerOptions(
                path,
                subprotocols,
                handshakeTimeout,
                maxHandshakes,
                authenticator,
                socket,
                admission,
                Optional.of(value),
                group,
                link);
    }

    public WebSocketServerOptions withGroup(EventLoopGroup value) {
        return new WebSocketServerOptions(
                path,
                subprotocols,
                handshakeTimeout,
                maxHandshakes,
                authenticator,
                socket,
                admission,
                tls,
                Optional.of(value),
                link);
    }

    /** The same with other bounds behind the handshake. */
    public WebSocketServerOptions withLink(WebSocketLinkOptions value) {
        return new WebSocketServerOptions(
                path,
                subprotocols,
                handshakeTimeout,
                maxHandshakes,
                authenticator,
                socket,
                admission,
                tls,
                group,
                value);
    }
}
