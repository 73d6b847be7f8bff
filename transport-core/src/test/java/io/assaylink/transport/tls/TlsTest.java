// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.socket.LogLines;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.tcp.TcpTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** W13, W14: what is refused and in which words; the peer is the JDK's own TLS, or bytes by hand. */
@Timeout(60)
class TlsTest {
    @TempDir
    Path folder;

    private Certificates authority;
    private TlsOptions trusting;

    @BeforeEach
    void authority() throws Exception {
        authority = Certificates.authority("Test Root");
        trusting = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
    }

    private TlsOptions with(Issued own) throws IOException, GeneralSecurityException {
        return trusting.withIdentity(
                TlsIdentity.pem(own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key"))));
    }

    private static TcpTransport<String> client(int port, TlsOptions tls) {
        return new TcpTransport<>(
                "127.0.0.1",
                port,
                LineFraming::new,
                ReceiveLimits.defaults(),
                TcpOptions.defaults().withTls(tls));
    }

    /** Our server, and what it accepted. */
    private static final class Ours implements AutoCloseable {
        final BlockingQueue<Connection<String>> accepted = new LinkedBlockingQueue<>();
        final TcpServer<String> server;
        final InetSocketAddress address;

        Ours(TlsOptions tls) throws Exception {
            server = new TcpServer<>(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    LineFraming::new,
                    ReceiveLimits.defaults(),
                    TcpOptions.defaults().withTls(tls));
            address = (InetSocketAddress)
                    server.listen(accepted::add).toCompletableFuture().get().address();
        }

        SSLSocket jdk(SSLContext context) throws IOException {
            Socket below = new Socket(address.getAddress(), address.getPort());
            below.setSoTimeout(20_000);
            return (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", address.getPort(), true);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** What a blocking peer does with the one connection it gets. */
    @FunctionalInterface
    private interface Script {
        void run(Socket socket) throws Exception;
    }

    /** Why our client could not connect to a peer that does this. */
    private static TlsFailed failure(TlsOptions tls, Script script) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpTransport<String> transport = client(server.getLocalPort(), tls)) {
            var connecting = transport.connect().toCompletableFuture();
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(20_000);
                try {
                    script.run(socket);
                } catch (IOException theOtherSideGaveUp) {
                    assertThat(connecting).isNotNull();
                }
                Throwable failure = connecting.handle((connection, why) -> why).get(20, TimeUnit.SECONDS);
                assertThat(failure).isInstanceOf(ConnectFailedException.class);
                StringWriter text = new StringWriter();
                failure.printStackTrace(new PrintWriter(text));
                assertThat(text.toString()).doesNotContain("PATIENT").doesNotContain("50415449454e54");
                return (TlsFailed) ((ConnectFailedException) failure).reason();
            }
        }
    }

    private static void configuration(TlsFailed reason) {
        Failure failure = Failure.of(reason);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.CONFIGURATION);
        assertThat(failure.why())
                .startsWith(reason.fault().name())
                .contains(reason.fault().hint());
        for (int row = 1; row < 20; row++) {
            assertThat(RetryPolicy.defaults()
                            .delay(row, failure, new SplittableRandom(row))
                            .orElseThrow())
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
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
        Issued issued = authority.issue(bad.change.apply(Wanted.host("hub")));
        TlsFailed reason = failure(trusting, handshake(issued.jdk(authority.root())));
        assertThat(reason.fault()).isEqualTo(bad.fault);
        configuration(reason);
    }

    private static Script handshake(SSLContext context) {
        return socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.startHandshake();
            assertThat(tls.getInputStream().read()).isEqualTo(-1);
        };
    }

    @Test
    @DisplayName("W13: SHA-1 in a signature is weak")
    void sha1() throws Exception {
        Issued issued = authority.issue(Wanted.host("hub"), "SHA1withECDSA");
        TlsFailed reason = failure(trusting, handshake(issued.jdk(authority.root())));
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_WEAK);
        configuration(reason);
    }

