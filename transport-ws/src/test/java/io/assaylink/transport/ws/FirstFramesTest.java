// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ws.upgrade.HandshakeKey;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Faults W10 and W11, over a socket. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstFramesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterAll
    void end() {
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Returns when the event loop has looked at its sockets after what was written before. */
    private void read() throws Exception {
        for (int i = 0; i < 2; i++) {
            loops.submit(() -> {}).get();
        }
    }

    private static String text(ReceiveOutcome<WebSocketMessage> outcome) {
        return outcome instanceof Received<WebSocketMessage> received
                ? new String(received.message().bytes(), StandardCharsets.UTF_8)
                : outcome.toString();
    }

    /** The 101 and three messages, cut before this byte; what the client receives. -1: cut before each byte. */
    private List<String> received(int cut) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketTransport transport = new WebSocketTransport(
                        URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/"),
                        ReceiveLimits.defaults(),
                        WebSocketOptions.defaults().withGroup(loops))) {
            var connecting = transport.connect().toCompletableFuture();
            try (Socket socket = server.accept();
                    FrameSocket peer = new FrameSocket(socket, false)) {
                socket.setTcpNoDelay(true);
                byte[] bytes = answer(peer.head());
                for (int at = 0; at < bytes.length; ) {
                    int to = cut < 0 ? at + 1 : at < cut ? cut : bytes.length;
                    peer.write(Arrays.copyOfRange(bytes, at, to));
                    read();
                    at = to;
                }
                Connection<WebSocketMessage> connection = connecting.get(20, TimeUnit.SECONDS);
                assertThat(connection.stats().messagesIn()).isZero();
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    texts.add(text(connection.inbound().receive(LONG)));
                }
                return texts;
            }
        }
    }

    private static byte[] answer(String request) {
        String key = request.lines()
                .filter(line -> line.regionMatches(true, 0, "sec-websocket-key:", 0, 18))
                .findFirst()
                .orElseThrow()
                .substring(18)
                .trim();
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + HandshakeKey.accept(key) + "\r\n\r\n"
                        + "\u0081\u0005first\u0001\u0003sec\u0089\u0001?\u0080\u0003ond\u0081\u0005third")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("W10: the 101 and the first frames, cut before every byte, and before each of them")
    void everyCut() throws Exception {
        int length = answer("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==").length;
        for (int cut = -1; cut <= length; cut++) {
            assertThat(received(cut))
                    .as("cut before %s of %s", cut, length)
                    .containsExactly("first", "second", "third");
        }
    }

    @Test
    @DisplayName("W11: what a client sends before the server's application listens waits for it, in order")
    void beforeTheListener() throws Exception {
        BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
        try (WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                WebSocketServerOptions.defaults().withGroup(loops))) {
            InetSocketAddress address = (InetSocketAddress)
                    server.listen(accepted::add).toCompletableFuture().get().address();
            try (FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true)) {
                peer.upgradeAsClient("/", "");
                for (int i = 0; i < 3; i++) {
                    peer.text("m" + i);
                }
                Connection<WebSocketMessage> connection = accepted.poll(20, TimeUnit.SECONDS);
                read();
                assertThat(connection.stats().messagesIn()).isZero();
                for (int i = 0; i < 3; i++) {
                    assertThat(text(connection.inbound().receive(LONG))).isEqualTo("m" + i);
                }
            }
        }
    }
}
