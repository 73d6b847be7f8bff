// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.socket.LogLines;
import io.assaylink.transport.tcp.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** W13: what else can be wrong with a peer; the peer is the JDK's own TLS, or bytes by hand. */
@Timeout(60)
class TlsFaultTest {
    @TempDir
    Path folder;

    private TlsPeers peers;

    @BeforeEach
    void peers() throws Exception {
        peers = new TlsPeers(folder);
    }

    @Test
    @DisplayName("W13: TLS 1.1 and less is not spoken, on neither side")
    void oldVersions() throws Exception {
        // RFC 4346 7.4.1.2: a ClientHello of TLS 1.1 with one suite
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
        byte[] head = {22, 3, 1, 0, (byte) (hello.length - 5), 1, 0, 0, (byte) (hello.length - 9), 3, 2};
        System.arraycopy(head, 0, hello, 0, head.length);
        byte[] tail = {0, 0, 2, 0, 0x2F, 1, 0};
        System.arraycopy(tail, 0, hello, hello.length - tail.length, tail.length);
        try (LogLines log = new LogLines(Acceptor.class);
                TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))));
                Socket socket = new Socket(server.address.getAddress(), server.address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello);
            byte[] alert = socket.getInputStream().readNBytes(7);
            assertThat(alert[0]).isEqualTo((byte) 21);
            assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
            assertThat(log.lines()).singleElement().asString().contains("TLS_VERSION");
        }
        TlsFailed reason = TlsPeers.failure(peers.trusting, socket -> {
            assertThat(socket.getInputStream().read()).isEqualTo(22);
            socket.getOutputStream().write(new byte[] {21, 3, 2, 0, 2, 2, 70});
            socket.getInputStream().readAllBytes();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_VERSION);
        TlsPeers.configuration(reason);
    }

    @Test
    @DisplayName("W13: with 1.3 as the least version, 1.2 is refused")
    void leastVersion() throws Exception {
        SSLContext context = peers.authority.issue(Wanted.host("hub")).jdk(peers.authority.root());
        TlsFailed reason = TlsPeers.failure(peers.trusting.withLeast(TlsVersion.TLS_1_3), socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.setEnabledProtocols(new String[] {"TLSv1.2"});
            tls.startHandshake();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_VERSION);
    }

    @Test
    @DisplayName("W13: renegotiation, which TLS 1.2 has, is refused")
    void renegotiation() throws Exception {
        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))));
                SSLSocket socket = server.jdk(peers.authority.jdk())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            socket.getOutputStream().write("before\n".getBytes(StandardCharsets.UTF_8));
            Connection<String> connection = server.accepted.take();
            assertThat(connection.inbound().receive(Duration.ofSeconds(20)))
                    .isInstanceOf(ReceiveOutcome.Received.class);
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
            assertThat(connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isEqualTo(new TlsFailed(TlsFault.TLS_RENEGOTIATION, "", false));
        }
    }

    @Test
    @DisplayName("W13: an end without close_notify is told, with what it cut off; it is passing: the peer died")
    void truncated() throws Exception {
        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))))) {
            for (String sent : new String[] {"half", "whole\n"}) {
                Socket below = new Socket(server.address.getAddress(), server.address.getPort());
                SSLSocket socket =
                        (SSLSocket) peers.authority.jdk().getSocketFactory().createSocket(below, "localhost", 1, true);
                socket.startHandshake();
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
                below.shutdownOutput();
                Connection<String> connection = server.accepted.take();
                connection.inbound();
                CloseReason reason = connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(reason).isEqualTo(new TlsFailed(TlsFault.TLS_TRUNCATED, "", sent.equals("half")));
                assertThat(Failure.of(reason).kind()).isEqualTo(Failure.Kind.TRANSIENT);
                below.close();
            }
        }
    }

    @Test
    @DisplayName("W13: a plain peer at a TLS port is told, and what it sent stands nowhere")
    void plainOnTls() throws Exception {
        try (LogLines log = new LogLines(Acceptor.class);
                LogLines netty = new LogLines(io.netty.channel.ChannelPipeline.class);
                TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))));
                Socket socket = new Socket(server.address.getAddress(), server.address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("\u000BMSH|^~\\&|PATIENT|NAME\r\u001C\r".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();
            assertThat(log.lines()).singleElement().asString().contains("TLS_PEER_SPEAKS_PLAIN");
            assertThat(log.lines().toString() + netty.lines())
                    .doesNotContain("PATIENT")
                    .doesNotContainIgnoringCase("50415449454e54");
            assertThat(server.accepted).isEmpty();
        }
        TlsFailed reason = TlsPeers.failure(peers.trusting, socket -> {
            socket.getOutputStream().write("PATIENT NAME, in plain\n".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_PEER_SPEAKS_PLAIN);
        TlsPeers.configuration(reason);
    }

    @Test
    @DisplayName("W13: a peer that hangs up in the handshake, and one that says nothing, are passing faults")
    void handshakeWithoutAnswer() throws Exception {
        assertThat(TlsPeers.failure(peers.trusting, socket -> {
                            assertThat(socket.getInputStream().read()).isEqualTo(22);
                            socket.shutdownOutput();
                            socket.getInputStream().readAllBytes();
                        })
                        .fault())
                .isEqualTo(TlsFault.TLS_HANDSHAKE_ENDED);
        TlsFailed silent = TlsPeers.failure(
                peers.trusting.withHandshakeTimeout(Duration.ofMillis(200)),
                socket -> socket.getInputStream().readAllBytes());
        assertThat(silent.fault()).isEqualTo(TlsFault.TLS_HANDSHAKE_TIMEOUT);
        assertThat(Failure.of(silent).kind()).isEqualTo(Failure.Kind.TRANSIENT);
    }

    @Test
    @DisplayName("T15: a connect that is cancelled in its handshake is given up at once")
    void cancelledInTheHandshake() throws Exception {
        TlsOptions patient = peers.trusting.withHandshakeTimeout(Duration.ofHours(1));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpTransport<String> transport = TlsPeers.client(server.getLocalPort(), patient)) {
            var connecting = transport.connect().toCompletableFuture();
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(20_000);
                assertThat(socket.getInputStream().read()).as("the ClientHello").isEqualTo(22);
                assertThat(connecting.cancel(false)).isTrue();
                assertThat(socket.getInputStream().readAllBytes())
                        .as("its rest, and the end")
                        .isNotNull();
            }
        }
    }

    @Test
    @DisplayName("T15: a close is bounded also where the peer neither reads nor answers close_notify")
    void boundedClose() throws Exception {
        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))));
                SSLSocket socket = server.jdk(peers.authority.jdk())) {
            socket.startHandshake();
            Connection<String> connection = server.accepted.take();
            connection.inbound();
            var unused = connection.outbound().send("x".repeat(16 << 20));
            assertThat(connection
                            .close(Duration.ofMillis(100))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CloseReason.Local.class);
        }
    }
}
