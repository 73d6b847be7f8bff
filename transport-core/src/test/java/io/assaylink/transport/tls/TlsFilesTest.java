// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.socket.LogLines;
import io.assaylink.transport.tcp.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T13, W14: files that cannot be used, and files that are renewed. */
@Timeout(60)
class TlsFilesTest {
    @TempDir
    Path folder;

    private TlsPeers peers;

    @BeforeEach
    void peers() throws Exception {
        peers = new TlsPeers(folder);
    }

    @Test
    @DisplayName("T13: keys that cannot be used are a typed failure of the start, and of a connect")
    void unusableFiles() throws Exception {
        Issued one = peers.authority.issue(Wanted.host("hub"));
        Issued two = peers.authority.issue(Wanted.host("hub"));
        Path chain = one.writeChain(folder.resolve("one.pem"));
        Path store = one.writePkcs12(folder.resolve("one.p12"));
        Path missing = folder.resolve("missing.pem");
        unusable(TlsIdentity.pem(missing, missing), "no such file");
        unusable(TlsIdentity.pem(chain, two.writeKey(folder.resolve("two.key"))), "does not belong");
        unusable(TlsIdentity.pem(chain, chain), "holds no PEM private key");
        unusable(TlsIdentity.pkcs12(store, "hunter2"::toCharArray), "cannot be opened with the password");
        unusable(TlsIdentity.pkcs12(chain, "hunter2"::toCharArray), "");
        assertThatThrownBy(() -> new TlsPeers.Ours(peers.trusting)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName(
            "W14: renewed files are used by new connections, living ones are left alone, broken files change nothing")
    void renewal() throws Exception {
        Issued first = peers.authority.issue(Wanted.host("first"));
        Issued second = peers.authority.issue(Wanted.host("second"));
        try (LogLines log = new LogLines(TlsContext.class);
                TlsPeers.Ours server = new TlsPeers.Ours(peers.with(first).withReloadEvery(Duration.ZERO));
                SSLSocket before = server.jdk(peers.authority.jdk())) {
            assertThat(subject(before)).isEqualTo("CN=first");
            Connection<String> living = server.accepted.take();
            peers.with(second);
            try (SSLSocket after = server.jdk(peers.authority.jdk())) {
                assertThat(subject(after)).isEqualTo("CN=second");
            }
            Files.writeString(folder.resolve("own.pem"), "half a fi");
            try (SSLSocket broken = server.jdk(peers.authority.jdk())) {
                assertThat(subject(broken)).isEqualTo("CN=second");
            }
            assertThat(log.lines())
                    .anySatisfy(line ->
                            assertThat(line).startsWith("TLS_RELOAD_FAILED").contains("own.pem"));
            before.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
            assertThat(living.inbound().receive(Duration.ofSeconds(20))).isInstanceOf(ReceiveOutcome.Received.class);
        }
    }

    @Test
    @DisplayName("W14: files are looked at 30 s after the last look, when a connection is made, and by nothing else")
    void lookedAtWhenAConnectionIsMade() throws Exception {
        long[] now = {0};
        TlsContext context =
                new TlsContext(peers.with(peers.authority.issue(Wanted.host("a"))), true, Runnable::run, () -> now[0]);
        var first = context.current().get();
        peers.with(peers.authority.issue(Wanted.host("b")));
        now[0] = Duration.ofSeconds(29).toNanos();
        assertThat(context.current().get()).isSameAs(first);
        now[0] = Duration.ofSeconds(30).toNanos();
        assertThat(context.current().get()).isNotSameAs(first);
        var second = context.current().get();
        now[0] = Duration.ofSeconds(90).toNanos();
        assertThat(context.current().get()).as("nothing changed").isSameAs(second);
        assertThatThrownBy(() -> TlsOptions.defaults().withReloadEvery(Duration.ofSeconds(61)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void unusable(TlsIdentity identity, String said) throws Exception {
        assertThatThrownBy(() -> new TlsPeers.Ours(peers.trusting.withIdentity(identity)))
                .cause()
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("TLS_KEY_MATERIAL")
                .hasMessageContaining(said)
                .hasMessageNotContaining("hunter2");
        try (TcpTransport<String> transport = TlsPeers.client(1, peers.trusting.withIdentity(identity));
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpTransport<String> connecting =
                        TlsPeers.client(server.getLocalPort(), peers.trusting.withIdentity(identity))) {
            assertThat(transport.name()).isEqualTo("tls://127.0.0.1:1");
            CloseReason reason = TlsPeers.refusal(connecting);
            assertThat(reason).isInstanceOfSatisfying(TlsFailed.class, TlsPeers::configuration);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        socket.startHandshake();
        return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }
}
