// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.handshake.HttpProxy;
import io.assaylink.transport.ws.handshake.ProxyLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 9.3.6: a way through a proxy. */
@Timeout(30)
class ProxyTest {
    @TempDir
    Path folder;

    private static HandshakeOptions through(ScriptedHttp proxy) {
        return HandshakeOptions.defaults().withProxy(HttpProxy.of("127.0.0.1", proxy.port()));
    }

    private static CloseReason failure(String uri, HandshakeOptions handshake) throws Exception {
        return RefusalTest.failure(URI.create(uri), WebSocketOptions.defaults().withHandshake(handshake));
    }

    private static CloseReason answered(String answer) throws Exception {
        try (ScriptedHttp proxy = ScriptedHttp.answering(answer)) {
            return failure("ws://hub.example/v1", through(proxy));
        }
    }

    /** Digs to this port of loopback, whatever name is asked for. */
    private static ScriptedHttp digging(int port, String answer) throws IOException {
        return new ScriptedHttp((head, client) -> {
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                ScriptedHttp.write(client, answer);
                Thread back = new Thread(() -> pump(server, client), "pump");
                back.setDaemon(true);
                back.start();
                pump(client, server);
            }
        });
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException ended) {
            // so is the other direction, soon
        }
    }

    private static WebSocketServer server(WebSocketServerOptions options) {
        return new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                options.withPath("/v1"));
    }

    private static int listen(WebSocketServer server, CompletableFuture<Connection<WebSocketMessage>> accepted)
            throws Exception {
        var listening = server.listen(accepted::complete).toCompletableFuture().get();
        return ((InetSocketAddress) listening.address()).getPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\n"})
    @DisplayName("the proxy is asked for host and port, and the server is reached by its name, which we do not look up")
    void plain(String answer) throws Exception {
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        try (WebSocketServer server = server(WebSocketServerOptions.defaults());
                ScriptedHttp proxy = digging(listen(server, accepted), answer);
                WebSocketTransport transport = new WebSocketTransport(
                        URI.create("ws://hub.invalid/v1"),
                        ReceiveLimits.defaults(),
                        WebSocketOptions.defaults().withHandshake(through(proxy)))) {
            var connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            var unused = connection.outbound().send(WebSocketMessage.text("through"));
            assertThat(accepted.get(20, TimeUnit.SECONDS).inbound().iterator().next())
                    .isEqualTo(WebSocketMessage.text("through"));
            assertThat(proxy.heads)
                    .singleElement()
                    .satisfies(head -> assertThat(head)
                            .startsWith("CONNECT hub.invalid:80 HTTP/1.1\r\n")
                            .containsIgnoringCase("host: hub.invalid:80\r\n")
                            .doesNotContain("uthorization"));
        }
    }

    @ParameterizedTest
    @CsvSource({"hub.example, true", "other.example, false"})
    @DisplayName("TLS goes through the tunnel, and the certificate must be for the server, not for the proxy")
    void secure(String certified, boolean trusted) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("hub").withNames(certified));
        TlsOptions trust = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
        TlsOptions identity = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pem(
                        own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key"))));
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        try (WebSocketServer server = server(WebSocketServerOptions.defaults().withTls(identity));
                ScriptedHttp proxy = digging(listen(server, accepted), "HTTP/1.1 200 OK\r\n\r\n")) {
            URI uri = URI.create("wss://hub.example/v1");
            WebSocketOptions options =
                    WebSocketOptions.defaults().withTls(trust).withHandshake(through(proxy));
            if (trusted) {
                try (WebSocketTransport transport = new WebSocketTransport(uri, ReceiveLimits.defaults(), options)) {
                    var connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
                    assertThat(connection.isConnected()).isTrue();
                }
            } else {
                assertThat(RefusalTest.failure(uri, options))
                        .isInstanceOfSatisfying(
                                CloseReason.TlsFailed.class,
                                failed -> assertThat(failed.fault()).isEqualTo(TlsFault.TLS_HOST_MISMATCH));
            }
            assertThat(proxy.heads)
                    .singleElement()
                    .satisfies(head -> assertThat(head).startsWith("CONNECT hub.example:443 HTTP/1.1\r\n"));
        }
    }

    @Test
    @DisplayName("RFC 7617: the login is asked for before each attempt, and only the proxy sees it")
    void login() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        CompletableFuture<UpgradeRequest> seen = new CompletableFuture<>();
        WebSocketServerOptions options = WebSocketServerOptions.defaults().withAuthenticator(request -> {
            seen.complete(request);
            return UpgradeDecision.accept();
        });
        try (WebSocketServer server = server(options);
                ScriptedHttp proxy = digging(listen(server, accepted), "HTTP/1.1 200 OK\r\n\r\n")) {
            HttpProxy withLogin = HttpProxy.of("127.0.0.1", proxy.port())
                    .withLogin(() -> new ProxyLogin("lab", "pässword:" + asked.incrementAndGet()));
            assertThat(withLogin.toString()).doesNotContain("ssword");
            try (WebSocketTransport transport = new WebSocketTransport(
                    URI.create("ws://hub.example/v1"),
                    ReceiveLimits.defaults(),
                    WebSocketOptions.defaults()
                            .withHandshake(HandshakeOptions.defaults().withProxy(withLogin)))) {
                for (int i = 0; i < 2; i++) {
                    var connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
                    assertThat(connection.isConnected()).isTrue();
                }
            }
            assertThat(proxy.heads)
                    .extracting(head -> ScriptedHttp.header(head, "proxy-authorization"))
                    .containsExactly("Basic bGFiOnDDpHNzd29yZDox", "Basic bGFiOnDDpHNzd29yZDoy");
            assertThat(seen.get().header("Proxy-Authorization")).isEmpty();
        }
        assertThat(new ProxyLogin("lab", "hunter2").toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> new ProxyLogin("la:b", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProxyLogin("lab", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "407, AUTH_REFUSED",
        "403, AUTH_REFUSED",
        "405, CONFIGURATION",
        "301, CONFIGURATION",
        "429, THROTTLED",
        "502, TRANSIENT",
        "503, THROTTLED",
        "504, TRANSIENT"
    })
    @DisplayName("W9: the proxy's refusal is told with its status, 407 included, whatever page comes with it")
    void refusals(int status, Failure.Kind kind) throws Exception {
        String wait = status == 503 ? "Retry-After: 7\r\n" : "";
        CloseReason reason =
                answered("HTTP/1.1 " + status + " No\r\n" + wait + "Content-Length: 1073741824\r\n\r\n<html>");
        assertThat(reason)
                .isEqualTo(new HandshakeFailed(
                        status, "refused by the proxy", Duration.ofSeconds(wait.isEmpty() ? 0 : 7)));
        assertThat(Failure.of(reason).kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("what is no proxy: no HTTP, an end, a word too much")
    void noProxies() throws Exception {
        assertThat(answered("SSH-2.0-OpenSSH\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(0, "no HTTP answer of the proxy", Duration.ZERO));
        assertThat(answered("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(0, "the proxy spoke out of turn", Duration.ZERO));
        try (ScriptedHttp proxy = new ScriptedHttp((head, socket) -> socket.close())) {
            assertThat(failure("ws://hub.example/v1", through(proxy)))
                    .isEqualTo(new HandshakeFailed(0, "ended by the proxy", Duration.ZERO));
        }
    }

    @Test
    @DisplayName("a proxy that nobody runs is told apart from a server that nobody runs")
    void nobodyThere() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        HandshakeOptions options = HandshakeOptions.defaults().withProxy(HttpProxy.of("127.0.0.1", port));
        assertThat(failure("ws://hub.example/v1", options))
                .isEqualTo(new CloseReason.Lost("proxy: connection refused", false));
    }

    @Test
    @DisplayName("a proxy that does not answer, and one that digs to a server that does not: one deadline for both")
    @Execution(ExecutionMode.CONCURRENT)
    void deadline() throws Exception {
        try (ScriptedHttp mute = new ScriptedHttp((head, socket) -> {});
                ScriptedHttp hollow =
                        new ScriptedHttp((head, socket) -> ScriptedHttp.write(socket, "HTTP/1.1 200 OK\r\n\r\n"))) {
            assertThat(failure("ws://hub.example/v1", through(mute).withTimeout(Duration.ofMillis(200))))
                    .isEqualTo(new HandshakeFailed(0, "the proxy did not answer in time", Duration.ZERO));
            assertThat(failure("ws://hub.example/v1", through(hollow).withTimeout(Duration.ofSeconds(2))))
                    .isEqualTo(new HandshakeFailed(0, "handshake timed out", Duration.ZERO));
        }
    }
}
