// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W9: redirects are followed where that is wanted, on the same host, thrice at the most, without credentials. */
@Timeout(30)
class RedirectTest {
    private static final HandshakeOptions FOLLOWING = HandshakeOptions.defaults()
            .withMaxRedirects(3)
            .withHeaders(() -> Map.of("Authorization", "Bearer secret", "X-Lab", "7"));

    private static WebSocketOptions options(HandshakeOptions handshake) {
        return WebSocketOptions.defaults().withHandshake(handshake);
    }

    /** {@code /hub} leads to {@code /1}, that to {@code /2} and so on; {@code /last} agrees. */
    private static ScriptedHttp steps(int status, int last) throws Exception {
        return new ScriptedHttp((head, socket) -> step(head, socket, status, last));
    }

    private static void step(String head, Socket socket, int status, int last) throws IOException {
        String path = head.substring(4, head.indexOf(' ', 4));
        int number = path.equals("/hub") ? 0 : Integer.parseInt(path.substring(1));
        ScriptedHttp.write(
                socket,
                number == last
                        ? ScriptedHttp.switching(head, "")
                        : "HTTP/1.1 " + status + " On\r\nLocation: /" + (number + 1)
                                + "\r\nContent-Length: 4\r\n\r\nbody");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @DisplayName("three steps are followed; headers, which may be credentials, go to the first address alone")
    void followed(int status) throws Exception {
        try (ScriptedHttp server = steps(status, 3);
                WebSocketTransport transport = new WebSocketTransport(
                        URI.create("ws://127.0.0.1:" + server.port() + "/hub"),
                        ReceiveLimits.defaults(),
                        options(FOLLOWING))) {
            Connection<WebSocketMessage> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(connection.isConnected()).isTrue();
            assertThat(server.heads).hasSize(4);
            assertThat(server.heads.get(0)).contains("Bearer secret");
            assertThat(server.heads.subList(1, 4)).noneMatch(head -> head.contains("Bearer") || head.contains("X-Lab"));
        }
    }

    @Test
    @DisplayName("a fourth step is not followed")
    void tooMany() throws Exception {
        try (ScriptedHttp server = steps(302, 4)) {
            assertThat(RefusalTest.failure(server.port(), options(FOLLOWING)))
                    .isEqualTo(new HandshakeFailed(302, "redirect not followed", Duration.ZERO));
            assertThat(server.heads).hasSize(4);
        }
    }

    @Test
    @DisplayName("another host hears nothing of us")
    void anotherHost() throws Exception {
        try (ScriptedHttp other = ScriptedHttp.answering("HTTP/1.1 200 OK\r\n\r\n");
                ScriptedHttp server = ScriptedHttp.answering(
                        "HTTP/1.1 307 On\r\nLocation: ws://localhost:" + other.port() + "/hub\r\n\r\n")) {
            assertThat(RefusalTest.failure(server.port(), options(FOLLOWING)))
                    .isEqualTo(new HandshakeFailed(307, "redirect to another host", Duration.ZERO));
            assertThat(other.heads).isEmpty();
        }
    }

    @Test
    @DisplayName("the deadline is one for the whole way")
    void oneDeadline() throws Exception {
        try (ScriptedHttp server = new ScriptedHttp((head, socket) -> {
            if (head.startsWith("GET /hub ")) {
                ScriptedHttp.write(socket, "HTTP/1.1 302 On\r\nLocation: /slow\r\n\r\n");
            }
        })) {
            assertThat(RefusalTest.failure(server.port(), options(FOLLOWING.withTimeout(Duration.ofMillis(300)))))
                    .isEqualTo(new HandshakeFailed(0, "handshake timed out", Duration.ZERO));
        }
    }

    @Test
    @DisplayName("the reason of a refused redirect does not hold the address, which may hold secrets")
    void noAddressInTheReason() throws Exception {
        try (ScriptedHttp server =
                ScriptedHttp.answering("HTTP/1.1 302 On\r\nLocation: https://login.example/?token=hunter2\r\n\r\n")) {
            assertThat(RefusalTest.failure(server.port(), options(FOLLOWING)).toString())
                    .doesNotContain("hunter2", "login.example");
        }
    }

    @Test
    @DisplayName("into TLS on the same host it is followed, and the certificate is checked there")
    void intoTls(@TempDir Path folder) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("hub"));
        TlsIdentity identity =
                TlsIdentity.pem(own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key")));
        CompletableFuture<UpgradeRequest> seen = new CompletableFuture<>();
        WebSocketServerOptions serving = WebSocketServerOptions.defaults()
                .withTls(TlsOptions.defaults().withIdentity(identity))
                .withAuthenticator(request -> {
                    seen.complete(request);
                    return UpgradeDecision.accept();
                });
        try (WebSocketServer hub = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ReceiveLimits.defaults(), serving)) {
            InetSocketAddress address = (InetSocketAddress)
                    hub.listen(connection -> {}).toCompletableFuture().get().address();
            String answer = "HTTP/1.1 308 On\r\nLocation: https://127.0.0.1:" + address.getPort() + "/\r\n\r\n";
            TlsOptions trust =
                    TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
            try (ScriptedHttp door = ScriptedHttp.answering(answer);
                    WebSocketTransport transport = new WebSocketTransport(
                            URI.create("ws://127.0.0.1:" + door.port() + "/hub"),
                            ReceiveLimits.defaults(),
                            options(FOLLOWING).withTls(trust))) {
                var connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(connection.isConnected()).isTrue();
                assertThat(seen.get().header("Authorization")).isEmpty();
                assertThat(RefusalTest.failure(door.port(), options(FOLLOWING)))
                        .isInstanceOf(CloseReason.TlsFailed.class);
            }
        }
    }
}
