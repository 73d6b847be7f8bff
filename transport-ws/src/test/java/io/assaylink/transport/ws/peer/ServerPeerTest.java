// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client against servers of Node and Python, which compress where that is offered. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ServerPeerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static WebSocketTransport transport(int port, String path, ReceiveLimits limits) {
        return new WebSocketTransport(URI.create("ws://127.0.0.1:" + port + path), limits, WebSocketOptions.defaults());
    }

    private static Connection<WebSocketMessage> connect(int port, String path, ReceiveLimits limits) throws Exception {
        try (WebSocketTransport transport = transport(port, path, limits)) { // its loops live as long as the connection
            return transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static WebSocketMessage next(Connection<WebSocketMessage> connection) throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(Received.class);
        return ((Received<WebSocketMessage>) outcome).message();
    }

    private static CloseReason end(Connection<WebSocketMessage> connection) throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(ReceiveOutcome.Closed.class);
        return ((ReceiveOutcome.Closed<WebSocketMessage>) outcome).reason();
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("1,000 messages and every size of a frame's length come back in order; our close code arrives")
    void echo(Peers peer) throws Exception {
        try (Program server = peer.start("server")) {
            var connection = connect(server.port(), "/echo", ReceiveLimits.defaults());
            assertThat(server.line()).isEqualTo("extensions \"\"");
            for (int i = 0; i < 1000; i++) {
                var unused = connection.outbound().send(EchoServer.message(i));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(next(connection)).as("message %d", i).isEqualTo(EchoServer.message(i));
            }
            for (int size : new int[] {0, 125, 126, 65_535, 65_536, 900_000}) {
                WebSocketMessage sent = WebSocketMessage.binary(new byte[size]);
                var unused = connection.outbound().send(sent);
                assertThat(next(connection)).isEqualTo(sent);
            }
            assertThat(connection.close(LONG).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CloseReason.Local.class);
            assertThat(server.line()).isEqualTo("closed 1000 ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("W7: what the peer gives without being asked, fragments included, comes before its close code")
    void gifts(Peers peer) throws Exception {
        try (Program server = peer.start("server")) {
            var connection = connect(server.port(), "/give", ReceiveLimits.defaults());
            for (int i = 0; i < 1000; i++) {
                assertThat(next(connection)).as("message %d", i).isEqualTo(EchoServer.message(i));
            }
            assertThat(end(connection)).isEqualTo(new CloseReason.ByPeer(4001, "all given", false));
            assertThat(server.line()).startsWith("extensions");
            assertThat(server.line()).isEqualTo("closed 4001 "); // its code comes back to it
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("RFC 6455 5.5.2, W4: the peer's ping is answered, and its answers to ours keep a silent connection")
    void pings(Peers peer) throws Exception {
        ReceiveLimits limits = ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(2));
        try (Program server = peer.start("server")) {
            var connection = connect(server.port(), "/ping", limits);
            assertThat(next(connection)).isEqualTo(WebSocketMessage.text("pong are you there"));
            assertThat(connection.inbound().receive(Duration.ofSeconds(3))).isInstanceOf(ReceiveOutcome.Idle.class);
            assertThat(connection.isConnected()).isTrue();
            var unused = connection.close(LONG).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("W7, W8: close codes of the peer, and its end without one")
    void ends(Peers peer) throws Exception {
        try (Program server = peer.start("server")) {
            int port = server.port();
            for (int code : new int[] {1000, 1001, 1008, 1011, 1012, 3000, 4999}) {
                assertThat(end(connect(port, "/close/" + code, ReceiveLimits.defaults())))
                        .isEqualTo(new CloseReason.ByPeer(code, "because", false));
            }
            assertThat(end(connect(port, "/vanish", ReceiveLimits.defaults()))).isInstanceOf(CloseReason.Lost.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("W9: the peer's refusal of the upgrade, with its status and Retry-After")
    void refusals(Peers peer) throws Exception {
        try (Program server = peer.start("server")) {
            int port = server.port();
            for (int status : new int[] {401, 403, 429, 503}) {
                try (WebSocketTransport transport = transport(port, "/refuse/" + status, ReceiveLimits.defaults())) {
                    Throwable failure = transport
                            .connect()
                            .toCompletableFuture()
                            .handle((connection, why) -> why)
                            .get(20, TimeUnit.SECONDS);
                    assertThat(((ConnectFailedException) failure).reason())
                            .isEqualTo(new CloseReason.HandshakeFailed(status, "refused", Duration.ofSeconds(3)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName("RFC 7692: where it is switched on here, servers agree to it, and everything comes back as before")
    void compressed(Peers peer) throws Exception {
        WebSocketOptions options = WebSocketOptions.defaults();
        options = options.withLink(
                options.link().withDeflate(DeflateOptions.defaults().withMinSize(0)));
        try (Program server = peer.start("server");
                WebSocketTransport transport = new WebSocketTransport(
                        URI.create("ws://127.0.0.1:" + server.port() + "/echo"), ReceiveLimits.defaults(), options)) {
            var connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(server.line()).startsWith("extensions \"permessage-deflate");
            for (int i = 0; i < 1000; i++) {
                var unused = connection.outbound().send(EchoServer.message(i));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(next(connection)).as("message %d", i).isEqualTo(EchoServer.message(i));
            }
            WebSocketMessage large = WebSocketMessage.text("0123456789".repeat(100_000));
            var unused = connection.outbound().send(large);
            assertThat(next(connection)).isEqualTo(large);
        }
    }
}
