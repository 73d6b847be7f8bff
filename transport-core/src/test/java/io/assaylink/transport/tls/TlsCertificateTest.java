// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.socket.LogLines;
import io.assaylink.transport.tcp.TcpTransport;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** W13: which certificates are refused, in which words, on both sides. */
@Timeout(60)
class TlsCertificateTest {
    @TempDir
    Path folder;

    private TlsPeers peers;

    @BeforeEach
    void peers() throws Exception {
        peers = new TlsPeers(folder);
    }

    enum Bad {
        EXPIRED(TlsFault.TLS_CERTIFICATE_EXPIRED, wanted -> wanted.withDays(-10, -1)),
        NOT_YET_VALID(TlsFault.TLS_CERTIFICATE_NOT_YET_VALID, wanted -> wanted.withDays(1, 10)),
        WRONG_HOST(TlsFault.TLS_HOST_MISMATCH, wanted -> wanted.withNames("hub.example", "192.0.2.1")),
        SHORT_KEY(TlsFault.TLS_WEAK, wanted -> wanted.withKey("RSA", 1024));

        private final TlsFault fault;

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        private final UnaryOperator<Wanted> change;

        Bad(TlsFault fault, UnaryOperator<Wanted> change) {
            this.fault = fault;
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("W13: a certificate that is expired, not yet valid, for another host, weak is refused: slow retry")
    void badCertificates(Bad bad) throws Exception {
        Issued issued = peers.authority.issue(bad.change.apply(Wanted.host("hub")));
        TlsFailed reason = TlsPeers.failure(peers.trusting, TlsPeers.handshake(issued.jdk(peers.authority.root())));
        assertThat(reason.fault()).isEqualTo(bad.fault);
        TlsPeers.configuration(reason);
    }

    @Test
    @DisplayName("W13: SHA-1 in a signature is weak")
    void sha1() throws Exception {
        Issued issued = peers.authority.issue(Wanted.host("hub"), "SHA1withECDSA");
        TlsFailed reason = TlsPeers.failure(peers.trusting, TlsPeers.handshake(issued.jdk(peers.authority.root())));
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_WEAK);
        TlsPeers.configuration(reason);
    }

    @Test
    @DisplayName("W13: an unknown CA and a self-signed certificate are told apart, and each can be trusted")
    void unknownSigners() throws Exception {
        Certificates other = Certificates.authority("Other Root");
        Issued theirs = other.issue(Wanted.host("hub"));
        TlsFailed unknown = TlsPeers.failure(peers.trusting, TlsPeers.handshake(theirs.jdk(other.root())));
        assertThat(unknown.fault()).isEqualTo(TlsFault.TLS_UNKNOWN_CA);
        assertThat(unknown.detail()).contains("CN=Other Root");
        TlsPeers.configuration(unknown);

        Issued own = Certificates.selfSigned(Wanted.host("analyzer"));
        TlsFailed self = TlsPeers.failure(
                peers.trusting, TlsPeers.handshake(own.jdk(own.chain().get(0))));
        assertThat(self.fault()).isEqualTo(TlsFault.TLS_SELF_SIGNED);
        TlsPeers.configuration(self);

        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(own))) {
            TlsOptions pinned =
                    TlsOptions.defaults().withTrust(TlsTrust.pem(own.writeChain(folder.resolve("pin.pem"))));
            try (TcpTransport<String> transport = TlsPeers.client(server.address.getPort(), pinned)) {
                assertThat(transport.connect().toCompletableFuture().get().isConnected())
                        .isTrue();
            }
        }
        Issued old = Certificates.selfSigned(Wanted.host("analyzer").withDays(-10, -1));
        TlsOptions pinnedOld = TlsOptions.defaults().withTrust(TlsTrust.pem(old.writeChain(folder.resolve("old.pem"))));
        assertThat(TlsPeers.failure(
                                pinnedOld,
                                TlsPeers.handshake(old.jdk(old.chain().get(0))))
                        .fault())
                .as("also one that is trusted itself expires")
                .isEqualTo(TlsFault.TLS_CERTIFICATE_EXPIRED);
    }

    @Test
    @DisplayName("W13: the name to expect can be another than the host; it is then checked as strictly")
    void expectedName() throws Exception {
        Issued issued = peers.authority.issue(Wanted.host("chem-1").withNames("chem-1.lab.example"));
        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(issued));
                TcpTransport<String> right =
                        TlsPeers.client(server.address.getPort(), peers.trusting.withServerName("chem-1.lab.example"));
                TcpTransport<String> wrong = TlsPeers.client(
                        server.address.getPort(), peers.trusting.withServerName("chem-2.lab.example"))) {
            assertThat(right.connect().toCompletableFuture().get().isConnected())
                    .isTrue();
            assertThatThrownBy(() -> wrong.connect().toCompletableFuture().get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("TLS_HOST_MISMATCH")
                    .hasMessageContaining("chem-1.lab.example");
        }
    }

    @Test
    @DisplayName(
            "W13: a client certificate that is missing, expired or of a stranger is refused, and both sides say so")
    void clientCertificates() throws Exception {
        Issued expired = peers.authority.issue(Wanted.host("gw").withDays(-10, -1));
        Issued stranger = Certificates.authority("Other Root").issue(Wanted.host("gw"));
        TlsOptions demanding =
                peers.with(peers.authority.issue(Wanted.host("hub"))).withClientCertificate(ClientCertificate.REQUIRED);
        refusedBySelf(
                demanding, peers.trusting, TlsFault.TLS_CLIENT_CERTIFICATE_MISSING, "TLS_CLIENT_CERTIFICATE_MISSING");
        refusedBySelf(
                demanding,
                peers.trusting.withIdentity(TlsIdentity.pkcs12(
                        expired.writePkcs12(folder.resolve("expired.p12")), Certificates.PASSWORD::toCharArray)),
                TlsFault.TLS_CERTIFICATE_REFUSED,
                "TLS_CERTIFICATE_EXPIRED");
        refusedBySelf(
                demanding,
                peers.trusting.withIdentity(TlsIdentity.pkcs12(
                        stranger.writePkcs12(folder.resolve("stranger.p12")), Certificates.PASSWORD::toCharArray)),
                TlsFault.TLS_CERTIFICATE_REFUSED,
                "TLS_CLIENT_CERTIFICATE_MISSING"); // a client keeps back what no CA of the server's list signed
    }

    @Test
    void wantedClientCertificateMayBeMissing() throws Exception {
        TlsOptions asking =
                peers.with(peers.authority.issue(Wanted.host("hub"))).withClientCertificate(ClientCertificate.WANTED);
        try (TlsPeers.Ours server = new TlsPeers.Ours(asking);
                TcpTransport<String> transport = TlsPeers.client(server.address.getPort(), peers.trusting)) {
            assertThat(transport.connect().toCompletableFuture().get().isConnected())
                    .isTrue();
            assertThat(server.accepted.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static void refusedBySelf(TlsOptions server, TlsOptions client, TlsFault told, String logged)
            throws Exception {
        try (LogLines log = new LogLines(Acceptor.class);
                TlsPeers.Ours ours = new TlsPeers.Ours(server);
                TcpTransport<String> transport = TlsPeers.client(ours.address.getPort(), client)) {
            CloseReason reason = TlsPeers.refusal(transport);
            assertThat(reason).isInstanceOf(TlsFailed.class);
            assertThat(((TlsFailed) reason).fault()).isEqualTo(told);
            TlsPeers.configuration((TlsFailed) reason);
            assertThat(ours.accepted).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains(logged);
        }
    }
}
