// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.EventLoops;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 4.2: what a server asks of an upgrade; the clients are written by hand. */
@Timeout(30)
class UpgradeTest {
    private static final String RULES = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: hub\r\n";

    private final EventLoopGroup one =
            EventLoops.newGroup("one", 1); // so that clients are accepted one after the other
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        var unused = one.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private int listen(WebSocketServerOptions options) throws Exception {
        WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                options.withGroup(one));
        opened.add(server);
        var listening = server.listen(connection -> {}).toCompletableFuture().get();
        return ((InetSocketAddress) listening.address()).getPort();
    }

    private FrameSocket connect(int port) throws Exception {
        FrameSocket peer = new FrameSocket(new Socket(InetAddress.getLoopbackAddress(), port), true);
        opened.add(peer);
        return peer;
    }

    private String answer(int port, String request) throws Exception {
        FrameSocket peer = connect(port);
        peer.write(request);
        return peer.head();
    }

    @Test
    @DisplayName("4.2.1: HTTP/1.1, one host, one key of 16 bytes")
    void whatIsAsked() throws Exception {
        int port = listen(WebSocketServerOptions.defaults());
        assertThat(answer(port, GET + RULES + KEY + "\r\n")).startsWith("HTTP/1.1 101 ");
        for (String wrong : List.of(
                "GET / HTTP/1.0\r\nHost: hub\r\n" + RULES + KEY,
                "GET / HTTP/1.1\r\n" + RULES + KEY,
                GET + "Host: other\r\n" + RULES + KEY,
                GET + RULES,
                GET + RULES + KEY + KEY,
                GET + RULES + "Sec-WebSocket-Key: c2hvcnQ=\r\n")) {
            assertThat(answer(port, wrong + "\r\n")).as(wrong).startsWith("HTTP/1.1 400 ");
        }
        assertThat(answer(port, GET + RULES.replace("13", "8") + KEY + "\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("sec-websocket-version: 13");
    }

    @ParameterizedTest
    @CsvSource({"'v2, v1', v2", "'v1, v2', v2", "v1, v1", "'v0,v1', v1", "v0, ''", "'', ''"})
    @DisplayName("4.2.2: of what the client offers the server takes what it prefers itself; none of it is no agreement")
    void subprotocols(String offered, String agreed) throws Exception {
        int port = listen(WebSocketServerOptions.defaults().withSubprotocols(List.of("v2", "v1")));
        String offer = offered.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + offered + "\r\n";
        String head = answer(port, GET + RULES + KEY + offer + "\r\n");
        assertThat(head).startsWith(agreed.isEmpty() ? "HTTP/1.1 400 " : "HTTP/1.1 101 ");
        assertThat(ScriptedHttp.header(head, "sec-websocket-protocol")).isEqualTo(agreed);
    }

    @Test
    @DisplayName("4.2.2: where the server knows none, none is agreed to, whatever is offered")
    void noSubprotocol() throws Exception {
        int port = listen(WebSocketServerOptions.defaults());
        String head = answer(port, GET + RULES + KEY + "Sec-WebSocket-Protocol: v1\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("sec-websocket-protocol");
    }

    @Test
    @DisplayName("10.2: origin and path are the authenticator's to judge")
    void originAndPath() throws Exception {
        Set<String> paths = Set.of("/lab/1", "/lab/2");
        int port = listen(WebSocketServerOptions.defaults().withAnyPath().withAuthenticator(request -> {
            boolean page =
                    request.origin().filter(from -> !from.equals("https://hub")).isPresent();
            return page
                    ? UpgradeDecision.refuse(403)
                    : paths.contains(request.path()) ? UpgradeDecision.accept() : UpgradeDecision.refuse(404);
        }));
        String lab = "GET /lab/1?x=1 HTTP/1.1\r\nHost: hub\r\n" + RULES + KEY;
        assertThat(answer(port, lab + "\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(answer(port, lab + "Origin: https://hub\r\n\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(answer(port, lab + "Origin: https://evil.example\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(answer(port, GET + RULES + KEY + "\r\n")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    @DisplayName(
            "upgrades that are waited for are counted: more are told to come back, many more are closed, fewer go on")
    void waiting() throws Exception {
        int port = listen(WebSocketServerOptions.defaults().withMaxHandshakes(2));
        String upgrade = GET + RULES + KEY + "\r\n";
        FrameSocket first = connect(port);
        FrameSocket second = connect(port);
        first.write("GET / HT");
        assertThat(answer(port, upgrade)).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1\r\n");
        FrameSocket third = connect(port);
        FrameSocket fourth = connect(port);
        assertThat(connect(port).atEnd()).isTrue();
        first.write("TP/1.1\r\nHost: hub\r\n" + RULES + KEY + "\r\n");
        assertThat(first.head()).startsWith("HTTP/1.1 101 ");
        third.write(upgrade); // what it was told does not change any more
        assertThat(third.head()).matches("(?s)HTTP/1.1 (503|408) .*"); // 408 where the machine was slow
        fourth.write(upgrade);
        assertThat(fourth.head()).matches("(?s)HTTP/1.1 (503|408) .*");
        second.write(upgrade);
        assertThat(second.head()).startsWith("HTTP/1.1 101 ");
        assertThat(answer(port, upgrade)).startsWith("HTTP/1.1 101 ");
    }

    @Test
    @DisplayName("who does not ask is answered 408 at the deadline; who is told to come back is waited for a second")
    @Execution(ExecutionMode.CONCURRENT)
    void deadline() throws Exception {
        int port = listen(
                WebSocketServerOptions.defaults().withMaxHandshakes(1).withHandshakeTimeout(Duration.ofMillis(1500)));
        FrameSocket first = connect(port);
        FrameSocket second = connect(port);
        first.write("GET");
        assertThat(second.head()).startsWith("HTTP/1.1 408 ");
        assertThat(first.head()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void optionsThatMakeNoSense() {
        WebSocketServerOptions options = WebSocketServerOptions.defaults();
        assertThat(options.maxHandshakes()).isEqualTo(128);
        assertThatThrownBy(() -> options.withMaxHandshakes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withHandshakeTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
