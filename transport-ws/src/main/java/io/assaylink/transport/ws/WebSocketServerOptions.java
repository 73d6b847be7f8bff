// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

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
 * @param maxConnections held at a time, in all
 * @param maxConnectionsPerAddress held at a time, from one address
 * @param group the event loops to run on, never shut down by us; empty: own ones
 */
public record WebSocketServerOptions(
        String path,
        Optional<String> subprotocol,
        Duration handshakeTimeout,
        Function<UpgradeRequest, UpgradeDecision> authenticator,
        int maxConnections,
        int maxConnectionsPerAddress,
        Optional<EventLoopGroup> group) {

    private static final WebSocketServerOptions DEFAULTS = new WebSocketServerOptions(
            "/",
            Optional.empty(),
            Duration.ofSeconds(10),
            request -> UpgradeDecision.accept(),
            256,
            32,
            Optional.empty());

    public static WebSocketServerOptions defaults() {
        return DEFAULTS;
    }

    public WebSocketServerOptions withPath(String value) {
        return new WebSocketServerOptions(
                value, subprotocol, handshakeTimeout, authenticator, maxConnections, maxConnectionsPerAddress, group);
    }

    public WebSocketServerOptions withSubprotocol(String value) {
        return new WebSocketServerOptions(
                path,
                Optional.of(value),
                handshakeTimeout,
                authenticator,
                maxConnections,
                maxConnectionsPerAddress,
                group);
    }

    public WebSocketServerOptions withHandshakeTimeout(Duration value) {
        return new WebSocketServerOptions(
                path, subprotocol, value, authenticator, maxConnections, maxConnectionsPerAddress, group);
    }

    public WebSocketServerOptions withAuthenticator(Function<UpgradeRequest, UpgradeDecision> value) {
        return new WebSocketServerOptions(
                path, subprotocol, handshakeTimeout, value, maxConnections, maxConnectionsPerAddress, group);
    }

    public WebSocketServerOptions withMaxConnections(int inAll, int perAddress) {
        return new WebSocketServerOptions(path, subprotocol, handshakeTimeout, authenticator, inAll, perAddress, group);
    }

    public WebSocketServerOptions withGroup(EventLoopGroup value) {
        return new WebSocketServerOptions(
                path,
                subprotocol,
                handshakeTimeout,
                authenticator,
                maxConnections,
                maxConnectionsPerAddress,
                Optional.of(value));
    }
}
