// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Refusal;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.SeenEvents;
import io.assaylink.transport.socket.AddressRange;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an observer is told of what came to no connection; the rest is in the contract. */
@Timeout(30)
class TcpObserverTest {
    @TempDir
    Path folder;

    private final SeenEvents seen = new SeenEvents();
    private final TcpOptions observed = TcpOptions.defaults().withObserver(seen);

    private static void with(TcpOptions options, Consumer<Connection<String>> onConnection, Peer peer)
            throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (TcpServer<String> server = new TcpServer<>(any, LineFraming::new, ReceiveLimits.defaults(), options)) {
            peer.run((InetSocketAddress) server.listen(onConnection)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .address());
        }
    }

    /** What the other side does at this address. */
    private interface Peer {
        void run(InetSocketAddress address) throws Exception;
    }

    private static int read(InetSocketAddress address, String sent) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read();
        }
    }

    @Test
    @DisplayName("3.2: a connect that came to nothing is told with where it went and why")
    void connectFailed() throws Exception {
        int nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = taken.getLocalPort();
        }
        try (TcpTransport<String> transport =
                new TcpTransport<>("127.0.0.1", nobody, LineFraming::new, ReceiveLimits.defaults(), observed)) {
            assertThatThrownBy(() -> transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
            seen.await("connect failed");
            assertThat(seen.told()).containsExactly("connect failed 127.0.0.1:" + nobody + " Lost");
        }
    }

    @Test
    @DisplayName("T12: who is not on the allow-list is told of as refused, and of nothing else")
    void addressNotAllowed() throws Exception {
        Admission elsewhere = Admission.defaults().withAllowed(List.of(AddressRange.parse("192.0.2.0/24")));
        with(observed.withAdmission(elsewhere), connection -> {}, address -> {
            assertThat(read(address, "")).isEqualTo(-1);
            seen.await("refused");
            assertThat(seen.told()).containsExactly("refused " + Refusal.ADDRESS_NOT_ALLOWED);
        });
    }

    @Test
    @DisplayName("T11: who is above the cap is told of as refused")
    void tooManyConnections() throws Exception {
        with(observed.withMaxConnections(1, 1), connection -> {}, address -> {
            try (Socket first = new Socket(address.getAddress(), address.getPort())) {
                seen.await("opened");
                assertThat(read(address, "")).isEqualTo(-1);
                seen.await("refused");
                assertThat(first.isConnected()).isTrue();
                assertThat(seen.told()).containsExactly("opened", "refused " + Refusal.TOO_MANY_CONNECTIONS);
            }
        });
    }

    @Test
    @DisplayName("W13: a handshake that failed is told of as refused")
    void handshakeFailed() throws Exception {
        Issued own = Certificates.authority("Test Root").issue(Wanted.host("server"));
        TlsOptions tls = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pem(
                        own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key"))));
        with(observed.withTls(tls), connection -> {}, address -> {
            var unused = read(address, "this is no TLS record\n");
            seen.await("refused");
            assertThat(seen.told()).containsExactly("refused " + Refusal.HANDSHAKE_FAILED);
        });
    }

    @Test
    @DisplayName("3.2: an observer that throws at a refusal or a failed connect hurts nobody")
    void throwsAtRefusals() throws Exception {
        ConnectionObserver broken = new ConnectionObserver() {
            @Override
            public void refused(SocketAddress peer, Refusal why) {
                throw new IllegalStateException("refused");
            }
        };
        CompletableFuture<Connection<String>> accepted = new CompletableFuture<>();
        with(TcpOptions.defaults().withObserver(broken).withMaxConnections(1, 1), accepted::complete, address -> {
            try (Socket first = new Socket(address.getAddress(), address.getPort())) {
                Connection<String> connection = accepted.get(20, TimeUnit.SECONDS);
                assertThat(read(address, "")).isEqualTo(-1);
                assertThat(read(address, "")).isEqualTo(-1);
                assertThat(connection.isConnected() && first.isConnected()).isTrue();
            }
        });
    }
}
