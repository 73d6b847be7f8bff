// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 6455 section 4, where both agree or the server does not; what the client does not agree to is in RefusalTest. */
@Timeout(30)
class HandshakeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static WebSocketTransport client(int port, WebSocketOptions options) {
        return new WebSocketTransport(
                URI.create("ws://127.0.0.1:" + port + "/hub?x=1"), ReceiveLimits.defaults(), options);
    }

    private static CloseReason failure(CompletableFuture<Connection<WebSocketMessage>> connecting) {
        Throwable failure = connecting.handle((connection, why) -> why).join();
        assertThat(failure).isInstanceOf(ConnectFailedException.class);
        return ((ConnectFailedException) failure).reason();
    }

    @Test
    @DisplayName("a transport that is closed connects to nobody, and says so at once")
    void closedTransport() {
        WebSocketTransport transport = new WebSocketTransport(
                URI.create("ws://127.0.0.1:1/"), ReceiveLimits.defaults(), WebSocketOptions.defaults());
        transport.close();

        assertThatThrownBy(() -> transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasMessageContaining("the transport is closed");
    }

    @Test
    @DisplayName("T5: nobody listens")
    void refusedPort() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        try (WebSocketTransport transport = client(port, WebSocketOptions.defaults())) {
            assertThat(failure(transport.connect().toCompletableFuture()))
                    .isEqualTo(new CloseReason.Lost("connection refused", false));
        }
    }

    @Test
    @DisplayName("W10: the first frame in the packet of the 101 is not lost, nor read before anyone consumes (W11)")
    void firstFrameWithTheAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketTransport transport = client(server.getLocalPort(), WebSocketOptions.defaults())) {
            var connecting = transport.connect().toCompletableFuture();
            try (FrameSocket peer = new FrameSocket(server.accept(), false)) {
                peer.upgradeAsServer("\u0081\u0005first\u0081\u0006sec"); // one frame and a half
                Connection<WebSocketMessage> connection = connecting.get();
                peer.write("ond");
                assertThat(connection.stats().messagesIn()).isZero();
                for (String expected : new String[] {"first", "second"}) {
                    ReceiveOutcome<WebSocketMessage> outcome =
                            connection.inbound().receive(LONG);
                    assertThat(outcome).isInstanceOf(Received.class);
                    assertThat(((Received<WebSocketMessage>) outcome).message())
                            .isEqualTo(WebSocketMessage.text(expected));
                }
            }
        }
    }

    @Test
    void bothEndsAreOurs() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
        WebSocketServerOptions serverOptions = WebSocketServerOptions.defaults()
                .withPath("/hub")
                .withSubprotocol("assaylink.facilitator.v1")
                .withAuthenticator(request -> request.header("Authorization")
                        .map(token -> token.equals("Bearer 2")
                                ? UpgradeDecision.accept()
                                : UpgradeDecision.refuse(401, Duration.ofSeconds(7)))
                        .orElse(UpgradeDecision.refuse(403)));
        WebSocketOptions options = WebSocketOptions.defaults()
                .withSubprotocol("assaylink.facilitator.v1")
                .withHeaders(() -> Map.of("Authorization", "Bearer " + attempts.incrementAndGet()));
        try (WebSocketServer server = new WebSocketServer(ANY_PORT, ReceiveLimits.defaults(), serverOptions)) {
            int port = ((InetSocketAddress) server.listen(accepted::add)
                            .toCompletableFuture()
                            .get()
                            .address())
                    .getPort();
            try (WebSocketTransport transport = client(port, options);
                    WebSocketTransport anonymous = client(port, WebSocketOptions.defaults())) {
                assertThat(transport.name()).isEqualTo("ws://127.0.0.1:" + port + "/hub");
                assertThat(failure(transport.connect().toCompletableFuture()))
                        .isEqualTo(new CloseReason.HandshakeFailed(401, "refused", Duration.ofSeconds(7)));
                assertThat(failure(anonymous.connect().toCompletableFuture()))
                        .isEqualTo(new CloseReason.HandshakeFailed(400, "refused", Duration.ZERO));
                Connection<WebSocketMessage> near =
                        transport.connect().toCompletableFuture().get();
                Connection<WebSocketMessage> far = accepted.poll(20, TimeUnit.SECONDS);
                assertThat(near.protocol()).contains("assaylink.facilitator.v1").isEqualTo(far.protocol());
                WebSocketMessage large = WebSocketMessage.binary(new byte[300_000]);
                var unused = near.outbound().send(large);
                ReceiveOutcome<WebSocketMessage> outcome = far.inbound().receive(LONG);
                assertThat(((Received<WebSocketMessage>) outcome).message()).isEqualTo(large);
                var closing = near.close(Duration.ofSeconds(5)).toCompletableFuture();
                assertThat(far.inbound().receive(LONG))
                        .isEqualTo(new ReceiveOutcome.Closed<>(new CloseReason.ByPeer(1000, "", false)));
                assertThat(closing.get()).isInstanceOf(CloseReason.Local.class);
            }
        }
    }

    @Test
    @DisplayName("W9: what is no upgrade is answered with its status")
    void serverRefuses() throws Exception {
        try (WebSocketServer server = new WebSocketServer(
                ANY_PORT,
                ReceiveLimits.defaults(),
                WebSocketServerOptions.defaults().withPath("/hub"))) {
            InetSocketAddress address = (InetSocketAddress)
                    server.listen(connection -> {}).toCompletableFuture().get().address();
            Map<String, String> answers = Map.of(
                    "GET /other HTTP/1.1\r\nHost: a\r\n\r\n",
                    "404",
                    "POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                    "405",
                    "GET /hub HTTP/1.1\r\nHost: a\r\n\r\n",
                    "426",
                    "nonsense\r\n\r\n",
                    "400",
                    "GET /hub HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                    "400");
            for (Map.Entry<String, String> answer : answers.entrySet()) {
                try (FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true)) {
                    peer.write(answer.getKey());
                    assertThat(peer.head()).startsWith("HTTP/1.1 " + answer.getValue());
                }
            }
        }
    }
}
