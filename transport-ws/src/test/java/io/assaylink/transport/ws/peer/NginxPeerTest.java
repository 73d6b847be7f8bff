// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketServerOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** nginx in front of our server: it ends TLS, and on one of its paths cuts what is silent for three seconds. */
@Timeout(120)
class NginxPeerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private List<String> nginx = List.of();
    private String base = "";
    private WebSocketOptions clientOptions = WebSocketOptions.defaults();
    private boolean running;
    private final EchoServer server = echoServer();
    private final List<WebSocketTransport> transports = new ArrayList<>();

    private static EchoServer echoServer() {
        try {
            return new EchoServer(WebSocketServerOptions.defaults().withPath("/hub"));
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** A master of nginx leaves its terminal when it listens. */
    private void nginx(String... more) throws Exception {
        List<String> command = new ArrayList<>(nginx);
        command.addAll(List.of(
                "-p", folder.toString(), "-c", folder.resolve("nginx.conf").toString()));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(this::said).isZero();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException none) {
            return "";
        }
    }

    @BeforeEach
    void start() throws Exception {
        nginx = Peers.NGINX.wanted();
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("proxy"));
        int port = freePort();
        Files.writeString(folder.resolve("nginx.conf"), """
                %s
                pid nginx.pid;
                error_log error.log;
                worker_processes 1;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
                  uwsgi_temp_path temp; scgi_temp_path temp;
                  server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade";
                    location /hub { proxy_pass http://127.0.0.1:%d; }
                    location /impatient { proxy_pass http://127.0.0.1:%d/hub; proxy_read_timeout 3s; }
                    location /nobody { proxy_pass http://127.0.0.1:%d; }
                    location /moved { return 301 https://elsewhere.example/hub; }
                  }
                }
                """.formatted(
                        "root".equals(System.getProperty("user.name")) ? "user root;" : "",
                        port,
                        own.writeChain(folder.resolve("own.pem")),
                        own.writeKey(folder.resolve("own.key")),
                        server.port(),
                        server.port(),
                        freePort()));
        nginx("-e", folder.resolve("error.log").toString());
        running = true;
        TlsOptions tls = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
        base = "wss://127.0.0.1:" + port;
        clientOptions = WebSocketOptions.defaults().withTls(tls);
    }

    @AfterEach
    void stop() throws Exception {
        transports.forEach(WebSocketTransport::close);
        server.close();
        if (running) {
            nginx("-e", folder.resolve("error.log").toString(), "-s", "stop");
        }
    }

    private Connection<WebSocketMessage> connect(String path, Duration liveness) throws Exception {
        WebSocketTransport transport = new WebSocketTransport(
                URI.create(base + path), ReceiveLimits.defaults().withLiveness(liveness), clientOptions);
        transports.add(transport);
        return transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private CloseReason failure(String path) throws Exception {
        try (WebSocketTransport once =
                new WebSocketTransport(URI.create(base + path), ReceiveLimits.defaults(), clientOptions)) {
            Throwable failure = once.connect()
                    .toCompletableFuture()
                    .handle((connection, why) -> why)
                    .get(20, TimeUnit.SECONDS);
            return ((ConnectFailedException) failure).reason();
        }
    }

    @Test
    @DisplayName("1,000 messages each way and one of 3 MB go through in order; close codes of both sides arrive")
    void messagesAndCloses() throws Exception {
        var connection = connect("/hub", Duration.ZERO);
        for (int i = 0; i < 1000; i++) {
            var unused = connection.outbound().send(EchoServer.message(i));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(next(connection)).as("message %d", i).isEqualTo(EchoServer.message(i));
        }
        WebSocketMessage large = WebSocketMessage.binary(new byte[3_000_000]);
        var unused = connection.outbound().send(large);
        assertThat(next(connection)).isEqualTo(large);
        Connection<WebSocketMessage> far = server.accepted();
        var unusedClose = connection.close(LONG);
        assertThat(EchoServer.end(far)).isEqualTo(new CloseReason.ByPeer(1000, "", false));
        assertThat(EchoServer.end(connection)).isInstanceOf(CloseReason.Local.class);

        var second = connect("/hub", Duration.ZERO);
        var unusedAsk = second.outbound().send(WebSocketMessage.text("close 4002"));
        assertThat(second.inbound().receive(LONG))
                .isEqualTo(new ReceiveOutcome.Closed<>(new CloseReason.ByPeer(4002, "by request", false)));
    }

    private static WebSocketMessage next(Connection<WebSocketMessage> connection) throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(Received.class);
        return ((Received<WebSocketMessage>) outcome).message();
    }

    @Test
    @DisplayName("W12: the proxy cuts a silent connection, which is told; pings keep it")
    void idleCut() throws Exception {
        var silent = connect("/impatient", Duration.ZERO);
        var pinging = connect("/impatient", Duration.ofSeconds(2));
        var fiveSeconds = pinging.inbound().receiveAsync(Duration.ofSeconds(5)).toCompletableFuture();
        assertThat(silent.inbound().receive(LONG)).isInstanceOf(ReceiveOutcome.Closed.class);
        assertThat(EchoServer.end(silent)).isInstanceOf(CloseReason.Lost.class);
        assertThat(fiveSeconds.get(20, TimeUnit.SECONDS)).isInstanceOf(ReceiveOutcome.Idle.class);
        assertThat(pinging.isConnected()).isTrue();
    }

    @Test
    @DisplayName("W9: what the proxy itself refuses is told with its status: 502 with a page, 301, 404")
    void refusals() throws Exception {
        assertThat(failure("/nobody")).isEqualTo(new HandshakeFailed(502, "refused", Duration.ZERO));
        assertThat(failure("/moved")).isEqualTo(new HandshakeFailed(301, "redirect not followed", Duration.ZERO));
        assertThat(failure("/nowhere")).isEqualTo(new HandshakeFailed(404, "refused", Duration.ZERO));
    }
}
