// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.Readme;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.FaultyTransport;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README, compiled and run. */
@Timeout(30)
class ReadmeTest {
    @TempDir
    Path folder;

    @Test
    void everyExampleIsHere() throws Exception {
        assertThat(Readme.examples())
                .hasSize(7)
                .allSatisfy(
                        example -> assertThat(Readme.source(ReadmeTest.class)).contains(example));
    }

    @Test
    void receiveKnowsIdleFromStuck() throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ReceiveLimits limits = ReceiveLimits.defaults().withStall(Duration.ofSeconds(10));
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (TcpServer<String> server = new TcpServer<>(anyPort, LineFraming::new, limits, TcpOptions.defaults())) {
            TransportServer.Listening listening = server.listen(
                            accepted -> accepted.outbound().send("hello"))
                    .toCompletableFuture()
                    .get();
            int port = ((InetSocketAddress) listening.address()).getPort();
            try (TcpTransport<String> transport =
                    new TcpTransport<>("localhost", port, LineFraming::new, limits, TcpOptions.defaults())) {
                Connection<String> connection =
                        transport.connect().toCompletableFuture().get();
                for (ReceiveOutcome<String> outcome : connection.inbound().outcomes(Duration.ofSeconds(1))) {
                    if (outcome instanceof ReceiveOutcome.Received<String> received) {
                        answer.complete(received.message());
                        var unused = connection.close(Duration.ofSeconds(2));
                    } else if (outcome instanceof ReceiveOutcome.Stalled<String> stalled) {
                        answer.complete("the peer owes bytes after " + stalled.bytesSoFar());
                    } // Idle: nothing came and nothing is owed. Closed: the loop ends.
                }
            }
        }
        assertThat(answer.get()).isEqualTo("hello");
    }

    @Test
    void anObserverThatCounts() throws Exception {
        class Traffic implements ConnectionObserver {
            private final LongAdder bytes = new LongAdder();
            private final LongAdder stalls = new LongAdder();

            @Override
            public void bytesIn(Connection<?> connection, long count) {
                bytes.add(count);
            }

            @Override
            public void stalled(Connection<?> connection, long bytesSoFar, long quietNanos) {
                stalls.increment();
            }
        }
        Traffic traffic = new Traffic();
        TcpOptions observed = TcpOptions.defaults().withObserver(traffic);
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpTransport<String> transport = new TcpTransport<>(
                        "127.0.0.1", target.getLocalPort(), LineFraming::new, ReceiveLimits.defaults(), observed)) {
            var connecting = transport.connect().toCompletableFuture();
            try (Socket peer = target.accept()) {
                peer.getOutputStream().write("hello\nhal".getBytes(StandardCharsets.US_ASCII));
                peer.shutdownOutput();
                for (String message : connecting.get().inbound()) {
                    assertThat(message).isEqualTo("hello");
                }
            }
        }
        assertThat(traffic.bytes.sum()).isEqualTo(9);
        assertThat(traffic.stalls.sum()).isZero();
    }

    @Test
    void mutualTls() throws Exception {
        Certificates authority = Certificates.authority("Laboratory Root");
        Certificates.Issued own = authority.issue(Certificates.Wanted.host("either side"));
        Path ca = authority.writeRoot(folder.resolve("ca.pem"));
        Path chain = own.writeChain(folder.resolve("own.pem"));
        Path key = own.writeKey(folder.resolve("own.key"));
        TlsOptions tls = TlsOptions.defaults()
                .withTrust(TlsTrust.pem(ca))
                .withIdentity(TlsIdentity.pem(chain, key))
                .withClientCertificate(ClientCertificate.REQUIRED);
        TcpOptions secure = TcpOptions.defaults().withTls(tls);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (TcpServer<String> server = new TcpServer<>(anyPort, LineFraming::new, ReceiveLimits.defaults(), secure)) {
            TransportServer.Listening listening = server.listen(
                            accepted -> accepted.outbound().send("hello"))
                    .toCompletableFuture()
                    .get();
            int port = ((InetSocketAddress) listening.address()).getPort();
            try (TcpTransport<String> transport =
                    new TcpTransport<>("localhost", port, LineFraming::new, ReceiveLimits.defaults(), secure)) {
                Connection<String> connection =
                        transport.connect().toCompletableFuture().get();
                assertThat(connection.inbound().receive(Duration.ofSeconds(20)))
                        .isInstanceOf(ReceiveOutcome.Received.class);
            }
        }
    }

    @Test
    void hoursInNoTime() {
        VirtualLoop loop = new VirtualLoop();
        LoopbackPair<String> pair = LoopbackTransport.on(loop, "lab", LineFraming::new, ReceiveLimits.defaults())
                .pair();
        var receive = pair.near().inbound().receiveAsync(Duration.ofHours(8)).toCompletableFuture();
        pair.toNear().inject(new byte[] {'h', 'a', 'l', 'f'});
        loop.advance(Duration.ofSeconds(10));
        assertThat(receive.join()).isEqualTo(new ReceiveOutcome.Stalled<>(4, Duration.ofSeconds(10)));
    }

    @Test
    void tryAgain() {
        VirtualLoop loop = new VirtualLoop();
        LoopbackTransport<String> transport =
                LoopbackTransport.on(loop, "hub", LineFraming::new, ReceiveLimits.defaults());
        CompletableFuture<Connection<String>> up = new CompletableFuture<>();
        ReconnectObserver<Connection<String>> observer = new ReconnectObserver<>() {
            @Override
            public void up(Connection<String> connection) {
                up.complete(connection);
            }
        };
        Reconnector<Connection<String>> reconnector = new Reconnector<>(
                Attempt.connecting(transport),
                RetryPolicy.defaults(),
                TokenBucket.defaults(),
                loop,
                new SplittableRandom(),
                observer);
        reconnector.start();
        loop.advance(Duration.ofHours(1)); // nobody listens
        var listening = transport.server().listen(connection -> {});
        loop.advance(Duration.ofMinutes(1));
        assertThat(up).isDone();
        assertThat(listening.toCompletableFuture()).isDone();
        reconnector.close();
    }

    @Test
    void aNetworkThatMisbehaves() {
        VirtualLoop loop = new VirtualLoop();
        ReceiveLimits limits = ReceiveLimits.defaults();
        LoopbackTransport<ByteBuffer> line = LoopbackTransport.on(loop, "analyzer", Framing::none, limits);
        FaultPlan plan = FaultPlan.script(
                new Fault.Split(Direction.IN, 0, 1, Duration.ZERO), // byte by byte
                new Fault.BlackHole(Direction.IN, 4, Duration.ofMinutes(1)), // a partition of a minute
                new Fault.Reset(Direction.IN, 9)); // and the end
        FaultyTransport<String> transport = FaultyTransport.overBytes(line, LineFraming::new, limits, loop, plan);
        var listening = line.server()
                .listen(far ->
                        far.outbound().send(ByteBuffer.wrap("whole\nhalf\n".getBytes(StandardCharsets.US_ASCII))));
        var connecting = transport.connect().toCompletableFuture();
        loop.run();
        List<ReceiveOutcome<String>> outcomes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var receive =
                    connecting.join().inbound().receiveAsync(Duration.ZERO).toCompletableFuture();
            loop.advance(Duration.ofMinutes(1));
            outcomes.add(receive.join());
        }
        assertThat(listening.toCompletableFuture()).isDone();
        assertThat(outcomes.get(0)).isEqualTo(new ReceiveOutcome.Stalled<>(4, Duration.ofSeconds(10)));
        assertThat(outcomes.get(1)).isInstanceOf(ReceiveOutcome.Received.class);
        assertThat(outcomes.get(2))
                .isEqualTo(new ReceiveOutcome.Closed<>(new CloseReason.Lost("connection reset", true)));
    }

    @Test
    void aProxyThatMisbehaves() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FaultProxy proxy = new FaultProxy(
                        new InetSocketAddress(target.getInetAddress(), target.getLocalPort()), FaultPlan.random(42))) {
            InetSocketAddress inFront = proxy.listen().toCompletableFuture().get();
            try (Socket socket = new Socket(inFront.getAddress(), inFront.getPort());
                    Socket accepted = target.accept()) {
                proxy.faults().inject(new Fault.BlackHole(Direction.BOTH, 0, Fault.FOREVER)); // from now on
                proxy.faults().heal();
                proxy.faults().cut(); // reset, both ends are told
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
                assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }
}
