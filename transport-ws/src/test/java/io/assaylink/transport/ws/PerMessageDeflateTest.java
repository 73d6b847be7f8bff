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
import io.assaylink.transport.ws.frame.Deflate;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import io.assaylink.transport.ws.upgrade.PerMessageDeflate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.1: what is offered, agreed and refused, then over a socket. */
@Timeout(30)
class PerMessageDeflateTest {
    private static final DeflateOptions ON = DeflateOptions.defaults();
    private static final WebSocketLinkOptions LINK =
            WebSocketLinkOptions.defaults().withDeflate(ON);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void itIsOffByDefault() {
        assertThat(WebSocketLinkOptions.defaults().deflate()).isEmpty();
    }

    @Test
    void levelsAreZeroToNine() {
        assertThatThrownBy(() -> ON.withLevel(10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Nested
    @DisplayName("7.1 on the server")
    class OnTheServer {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "permessage-deflate | permessage-deflate",
                    "permessage-deflate; client_max_window_bits | permessage-deflate",
                    "permessage-deflate; client_max_window_bits=9 | permessage-deflate",
                    "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                    "permessage-deflate;client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                    "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
                    "permessage-deflate; server_max_window_bits=\"15\" | permessage-deflate; server_max_window_bits=15",
                    "x-other; a=b, permessage-deflate | permessage-deflate",
                    "permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate",
                })
        @DisplayName("the first offer that can be kept is agreed")
        void agreed(String offer, String answer) {
            assertThat(PerMessageDeflate.accept(List.of(offer), ON))
                    .map(PerMessageDeflate.Agreement::answer)
                    .contains(answer);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "permessage-deflate; server_max_window_bits=14",
                    "permessage-deflate; server_max_window_bits",
                    "permessage-deflate; client_max_window_bits=7",
                    "permessage-deflate; client_max_window_bits=16",
                    "permessage-deflate; client_max_window_bits=09",
                    "permessage-deflate; server_no_context_takeover=1",
                    "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                    "permessage-deflate; unknown",
                    "x-webkit-deflate-frame",
                })
        @DisplayName("7.1: another window, an unknown, repeated or invalid parameter: declined")
        void declined(String offer) {
            assertThat(PerMessageDeflate.wellFormed(List.of(offer))).isTrue();
            assertThat(PerMessageDeflate.accept(List.of(offer), ON)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ";", "permessage-deflate; =", "a b", "permessage-deflate; a=\"b c\"", "a;;b"})
        @DisplayName("RFC 6455 9.1: a header that breaks its grammar")
        void malformed(String offer) {
            assertThat(PerMessageDeflate.wellFormed(List.of("permessage-deflate", offer)))
                    .isFalse();
        }

        @Test
        @DisplayName("7.1.1: the server's own options hold too; several headers are one list")
        void ownOptions() {
            assertThat(PerMessageDeflate.accept(
                            List.of("x-other", "permessage-deflate"), ON.withNoContextTakeover(true, true)))
                    .contains(new PerMessageDeflate.Agreement(
                            new Deflate(true, true, 6, 256),
                            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"));
        }
    }

    @Nested
    @DisplayName("7.1 on the client")
    class OnTheClient {
        @Test
        void offer() {
            assertThat(PerMessageDeflate.offer(ON)).isEqualTo("permessage-deflate");
            assertThat(PerMessageDeflate.offer(ON.withNoContextTakeover(true, true)))
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "permessage-deflate | false | false",
                    "permessage-deflate; server_no_context_takeover | true | false",
                    "permessage-deflate; client_no_context_takeover | false | true",
                    "permessage-deflate; server_max_window_bits=8 | false | false",
                })
        void agreed(String answer, boolean peerForgets, boolean weForget) {
            assertThat(PerMessageDeflate.agreed(List.of(answer), ON))
                    .contains(new Deflate(peerForgets, weForget, 6, 256));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "permessage-deflate; client_max_window_bits=15",
                    "permessage-deflate; server_max_window_bits",
                    "permessage-deflate; server_max_window_bits=16",
                    "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                    "permessage-deflate; x",
                    "permessage-deflate, permessage-deflate",
                    "permessage-deflate, x-other",
                    "x-other",
                    ";",
                })
        @DisplayName("7.1: an answer that is none to our offer fails the connection")
        void failed(String answer) {
            assertThat(PerMessageDeflate.agreed(List.of(answer), ON)).isEmpty();
        }

        @Test
        @DisplayName("7.1.1.1: a server that was asked to forget has to say that it does")
        void notForgotten() {
            assertThat(PerMessageDeflate.agreed(List.of("permessage-deflate"), ON.withNoContextTakeover(true, false)))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("memory outside the heap is freed when the connection ends")
    void freedAtTheEnd() {
        WebSocketMessage message = WebSocketMessage.binary(new byte[1000]);
        LinkRig rig = new LinkRig(false, ReceiveLimits.defaults(), LINK, Optional.of(new Deflate(false, false, 6, 0)));
        rig.connection().inbound();
        rig.link.write(message, new CompletableFuture<>());
        rig.close();
        assertThat(rig.closed()).isPresent();
        assertThatThrownBy(() -> rig.link.write(message, new CompletableFuture<>()))
                .isInstanceOfAny(NullPointerException.class, IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static URI uri(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private static WebSocketMessage received(Connection<WebSocketMessage> at) throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = at.inbound().receive(Duration.ofSeconds(20));
        assertThat(outcome).isInstanceOf(Received.class);
        return ((Received<WebSocketMessage>) outcome).message();
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false"})
    @DisplayName("both ends are ours: compressed exactly where both want it, the same messages either way")
    void overASocket(boolean onServer, boolean onClient, boolean compressed) throws Exception {
        BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
        WebSocketServerOptions serverOptions =
                WebSocketServerOptions.defaults().withLink(onServer ? LINK : WebSocketLinkOptions.defaults());
        WebSocketOptions options =
                WebSocketOptions.defaults().withLink(onClient ? LINK : WebSocketLinkOptions.defaults());
        try (WebSocketServer server = new WebSocketServer(ANY_PORT, ReceiveLimits.defaults(), serverOptions)) {
            int port = ((InetSocketAddress) server.listen(accepted::add)
                            .toCompletableFuture()
                            .get()
                            .address())
                    .getPort();
            try (WebSocketTransport transport = new WebSocketTransport(uri(port), ReceiveLimits.defaults(), options)) {
                Connection<WebSocketMessage> near =
                        transport.connect().toCompletableFuture().get();
                Connection<WebSocketMessage> far = accepted.poll(20, TimeUnit.SECONDS);
                WebSocketMessage large = WebSocketMessage.text("OBX|1|NM|GLU^Glucose^L||5.4|mmol/L\r".repeat(3000));
                for (int i = 0; i < 3; i++) {
                    var unused = near.outbound().send(large);
                    assertThat(received(far)).isEqualTo(large);
                    var unusedAnswer = far.outbound().send(large);
                    assertThat(received(near)).isEqualTo(large);
                }
                assertThat(far.stats().bytesIn() < 20_000).isEqualTo(compressed);
                assertThat(near.stats().bytesIn() < 20_000).isEqualTo(compressed);
            }
        }
    }

    @Test
    @DisplayName("X-30: over a socket a compressed message above the limit is told with 1009, one byte above it")
    void bomb() throws Exception {
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        try (WebSocketServer server = new WebSocketServer(
                ANY_PORT,
                ReceiveLimits.defaults().withMaxMessage(10_000),
                WebSocketServerOptions.defaults().withLink(LINK))) {
            InetSocketAddress address = (InetSocketAddress) server.listen(accepted::complete)
                    .toCompletableFuture()
                    .get()
                    .address();
            try (FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true)) {
                assertThat(peer.upgradeAsClient("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
                        .containsIgnoringCase("sec-websocket-extensions: permessage-deflate\r\n");
                accepted.get().inbound();
                Deflater deflater = new Deflater(9, true);
                deflater.setInput(new byte[1 << 20]);
                byte[] out = new byte[2000];
                int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
                deflater.end();
                peer.write(peer.frame(0xC2, size, Arrays.copyOf(out, size)));
                assertThat(peer.read().closeCode()).isEqualTo(1009);
                peer.end();
                assertThat(accepted.get().closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                        .isEqualTo(new CloseReason.TooLarge(10_000, 10_001));
            }
        }
    }

    @Test
    @DisplayName(
            "RFC 6455 9.1: a malformed offer is answered with 400, and read only where there is something to agree to")
    void malformedOffer() throws Exception {
        for (boolean on : new boolean[] {true, false}) {
            WebSocketServerOptions options = WebSocketServerOptions.defaults();
            try (WebSocketServer server =
                    new WebSocketServer(ANY_PORT, ReceiveLimits.defaults(), on ? options.withLink(LINK) : options)) {
                InetSocketAddress address = (InetSocketAddress) server.listen(connection -> {})
                        .toCompletableFuture()
                        .get()
                        .address();
                try (FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true)) {
                    assertThat(peer.upgradeAsClient("/", "Sec-WebSocket-Extensions: ;;\r\n"))
                            .startsWith(on ? "HTTP/1.1 400" : "HTTP/1.1 101");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, extension not agreed", "false, extension not asked for"})
    @DisplayName("9.1: an extension that was not offered, or not so, fails the handshake")
    void wrongAnswer(boolean on, String cause) throws Exception {
        WebSocketOptions options = WebSocketOptions.defaults();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketTransport transport = new WebSocketTransport(
                        uri(server.getLocalPort()), ReceiveLimits.defaults(), on ? options.withLink(LINK) : options)) {
            var connecting = transport.connect().toCompletableFuture();
            try (FrameSocket peer = new FrameSocket(server.accept(), false)) {
                String head = peer.head();
                assertThat(head.toLowerCase(Locale.ROOT).contains("permessage-deflate"))
                        .isEqualTo(on);
                peer.answerUpgrade(head, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10\r\n");
                assertThat(connecting
                                .handle((connection, failure) -> Optional.ofNullable(failure))
                                .join())
                        .hasValueSatisfying(failure -> assertThat(((ConnectFailedException) failure).reason())
                                .isEqualTo(new CloseReason.HandshakeFailed(101, cause, Duration.ZERO)));
            }
        }
    }
}