    @Test
    @DisplayName("W13: an unknown CA and a self-signed certificate are told apart, and each can be trusted")
    void unknownSigners() throws Exception {
        Certificates other = Certificates.authority("Other Root");
        Issued theirs = other.issue(Wanted.host("hub"));
        TlsFailed unknown = failure(trusting, handshake(theirs.jdk(other.root())));
        assertThat(unknown.fault()).isEqualTo(TlsFault.TLS_UNKNOWN_CA);
        assertThat(unknown.detail()).contains("CN=Other Root");
        configuration(unknown);

        Issued own = Certificates.selfSigned(Wanted.host("analyzer"));
        TlsFailed self = failure(trusting, handshake(own.jdk(own.chain().get(0))));
        assertThat(self.fault()).isEqualTo(TlsFault.TLS_SELF_SIGNED);
        configuration(self);

        try (Ours server = new Ours(with(own))) {
            TlsOptions pinned =
                    TlsOptions.defaults().withTrust(TlsTrust.pem(own.writeChain(folder.resolve("pin.pem"))));
            try (TcpTransport<String> transport = client(server.address.getPort(), pinned)) {
                assertThat(transport.connect().toCompletableFuture().get().isConnected())
                        .isTrue();
            }
        }
        Issued old = Certificates.selfSigned(Wanted.host("analyzer").withDays(-10, -1));
        TlsOptions pinnedOld = TlsOptions.defaults().withTrust(TlsTrust.pem(old.writeChain(folder.resolve("old.pem"))));
        assertThat(failure(pinnedOld, handshake(old.jdk(old.chain().get(0)))).fault())
                .as("also one that is trusted itself expires")
                .isEqualTo(TlsFault.TLS_CERTIFICATE_EXPIRED);
    }

