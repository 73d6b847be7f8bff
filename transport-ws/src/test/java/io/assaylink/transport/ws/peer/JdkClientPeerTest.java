// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own WebSocket client against our server, over ws and wss. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class JdkClientPeerTest {
    @TempDir
    Path folder;

    private HttpClient http = HttpClient.newHttpClient();
    private WebSocketServerOptions options = WebSocketServerOptions.defaults().withPath("/hub");

    private void secure(boolean wanted) throws Exception {
        if (wanted) {
            Certificates authority = Certificates.authority("Test Root");
            Issued own = authority.issue(Wanted.host("hub"));
            options = options.withTls(TlsOptions.defaults()
                    .withIdentity(TlsIdentity.pem(
                            own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key")))));
            http = HttpClient.newBuilder()
                    .sslContext(authority.issue(Wanted.host("client")).jdk(authority.root()))
                    .build();
        }
    }

    private WebSocket connect(EchoServer server, Heard heard) {
        String scheme = options.tls().isPresent() ? "wss" : "ws";
        return http.newWebSocketBuilder()
                .buildAsync(URI.create(scheme + "://127.0.0.1:" + server.port() + "/hub"), heard)
                .join();
    }

    @ParameterizedTest(name = "wss: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("1,000 messages each way, text, binary and in fragments, come in order and unchanged")
    void messages(boolean wss) throws Exception {
        secure(wss);
        Heard heard = new Heard();
        try (EchoServer server = new EchoServer(options)) {
            WebSocket socket = connect(server, heard);
            for (int i = 0; i < 1000; i++) {
                WebSocketMessage message = EchoServer.message(i);
                if (message instanceof WebSocketMessage.Text text && i % 10 == 0) {
                    var unused = socket.sendText(text.string().substring(0, 3), false)
                            .join();
                    var unusedRest =
                            socket.sendText(text.string().substring(3), true).join();
                } else if (message instanceof WebSocketMessage.Text text) {
                    var unused = socket.sendText(text.string(), true).join();
                } else {
                    var unused = socket.sendBinary(ByteBuffer.wrap(message.bytes()), true)
                            .join();
                }
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(heard.next()).as("message %d", i).isEqualTo(EchoServer.message(i));
            }
            byte[] large = new byte[3_000_000];
            var unused = socket.sendBinary(ByteBuffer.wrap(large), true).join();
            assertThat(heard.next()).isEqualTo(WebSocketMessage.binary(large));
            socket.abort();
        }
    }

    @ParameterizedTest(name = "wss: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 6455 5.5: pings are answered with their payload, in both directions")
    void pings(boolean wss) throws Exception {
        secure(wss);
        Heard heard = new Heard();
        ReceiveLimits limits = ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(2));
        try (EchoServer server = new EchoServer(options, limits)) {
            WebSocket socket = connect(server, heard);
            var unused = socket.sendPing(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)))
                    .join();
            assertThat(heard.next()).isEqualTo("pong hello");
            for (int i = 0; i < 2; i++) {
                assertThat(heard.next()).isEqualTo("ping "); // ours, for want of any other life
            }
            assertThat(server.accepted().isConnected()).isTrue();
            socket.abort();
        }
    }

    @ParameterizedTest(name = "wss: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("W7, W8: close codes are told in both directions, and an end without one")
    void closes(boolean wss) throws Exception {
        secure(wss);
        try (EchoServer server = new EchoServer(options)) {
            Heard heard = new Heard();
            WebSocket asks = connect(server, heard);
            var unused = asks.sendText("close 4002", true).join();
            assertThat(heard.next()).isEqualTo("close 4002 by request");
            assertThat(EchoServer.end(server.accepted())).isEqualTo(new CloseReason.Local(4002, "by request"));

            WebSocket closes = connect(server, new Heard());
            Connection<WebSocketMessage> far = server.accepted();
            var unusedClose = closes.sendClose(4003, "fine").join();
            assertThat(EchoServer.end(far)).isEqualTo(new CloseReason.ByPeer(4003, "fine", false));

            WebSocket vanishes = connect(server, new Heard());
            Connection<WebSocketMessage> left = server.accepted();
            vanishes.abort();
            assertThat(EchoServer.end(left))
                    .isInstanceOfAny(CloseReason.Lost.class, CloseReason.TlsFailed.class)
                    .matches(end -> !wss
                            || end.equals(new CloseReason.TlsFailed(TlsFault.TLS_TRUNCATED, "", false))
                            || end instanceof CloseReason.Lost); // a reset comes before the end of TLS, or after it
        }
    }

    @ParameterizedTest(name = "wss: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("W9: the JDK's client hears the status of a refusal")
    void refusal(boolean wss) throws Exception {
        secure(wss);
        try (EchoServer server = new EchoServer(options.withPath("/elsewhere"))) {
            String scheme = wss ? "wss" : "ws";
            Optional<Throwable> failure = http.newWebSocketBuilder()
                    .buildAsync(URI.create(scheme + "://127.0.0.1:" + server.port() + "/hub"), new Heard())
                    .handle((socket, why) -> Optional.ofNullable(why))
                    .join();
            assertThat(failure.orElseThrow().getCause())
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(404));
        }
    }

    /** What the listener was told: messages, and words for the rest. */
    private static final class Heard implements WebSocket.Listener {
        private static final CompletionStage<String> DONE = CompletableFuture.completedStage("done");

        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        Object next() throws InterruptedException {
            return Optional.ofNullable(heard.poll(20, TimeUnit.SECONDS)).orElse("nothing");
        }

        private static String words(ByteBuffer payload) {
            return StandardCharsets.US_ASCII.decode(payload).toString();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(WebSocketMessage.text(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return DONE;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                heard.add(WebSocketMessage.binary(binary.toByteArray()));
                binary.reset();
            }
            socket.request(1);
            return DONE;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
            heard.add("ping " + words(payload));
            socket.request(1);
            return DONE;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            heard.add("pong " + words(payload));
            socket.request(1);
            return DONE;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return DONE;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            heard.add("error " + failure.getClass().getSimpleName());
        }
    }
}
