// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketServerOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import io.assaylink.transport.ws.handshake.HttpProxy;
import io.assaylink.transport.ws.handshake.ProxyLogin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's tinyproxy between our client and our server, with a login. */
@Timeout(60)
class TinyproxyPeerTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private HttpProxy proxy = HttpProxy.of("127.0.0.1", 1);
    private WebSocketOptions options = WebSocketOptions.defaults();
    private int serverPort;

    @BeforeEach
    void start() throws Exception {
        List<String> command = Peers.TINYPROXY.wanted();
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("hub"));
        TlsIdentity identity =
                TlsIdentity.pem(own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key")));
        EchoServer server = new EchoServer(
                WebSocketServerOptions.defaults().withTls(TlsOptions.defaults().withIdentity(identity)));
        opened.add(server);
        serverPort = server.port();
        Path configuration = Files.writeString(folder.resolve("tinyproxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Allow 127.0.0.1
                BasicAuth lab secret
                ConnectPort %d
                Timeout 60
                MaxClients 10
                LogLevel Info
                """.formatted(port, serverPort));
        Program program = new Program(Stream.concat(command.stream(), Stream.of("-d", "-c", configuration.toString()))
                .toList());
        opened.add(program);
        String line = program.line();
        while (!line.contains("Accepting connections") && !line.contains("said nothing")) {
            line = program.line();
        }
        proxy = HttpProxy.of("127.0.0.1", port);
        options = WebSocketOptions.defaults()
                .withTls(TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem")))));
        try (Socket reached = new Socket()) {
            reached.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private WebSocketTransport transport(HttpProxy through, int port) {
        WebSocketTransport transport = new WebSocketTransport(
                URI.create("wss://localhost:" + port + "/"),
                ReceiveLimits.defaults(),
                options.withHandshake(options.handshake().withProxy(through)));
        opened.add(transport);
        return transport;
    }

    private CloseReason failure(HttpProxy through, int port) throws Exception {
        Throwable failure = transport(through, port)
                .connect()
                .toCompletableFuture()
                .handle((connection, why) -> why)
                .get(20, TimeUnit.SECONDS);
        return ((ConnectFailedException) failure).reason();
    }

    @Test
    @DisplayName("wss goes through: 1,000 messages each way in order")
    void messages() throws Exception {
        var connection = transport(proxy.withLogin(() -> new ProxyLogin("lab", "secret")), serverPort)
                .connect()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        for (int i = 0; i < 1000; i++) {
            var unused = connection.outbound().send(EchoServer.message(i));
        }
        var back = connection.inbound().iterator();
        for (int i = 0; i < 1000; i++) {
            assertThat(back.next()).as("message %d", i).isEqualTo(EchoServer.message(i));
        }
    }

    @Test
    @DisplayName("W9: no login is 407, a wrong one 401 of the proxy, another port 403")
    void refusals() throws Exception {
        assertThat(failure(proxy, serverPort)).isInstanceOfSatisfying(HandshakeFailed.class, refused -> {
            assertThat(refused.status()).isEqualTo(407);
            assertThat(refused.cause()).isEqualTo("refused by the proxy");
        });
        assertThat(failure(proxy.withLogin(() -> new ProxyLogin("lab", "wrong")), serverPort))
                .isInstanceOfSatisfying(
                        HandshakeFailed.class,
                        refused -> assertThat(refused.status()).isIn(401, 407));
        assertThat(failure(proxy.withLogin(() -> new ProxyLogin("lab", "secret")), serverPort + 1))
                .isInstanceOfSatisfying(
                        HandshakeFailed.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }
}