    @Test
    @DisplayName("W13: the name to expect can be another than the host; it is then checked as strictly")
    void expectedName() throws Exception {
        Issued issued = authority.issue(Wanted.host("chem-1").withNames("chem-1.lab.example"));
        try (Ours server = new Ours(with(issued));
                TcpTransport<String> right =
                        client(server.address.getPort(), trusting.withServerName("chem-1.lab.example"));
                TcpTransport<String> wrong =
                        client(server.address.getPort(), trusting.withServerName("chem-2.lab.example"))) {
            assertThat(right.connect().toCompletableFuture().get().isConnected())
                    .isTrue();
            assertThatThrownBy(() -> wrong.connect().toCompletableFuture().get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("TLS_HOST_MISMATCH")
                    .hasMessageContaining("chem-1.lab.example");
        }
    }

    /** What our client learns of a server that lets it in no further than TLS; 1.3 tells it behind the handshake. */
    private static CloseReason refusal(TcpTransport<String> transport) throws Exception {
        try {
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return connection.inbound().receive(Duration.ofSeconds(20)) instanceof ReceiveOutcome.Closed<String> closed
                    ? closed.reason()
                    : new CloseReason.Local(0, "let in");
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof ConnectFailedException known
                    ? known.reason()
                    : new CloseReason.Local(0, "failed otherwise");
        }
    }

    @Test
    @DisplayName(
            "W13: a client certificate that is missing, expired or of a stranger is refused, and both sides say so")
    void clientCertificates() throws Exception {
        Issued expired = authority.issue(Wanted.host("gw").withDays(-10, -1));
        Issued stranger = Certificates.authority("Other Root").issue(Wanted.host("gw"));
        TlsOptions demanding =
                with(authority.issue(Wanted.host("hub"))).withClientCertificate(ClientCertificate.REQUIRED);
        refusedBySelf(demanding, trusting, TlsFault.TLS_CLIENT_CERTIFICATE_MISSING, "TLS_CLIENT_CERTIFICATE_MISSING");
        refusedBySelf(
                demanding,
                trusting.withIdentity(TlsIdentity.pkcs12(
                        expired.writePkcs12(folder.resolve("expired.p12")), Certificates.PASSWORD::toCharArray)),
                TlsFault.TLS_CERTIFICATE_REFUSED,
                "TLS_CERTIFICATE_EXPIRED");
        refusedBySelf(
                demanding,
                trusting.withIdentity(TlsIdentity.pkcs12(
                        stranger.writePkcs12(folder.resolve("stranger.p12")), Certificates.PASSWORD::toCharArray)),
                TlsFault.TLS_CERTIFICATE_REFUSED,
                "TLS_CLIENT_CERTIFICATE_MISSING"); // a client keeps back what no CA of the server's list signed
    }

    private static void refusedBySelf(TlsOptions server, TlsOptions client, TlsFault told, String logged)
            throws Exception {
        try (LogLines log = new LogLines(Acceptor.class);
                Ours ours = new Ours(server);
                TcpTransport<String> transport = client(ours.address.getPort(), client)) {
            CloseReason reason = refusal(transport);
            assertThat(reason).isInstanceOf(TlsFailed.class);
            assertThat(((TlsFailed) reason).fault()).isEqualTo(told);
            configuration((TlsFailed) reason);
            assertThat(ours.accepted).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains(logged);
        }
    }

    @Test
    void wantedClientCertificateMayBeMissing() throws Exception {
        TlsOptions asking = with(authority.issue(Wanted.host("hub"))).withClientCertificate(ClientCertificate.WANTED);
        try (Ours server = new Ours(asking);
                TcpTransport<String> transport = client(server.address.getPort(), trusting)) {
            assertThat(transport.connect().toCompletableFuture().get().isConnected())
                    .isTrue();
            assertThat(server.accepted.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
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
                Ours server = new Ours(with(authority.issue(Wanted.host("hub"))));
                Socket socket = new Socket(server.address.getAddress(), server.address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello);
            byte[] alert = socket.getInputStream().readNBytes(7);
            assertThat(alert[0]).isEqualTo((byte) 21);
            assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
            assertThat(log.lines()).singleElement().asString().contains("TLS_VERSION");
        }
        TlsFailed reason = failure(trusting, socket -> {
            assertThat(socket.getInputStream().read()).isEqualTo(22);
            socket.getOutputStream().write(new byte[] {21, 3, 2, 0, 2, 2, 70});
            socket.getInputStream().readAllBytes();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_VERSION);
        configuration(reason);
    }

    @Test
    @DisplayName("W13: with 1.3 as the least version, 1.2 is refused")
    void leastVersion() throws Exception {
        SSLContext context = authority.issue(Wanted.host("hub")).jdk(authority.root());
        TlsFailed reason = failure(trusting.withLeast(TlsVersion.TLS_1_3), socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.setEnabledProtocols(new String[] {"TLSv1.2"});
            tls.startHandshake();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_VERSION);
    }

    @Test
    @DisplayName("W13: renegotiation, which TLS 1.2 has, is refused")
    void renegotiation() throws Exception {
        try (Ours server = new Ours(with(authority.issue(Wanted.host("hub"))));
                SSLSocket socket = server.jdk(authority.jdk())) {
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
        try (Ours server = new Ours(with(authority.issue(Wanted.host("hub"))))) {
            for (String sent : new String[] {"half", "whole\n"}) {
                Socket below = new Socket(server.address.getAddress(), server.address.getPort());
                SSLSocket socket =
                        (SSLSocket) authority.jdk().getSocketFactory().createSocket(below, "localhost", 1, true);
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
                Ours server = new Ours(with(authority.issue(Wanted.host("hub"))));
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
        TlsFailed reason = failure(trusting, socket -> {
            socket.getOutputStream().write("PATIENT NAME, in plain\n".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();
        });
        assertThat(reason.fault()).isEqualTo(TlsFault.TLS_PEER_SPEAKS_PLAIN);
        configuration(reason);
    }

    @Test
    @DisplayName("W13: a peer that hangs up in the handshake, and one that says nothing, are passing faults")
    void handshakeWithoutAnswer() throws Exception {
        assertThat(failure(trusting, socket -> {
                            assertThat(socket.getInputStream().read()).isEqualTo(22);
                            socket.shutdownOutput();
                            socket.getInputStream().readAllBytes();
                        })
                        .fault())
                .isEqualTo(TlsFault.TLS_HANDSHAKE_ENDED);
        TlsFailed silent = failure(
                trusting.withHandshakeTimeout(Duration.ofMillis(200)),
                socket -> socket.getInputStream().readAllBytes());
        assertThat(silent.fault()).isEqualTo(TlsFault.TLS_HANDSHAKE_TIMEOUT);
        assertThat(Failure.of(silent).kind()).isEqualTo(Failure.Kind.TRANSIENT);
    }

    @Test
    @DisplayName("T15: a close is bounded also where the peer neither reads nor answers close_notify")
    void boundedClose() throws Exception {
        try (Ours server = new Ours(with(authority.issue(Wanted.host("hub"))));
                SSLSocket socket = server.jdk(authority.jdk())) {
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

    @Test
    @DisplayName("T13: keys that cannot be used are a typed failure of the start, and of a connect")
    void unusableFiles() throws Exception {
        Issued one = authority.issue(Wanted.host("hub"));
        Issued two = authority.issue(Wanted.host("hub"));
        Path chain = one.writeChain(folder.resolve("one.pem"));
        Path store = one.writePkcs12(folder.resolve("one.p12"));
        Path missing = folder.resolve("missing.pem");
        unusable(TlsIdentity.pem(missing, missing), "no such file");
        unusable(TlsIdentity.pem(chain, two.writeKey(folder.resolve("two.key"))), "does not belong");
        unusable(TlsIdentity.pem(chain, chain), "holds no PEM private key");
        unusable(TlsIdentity.pkcs12(store, "hunter2"::toCharArray), "cannot be opened with the password");
        unusable(TlsIdentity.pkcs12(chain, "hunter2"::toCharArray), "");
        assertThatThrownBy(() -> new Ours(trusting)).isInstanceOf(IllegalArgumentException.class);
    }

    private void unusable(TlsIdentity identity, String said) throws Exception {
        assertThatThrownBy(() -> new Ours(trusting.withIdentity(identity)))
                .cause()
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("TLS_KEY_MATERIAL")
                .hasMessageContaining(said)
                .hasMessageNotContaining("hunter2");
        try (TcpTransport<String> transport = client(1, trusting.withIdentity(identity));
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpTransport<String> connecting = client(server.getLocalPort(), trusting.withIdentity(identity))) {
            assertThat(transport.name()).isEqualTo("tls://127.0.0.1:1");
            CloseReason reason = refusal(connecting);
            assertThat(reason).isInstanceOfSatisfying(TlsFailed.class, TlsTest::configuration);
        }
    }

    @Test
    @DisplayName(
            "W14: renewed files are used by new connections, living ones are left alone, broken files change nothing")
    void renewal() throws Exception {
        Issued first = authority.issue(Wanted.host("first"));
        Issued second = authority.issue(Wanted.host("second"));
        try (LogLines log = new LogLines(TlsContext.class);
                Ours server = new Ours(with(first).withReloadEvery(Duration.ZERO));
                SSLSocket before = server.jdk(authority.jdk())) {
            assertThat(subject(before)).isEqualTo("CN=first");
            Connection<String> living = server.accepted.take();
            with(second);
            try (SSLSocket after = server.jdk(authority.jdk())) {
                assertThat(subject(after)).isEqualTo("CN=second");
            }
            Files.writeString(folder.resolve("own.pem"), "half a fi");
            try (SSLSocket broken = server.jdk(authority.jdk())) {
                assertThat(subject(broken)).isEqualTo("CN=second");
            }
            assertThat(log.lines())
                    .anySatisfy(line ->
                            assertThat(line).startsWith("TLS_RELOAD_FAILED").contains("own.pem"));
            before.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
            assertThat(living.inbound().receive(Duration.ofSeconds(20))).isInstanceOf(ReceiveOutcome.Received.class);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        socket.startHandshake();
        return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    @DisplayName("W14: files are looked at 30 s after the last look, when a connection is made, and by nothing else")
    void lookedAtWhenAConnectionIsMade() throws Exception {
        long[] now = {0};
        TlsContext context = new TlsContext(with(authority.issue(Wanted.host("a"))), true, Runnable::run, () -> now[0]);
        var first = context.current().get();
        with(authority.issue(Wanted.host("b")));
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
}
