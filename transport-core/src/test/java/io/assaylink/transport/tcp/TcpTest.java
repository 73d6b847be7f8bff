// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.socket.AddressRange;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.LogLines;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is TCP's own: connecting, binding, caps, both ends together. */
@Timeout(30)
class TcpTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static TcpServer<String> server(InetSocketAddress address, TcpOptions options) {
        return new TcpServer<>(address, LineFraming::new, ReceiveLimits.defaults(), options);
    }

    private static TcpTransport<String> client(String host, int port) {
        return new TcpTransport<>(host, port, LineFraming::new, ReceiveLimits.defaults(), TcpOptions.defaults());
    }

    private static CloseReason failure(TcpTransport<String> transport) {
        Throwable failure = transport
                .connect()
                .handle((connection, why) -> why)
                .toCompletableFuture()
                .join();
        assertThat(failure).isInstanceOf(ConnectFailedException.class);
        return ((ConnectFailedException) failure).reason();
    }

    @Test
    void bothEndsAreOurs() throws Exception {
        try (TcpServer<String> server = server(ANY_PORT, TcpOptions.defaults())) {
            CompletableFuture<Connection<String>> accepted = new CompletableFuture<>();
            InetSocketAddress address = address(
                    server.listen(accepted::complete).toCompletableFuture().get());
            try (TcpTransport<String> transport = client("localhost", address.getPort())) {
                Connection<String> near =
                        transport.connect().toCompletableFuture().get();
                near.outbound().send("over TCP").toCompletableFuture().get();
                Connection<String> far = accepted.get();
                assertThat(far.inbound().receive(Duration.ofSeconds(20)))
                        .isInstanceOfSatisfying(
                                ReceiveOutcome.Received.class,
                                received -> assertThat(received.message()).isEqualTo("over TCP"));
                assertThat(near.stats().bytesOut()).isEqualTo(9);
                assertThat(far.stats().bytesIn()).isEqualTo(9);
                assertThat(far.epoch()).isNotEqualTo(near.epoch());
                var closed = far.close(Duration.ofSeconds(2)).toCompletableFuture();
                assertThat(near.inbound().receive(Duration.ofSeconds(20)))
                        .isEqualTo(new ReceiveOutcome.Closed<>(new CloseReason.ByPeer(0, "", false)));
                assertThat(closed.get()).isInstanceOf(CloseReason.Local.class);
            }
        }
    }

    private static InetSocketAddress address(Listening listening) {
        return (InetSocketAddress) listening.address();
    }

    @Test
    @DisplayName("T5: a refused port and an unknown host are typed failures")
    void connectFailures() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        try (TcpTransport<String> refused = client("127.0.0.1", port);
                TcpTransport<String> unknown = client("no-such-host.invalid", port)) {
            assertThat(failure(refused)).isEqualTo(new CloseReason.Lost("connection refused", false));
            assertThat(failure(unknown)).isEqualTo(new CloseReason.Lost("unknown host", false));
        }
    }

    @Test
    @DisplayName("T5: a black hole is given up after the connect timeout")
    void blackHole() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            boolean hole = false;
            while (!hole && waiting.size() < 64) { // Linux drops what comes above the backlog
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException dropped) {
                    hole = true;
                }
            }
            assumeTrue(hole, "SKIPPED: this system takes connections above the backlog");
            TcpOptions options = TcpOptions.defaults().withConnectTimeout(Duration.ofMillis(100));
            try (TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1", full.getLocalPort(), LineFraming::new, ReceiveLimits.defaults(), options)) {
                assertThat(failure(transport)).isEqualTo(new CloseReason.Lost("connect timed out", false));
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    @DisplayName("T13: an address by name is looked up off the event loop; one that nobody knows is a typed failure")
    void listenByName() throws Exception {
        try (TcpServer<String> named =
                        server(InetSocketAddress.createUnresolved("localhost", 0), TcpOptions.defaults());
                TcpServer<String> unknown =
                        server(InetSocketAddress.createUnresolved("no-such-host.invalid", 0), TcpOptions.defaults())) {
            assertThat(address(named.listen(connection -> {})
                                    .toCompletableFuture()
                                    .get())
                            .getAddress()
                            .isLoopbackAddress())
                    .isTrue();
            var bound = unknown.listen(connection -> {}).toCompletableFuture();
            assertThatThrownBy(bound::get).cause().hasMessageContaining("unknown host");
        }
    }

    @Test
    @DisplayName("T13: a port in use is a typed failure of the start")
    void portInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpServer<String> server = server(
                        new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()), TcpOptions.defaults())) {
            var bound = server.listen(connection -> {}).toCompletableFuture();
            assertThatThrownBy(bound::get).hasCauseInstanceOf(BindException.class);
        }
    }

    @Test
    @DisplayName("T11: above the cap of one address a connection is closed before it is read, and others live")
    void caps() throws Exception {
        BlockingQueue<Connection<String>> accepted = new LinkedBlockingQueue<>();
        try (TcpServer<String> server = server(ANY_PORT, TcpOptions.defaults().withMaxConnections(8, 2))) {
            InetSocketAddress address =
                    address(server.listen(accepted::add).toCompletableFuture().get());
            try (Socket first = new Socket(address.getAddress(), address.getPort());
                    Socket second = new Socket(address.getAddress(), address.getPort());
                    Socket third = new Socket(address.getAddress(), address.getPort())) {
                Connection<String> one = accepted.poll(20, TimeUnit.SECONDS);
                Connection<String> two = accepted.poll(20, TimeUnit.SECONDS);
                assertThat(third.getInputStream().read()).isEqualTo(-1);
                assertThat(one.isConnected() && two.isConnected()).isTrue();
                first.shutdownOutput();
                second.shutdownOutput();
                one.inbound();
                two.inbound();
                one.closed().toCompletableFuture().get();
                two.closed().toCompletableFuture().get();
            }
            try (Socket fourth = new Socket(address.getAddress(), address.getPort())) {
                assertThat(accepted.poll(20, TimeUnit.SECONDS)).isNotNull();
                assertThat(fourth.isConnected()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("T12: an address that is not on the allow-list is closed at accept, and the log does not flood")
    void allowList() throws Exception {
        BlockingQueue<Connection<String>> accepted = new LinkedBlockingQueue<>();
        TcpOptions elsewhere = TcpOptions.defaults()
                .withAdmission(Admission.defaults()
                        .withAllowed(List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:db8::/32"))));
        try (LogLines log = new LogLines(Acceptor.class);
                TcpServer<String> server = server(ANY_PORT, elsewhere)) {
            InetSocketAddress address =
                    address(server.listen(accepted::add).toCompletableFuture().get());
            for (int i = 0; i < 20; i++) {
                try (Socket refused = new Socket(address.getAddress(), address.getPort())) {
                    assertThat(refused.getInputStream().read()).isEqualTo(-1);
                }
            }
            assertThat(accepted).isEmpty();
            assertThat(log.lines())
                    .isNotEmpty()
                    .hasSizeLessThan(20)
                    .allSatisfy(line -> assertThat(line).startsWith("ADDRESS_NOT_ALLOWED"));
        }
        TcpOptions here = TcpOptions.defaults()
                .withAdmission(Admission.defaults().withAllowed(List.of(AddressRange.parse("127.0.0.0/8"))));
        try (TcpServer<String> server = server(ANY_PORT, here)) {
            InetSocketAddress address =
                    address(server.listen(accepted::add).toCompletableFuture().get());
            try (Socket let = new Socket(address.getAddress(), address.getPort())) {
                assertThat(accepted.poll(20, TimeUnit.SECONDS)).isNotNull();
                assertThat(let.isConnected()).isTrue();
            }
        }
    }

    @Test
    void closedListenerLeavesItsConnections() throws Exception {
        try (TcpServer<String> server = server(ANY_PORT, TcpOptions.defaults())) {
            CompletableFuture<Connection<String>> accepted = new CompletableFuture<>();
            Listening listening =
                    server.listen(accepted::complete).toCompletableFuture().get();
            try (Socket socket = new Socket(
                    address(listening).getAddress(), address(listening).getPort())) {
                Connection<String> connection = accepted.get();
                listening.close();
                connection.outbound().send("still here").toCompletableFuture().get();
                assertThat(socket.getInputStream().readNBytes(11)).asString().isEqualTo("still here\n");
            }
        }
    }

    @Test
    @DisplayName("T15: a transport that is closed leaves its connections to their owners, and its loop lives as long")
    void closedTransportLeavesItsConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connection<String> connection;
            try (TcpTransport<String> transport = client("127.0.0.1", server.getLocalPort())) {
                connection = transport.connect().toCompletableFuture().get();
            }
            connection.outbound().send("still here").toCompletableFuture().get();
            assertThat(connection.close(Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CloseReason.Local.class);
            var late = connection.outbound().send("late").toCompletableFuture();
            assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(Exception.class);
        }
    }

    @Test
    void receiveOnTheEventLoopIsRefused() throws Exception {
        try (TcpServer<String> server = server(ANY_PORT, TcpOptions.defaults())) {
            CompletableFuture<String> refused = new CompletableFuture<>();
            InetSocketAddress address = address(server.listen(connection -> {
                        try {
                            refused.complete("" + connection.inbound().receive());
                        } catch (IllegalStateException | InterruptedException misuse) {
                            refused.complete(misuse.getClass().getSimpleName());
                        }
                    })
                    .toCompletableFuture()
                    .get());
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                assertThat(refused.get()).isEqualTo("IllegalStateException");
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }
}
