// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Intake;
import io.assaylink.transport.ReceiveLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 6455 sections 5 and 7 over a real socket; the peer is a client written by hand. */
@Timeout(30)
class WebSocketTest {
    private WebSocketServer server = server();
    private FrameSocket peer;
    private Connection<WebSocketMessage> connection;

    private static WebSocketServer server() {
        return new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults().withLiveness(Duration.ofMillis(400)),
                WebSocketServerOptions.defaults());
    }

    @BeforeEach
    void open() throws Exception {
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        InetSocketAddress address = (InetSocketAddress)
                server.listen(accepted::complete).toCompletableFuture().get().address();
        peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true);
        peer.upgradeAsClient("/", "");
        connection = accepted.get();
        connection.inbound();
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
        server.close();
    }

    private CloseReason closed() throws Exception {
        return connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("W1: one gigabyte announced is refused at the header, 1009")
    void gigabyte() throws Exception {
        peer.write(peer.frame(0x82, 1L << 30, new byte[0]));
        assertThat(peer.read().closeCode()).isEqualTo(1009);
        peer.end();
        assertThat(closed()).isEqualTo(new CloseReason.TooLarge(16L << 20, 1L << 30));
    }

    @Test
    void pingIsAnsweredInTheMiddleOfAMessage() throws Exception {
        peer.write(peer.frame(0x01, 3, new byte[] {'a', 'b', 'c'}));
        peer.write(peer.frame(0x89, 2, new byte[] {'h', 'i'}));
        FrameSocket.Frame pong = peer.read();
        assertThat(pong.flags()).isEqualTo(0x8A);
        assertThat(pong.text()).isEqualTo("hi");
        assertThat(connection.progress().bytesSoFar()).isEqualTo(9);
    }

    @Test
    @DisplayName("X-29: over a socket too, a ping behind more messages than the inbox holds is answered")
    void pingIsAnsweredWhileNobodyReceives() throws Exception {
        for (int i = 0; i < 100; i++) {
            peer.text("m" + i);
        }
        peer.write(peer.frame(0x89, 2, new byte[] {'h', 'i'}));
        FrameSocket.Frame frame = peer.read();
        while (frame.flags() == 0x89) { // our own question
            peer.write(peer.frame(0x8A, 0, new byte[0]));
            frame = peer.read();
        }
        assertThat(frame.flags()).isEqualTo(0x8A);
        assertThat(frame.text()).isEqualTo("hi");
        assertThat(connection.intake()).isEqualTo(Intake.AHEAD);
        assertThat(connection.stats().messagesIn()).isEqualTo(100);
    }

    @Test
    @DisplayName("W4: silence is asked with a ping, any byte is life, and no answer is PeerSilent")
    void ping() throws Exception {
        for (int i = 0; i < 3; i++) {
            FrameSocket.Frame ping = peer.read();
            assertThat(ping.flags()).isEqualTo(0x89);
            peer.write(peer.frame(0x8A, 0, new byte[0]));
        }
        assertThat(connection.isConnected()).isTrue();
        assertThat(peer.read().flags()).isEqualTo(0x89);
        assertThat(peer.read().closeCode()).isEqualTo(1008);
        peer.end();
        assertThat(closed()).isInstanceOf(CloseReason.PeerSilent.class);
    }

    @Test
    @DisplayName("W6: a broken rule is told with 1002, its code and its offset")
    void violation() throws Exception {
        peer.text("fine");
        peer.write(peer.frame(0xC1, 0, new byte[0]));
        assertThat(peer.read().closeCode()).isEqualTo(1002);
        peer.end();
        assertThat(closed()).isEqualTo(new CloseReason.ProtocolViolation("WS_RESERVED_BITS", 10));
    }

    @Test
    @DisplayName("W5: text that is no UTF-8 is told with 1007")
    void invalidText() throws Exception {
        peer.write(peer.frame(0x81, 2, new byte[] {(byte) 0xC0, (byte) 0x80}));
        assertThat(peer.read().closeCode()).isEqualTo(1007);
        peer.end();
        assertThat(closed()).isEqualTo(new CloseReason.ProtocolViolation("WS_INVALID_UTF8", 6));
    }

    @Test
    @DisplayName("W7: the peer's close code is told, and answered with the same")
    void closeCode() throws Exception {
        peer.sendClose(4001);
        assertThat(peer.read().closeCode()).isEqualTo(4001);
        assertThat(closed()).isEqualTo(new CloseReason.ByPeer(4001, "", false));
    }

    @Test
    @DisplayName("W8: an end without a close frame is a loss")
    void abnormalEnd() throws Exception {
        peer.end();
        assertThat(closed()).isEqualTo(new CloseReason.Lost("ended without a close frame (1006)", false));
    }
}
