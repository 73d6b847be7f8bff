// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Refusal;
import io.assaylink.transport.contract.SeenEvents;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.handshake.HttpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Observers are told of upgrades that came to nothing, on either side, once for each. */
@Timeout(30)
class UpgradeObserverTest {
    private static final String ASKED = String.join(
            "\r\n",
            "GET /hub HTTP/1.1",
            "Host: hub",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");

    private final SeenEvents seen = new SeenEvents();
    private final WebSocketServerOptions watched =
            WebSocketServerOptions.defaults().withPath("/hub").withObserver(seen);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private int listen(WebSocketServerOptions options, CompletableFuture<Connection<WebSocketMessage>> accepted)
            throws Exception {
        WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ReceiveLimits.defaults(), options);
        opened.add(server);
        var listening = server.listen(accepted::complete).toCompletableFuture().get(20, TimeUnit.SECONDS);
        return ((InetSocketAddress) listening.address()).getPort();
    }

    private int listen(WebSocketServerOptions options) throws Exception {
        return listen(options, new CompletableFuture<>());
    }

    private FrameSocket connect(int port) throws IOException {
        FrameSocket peer = new FrameSocket(new Socket(InetAddress.getLoopbackAddress(), port), true);
        opened.add(peer);
        return peer;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 503})
    @DisplayName("a server tells of each upgrade that its authenticator refused")
    void refusedByTheAuthenticator(int status) throws Exception {
        int port = listen(watched.withAuthenticator(request -> UpgradeDecision.refuse(status)));
        FrameSocket peer = connect(port);
        peer.write(ASKED);
        assertThat(peer.head()).startsWith("HTTP/1.1 " + status);
        seen.await("refused");
        peer.close();
        assertThat(seen.told()).containsExactly("refused " + Refusal.UPGRADE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /other HTTP/1.1\r\nHost: hub\r\n\r\n",
                "POST /hub HTTP/1.1\r\nHost: hub\r\n\r\n",
                "GET /hub HTTP/1.1\r\nHost: hub\r\n\r\n",
                "no HTTP at all\r\n\r\n"
            })
    @DisplayName("a server tells of what is no upgrade that it knows")
    void noUpgrade(String request) throws Exception {
        FrameSocket peer = connect(listen(watched));
        peer.write(request);
        assertThat(peer.head()).startsWith("HTTP/1.1 4");
        seen.await("refused");
        assertThat(seen.told()).containsExactly("refused " + Refusal.UPGRADE_REFUSED);
    }

    @Test
    @DisplayName("a server tells of who hung up before it asked")
    void hungUp() throws Exception {
        connect(listen(watched)).close();
        seen.await("refused");
        assertThat(seen.told()).containsExactly("refused " + Refusal.UPGRADE_MISSING);
    }

    @Test
    @DisplayName("a server tells of who asked for nothing in time")
    void tooLate() throws Exception {
        FrameSocket peer = connect(listen(watched.withHandshakeTimeout(Duration.ofMillis(50))));
        assertThat(peer.head()).startsWith("HTTP/1.1 408");
        seen.await("refused");
        assertThat(seen.told()).containsExactly("refused " + Refusal.UPGRADE_MISSING);
    }

    @Test
    @DisplayName("a server tells of whom it sent away for there were too many")
    void tooMany() throws Exception {
        int port = listen(watched.withMaxHandshakes(1).withHandshakeTimeout(Duration.ofSeconds(20)));
        FrameSocket first = connect(port);
        String head = "";
        while (!head.startsWith("HTTP/1.1 503")) { // until the first one is waited for
            FrameSocket next = connect(port);
            next.write("GET /other HTTP/1.1\r\nHost: hub\r\n\r\n");
            head = next.head();
        }
        assertThat(seen.await("refused " + Refusal.TOO_MANY_HANDSHAKES)).isNotEmpty();
        first.close();
    }

    @Test
    @DisplayName("an upgrade that is agreed to is no refusal, whatever ends it")
    void agreed() throws Exception {
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        FrameSocket peer = connect(listen(watched, accepted));
        peer.write(ASKED);
        assertThat(peer.head()).startsWith("HTTP/1.1 101");
        Connection<WebSocketMessage> connection = accepted.get(20, TimeUnit.SECONDS);
        var unused = connection.close(Duration.ZERO);
        seen.await("closed");
        assertThat(seen.told()).startsWith("opened").noneMatch(event -> event.startsWith("refused"));
    }

    private String failed(String to) {
        return "connect failed " + to + " HandshakeFailed";
    }

    private void failure(String uri, HandshakeOptions handshake) throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withHandshake(handshake).withObserver(seen);
        assertThat(RefusalTest.failure(URI.create(uri), options)).isNotNull();
        seen.await("connect failed");
    }

    @Test
    @DisplayName("a client tells of a refusal once, also behind a redirect")
    void behindARedirect() throws Exception {
        try (ScriptedHttp hub = new ScriptedHttp((head, socket) -> ScriptedHttp.write(
                socket,
                head.startsWith("GET /hub ")
                        ? "HTTP/1.1 307 On\r\nLocation: /last\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))) {
            failure(
                    "ws://127.0.0.1:" + hub.port() + "/hub",
                    HandshakeOptions.defaults().withMaxRedirects(3));
            assertThat(seen.told()).containsExactly(failed("127.0.0.1:" + hub.port()));
        }
    }

    @Test
    @DisplayName("a client tells of what its proxy refused, by the name of the server")
    void behindAProxy() throws Exception {
        try (ScriptedHttp proxy = ScriptedHttp.answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")) {
            failure(
                    "ws://hub.example/v1",
                    HandshakeOptions.defaults().withProxy(HttpProxy.of("127.0.0.1", proxy.port())));
            assertThat(seen.told()).containsExactly(failed("hub.example:80"));
        }
    }

    @Test
    @DisplayName("a client tells of an attempt that ended before anything was connected")
    void withoutCredentials() throws Exception {
        failure("ws://hub.example/v1", HandshakeOptions.defaults().withHeadersLater(() -> {
            throw new IllegalStateException("no token");
        }));
        assertThat(seen.told()).containsExactly(failed("hub.example:80"));
    }
}
