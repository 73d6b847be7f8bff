// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Headers and subprotocols of the upgrade. */
@Timeout(30)
class CredentialsTest {
    private static final HandshakeOptions DEFAULTS = HandshakeOptions.defaults();

    private static WebSocketTransport transport(ScriptedHttp server, HandshakeOptions handshake) {
        return new WebSocketTransport(
                URI.create("ws://127.0.0.1:" + server.port() + "/hub?secret=1"),
                ReceiveLimits.defaults(),
                WebSocketOptions.defaults().withHandshake(handshake));
    }

    private static ScriptedHttp agreeing(String more) throws Exception {
        return new ScriptedHttp((head, socket) -> ScriptedHttp.write(socket, ScriptedHttp.switching(head, more)));
    }

    private static Connection<WebSocketMessage> connect(WebSocketTransport transport) throws Exception {
        return transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("headers are asked for before each attempt; those of the protocol are not theirs to set")
    void freshEachTime() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HandshakeOptions options = DEFAULTS.withHeaders(
                () -> Map.of("Authorization", "Bearer " + asked.incrementAndGet(), "Upgrade", "nonsense"));
        try (ScriptedHttp server = agreeing("");
                WebSocketTransport transport = transport(server, options)) {
            assertThat(asked).hasValue(0);
            var unused = List.of(connect(transport), connect(transport));
            assertThat(server.heads)
                    .extracting(head -> ScriptedHttp.header(head, "authorization"))
                    .containsExactly("Bearer 1", "Bearer 2");
            assertThat(server.heads)
                    .extracting(head -> ScriptedHttp.header(head, "upgrade"))
                    .containsOnly("websocket");
        }
    }

    @Test
    @DisplayName("headers may come later; nothing is connected before they are there")
    void later() throws Exception {
        CompletableFuture<Map<String, String>> token = new CompletableFuture<>();
        try (ScriptedHttp server = agreeing("");
                WebSocketTransport transport = transport(server, DEFAULTS.withHeadersLater(() -> token))) {
            var connecting = transport.connect().toCompletableFuture();
            assertThat(server.heads).isEmpty();
            token.complete(Map.of("Authorization", "Bearer late"));
            assertThat(connecting.get(20, TimeUnit.SECONDS).isConnected()).isTrue();
            assertThat(ScriptedHttp.header(server.heads.get(0), "authorization"))
                    .isEqualTo("Bearer late");
        }
    }

    @Test
    @DisplayName("who never supplies them is waited for as long as the handshake may take; their future is left alone")
    void never() throws Exception {
        CompletableFuture<Map<String, String>> token = new CompletableFuture<>();
        try (ScriptedHttp server = agreeing("");
                WebSocketTransport transport =
                        transport(server, DEFAULTS.withHeadersLater(() -> token).withTimeout(Duration.ofMillis(100)))) {
            assertThatThrownBy(() -> connect(transport))
                    .cause()
                    .isInstanceOfSatisfying(ConnectFailedException.class, failure -> {
                        assertThat(failure.reason())
                                .isEqualTo(new HandshakeFailed(0, "no credentials in time", Duration.ZERO));
                        assertThat(Failure.of(failure).kind()).isEqualTo(Failure.Kind.TRANSIENT);
                    });
            assertThat(token).isNotDone();
            assertThat(server.heads).isEmpty();
        }
    }

    @Test
    @DisplayName("a supplier that fails, and a value that HTTP does not allow, are told without their text")
    void failing() throws Exception {
        try (ScriptedHttp server = agreeing("");
                WebSocketTransport throwing = transport(server, DEFAULTS.withHeaders(() -> {
                    throw new IllegalStateException("hunter2");
                }));
                WebSocketTransport broken =
                        transport(server, DEFAULTS.withHeaders(() -> Map.of("Authorization", "hunter2\r\nX: y")))) {
            for (WebSocketTransport transport : List.of(throwing, broken)) {
                assertThatThrownBy(() -> connect(transport))
                        .cause()
                        .isInstanceOfSatisfying(
                                ConnectFailedException.class,
                                failure -> assertThat(failure.reason())
                                        .isEqualTo(new HandshakeFailed(0, "no credentials", Duration.ZERO)))
                        .hasStackTraceContaining("no credentials")
                        .satisfies(failure -> assertThat(failure.toString() + failure.getCause())
                                .doesNotContain("hunter2"));
            }
            assertThat(server.heads).isEmpty();
        }
        HandshakeOptions secret = DEFAULTS.withHeaders(() -> Map.of("Authorization", "hunter2"));
        assertThat(WebSocketOptions.defaults().withHandshake(secret).toString()).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("RFC 6455 4.1: subprotocols are offered in order, and the server picks one of them")
    void subprotocols() throws Exception {
        HandshakeOptions options = DEFAULTS.withSubprotocols(List.of("v2.assaylink", "v1.assaylink"));
        try (ScriptedHttp server = agreeing("Sec-WebSocket-Protocol: v1.assaylink\r\n");
                WebSocketTransport transport = transport(server, options)) {
            assertThat(connect(transport).protocol()).contains("v1.assaylink");
            assertThat(ScriptedHttp.header(server.heads.get(0), "sec-websocket-protocol"))
                    .isEqualTo("v2.assaylink, v1.assaylink");
        }
    }

    @Test
    @DisplayName("RFC 6455 4.1: none, another one, one in other letters, or two are no agreement")
    void wrongSubprotocols() throws Exception {
        HandshakeOptions options = DEFAULTS.withSubprotocols(List.of("v2", "v1"));
        String name = "Sec-WebSocket-Protocol: ";
        for (String answer :
                List.of("", name + "v3\r\n", name + "V1\r\n", name + "v1, v2\r\n", name + "v1\r\n" + name + "v2\r\n")) {
            try (ScriptedHttp server = agreeing(answer);
                    WebSocketTransport transport = transport(server, options)) {
                assertThatThrownBy(() -> connect(transport))
                        .cause()
                        .isInstanceOfSatisfying(
                                ConnectFailedException.class,
                                failure -> assertThat(failure.reason())
                                        .isEqualTo(new HandshakeFailed(101, "subprotocol not agreed", Duration.ZERO)));
            }
        }
    }

    @Test
    void optionsThatMakeNoSense() {
        assertThatThrownBy(() -> DEFAULTS.withSubprotocols(List.of("a b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withSubprotocols(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxRedirects(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.withMaxRetryAfter(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
