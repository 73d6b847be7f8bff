// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.RetryPolicy;
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
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Peers for tests of TLS: ours, the JDK's own, and bytes by hand. */
final class TlsPeers {
    private final Path folder;
    final Certificates authority;
    final TlsOptions trusting;

    /** With an authority of their own, whose files stand in this folder. */
    TlsPeers(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        authority = Certificates.authority("Test Root");
        trusting = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
    }

    TlsOptions with(Issued own) throws IOException, GeneralSecurityException {
        return trusting.withIdentity(
                TlsIdentity.pem(own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key"))));
    }

    static TcpTransport<String> client(int port, TlsOptions tls) {
        return new TcpTransport<>(
                "127.0.0.1",
                port,
                LineFraming::new,
                ReceiveLimits.defaults(),
                TcpOptions.defaults().withTls(tls));
    }

    /** Our server, and what it accepted. */
    static final class Ours implements AutoCloseable {
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
    interface Script {
        void run(Socket socket) throws Exception;
    }

    /** Why our client could not connect to a peer that does this. */
    static TlsFailed failure(TlsOptions tls, Script script) throws Exception {
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

    static void configuration(TlsFailed reason) {
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

    /** What our client learns of a server that lets it in no further than TLS; 1.3 tells it behind the handshake. */
    static CloseReason refusal(TcpTransport<String> transport) throws Exception {
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

    static Script handshake(SSLContext context) {
        return socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.startHandshake();
            assertThat(tls.getInputStream().read()).isEqualTo(-1);
        };
    }
}
