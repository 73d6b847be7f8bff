// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A request of 200 bytes and its answer over loopback, every client against the same server, which is ours. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WebSocketBenchmark {
    private static final int MANY = 4096;

    /** Whose client. */
    @Param({"assaylink", "jdk", "okhttp", "java-websocket"})
    public String client = "assaylink";

    private final RoundTrips trips = new RoundTrips();
    private Optional<WebSocketServer> server = Optional.empty();
    private Optional<WebSocketClients.Client> connected = Optional.empty();

    /** Opens a connection and makes sure that an answer is the request. */
    @Setup
    public void prepare() throws Exception {
        WebSocketServer listening = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                WebSocketServerOptions.defaults());
        server = Optional.of(listening);
        InetSocketAddress address = (InetSocketAddress) listening
                .listen(connection -> connection.drive(new Echo()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        connected = Optional.of(
                WebSocketClients.open(client, URI.create("ws://127.0.0.1:" + address.getPort() + "/"), trips));
        if (oneInFlight() != RoundTrips.REQUEST.length) {
            throw new IllegalStateException("another answer");
        }
    }

    @TearDown
    public void close() {
        connected.ifPresent(WebSocketClients.Client::close);
        server.ifPresent(WebSocketServer::close);
    }

    /** The caller sends, waits, and is woken by the answer. */
    @Benchmark
    public int oneInFlight() throws Exception {
        return trips.run(1, 1, connected.orElseThrow()::send);
    }

    /** The share of one among 256 in flight. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int manyInFlight() throws Exception {
        return trips.run(MANY, 256, connected.orElseThrow()::send);
    }

    private static final class Echo implements Machine<WebSocketMessage> {
        private Optional<Driver<WebSocketMessage>> driver = Optional.empty();

        @Override
        public void opened(Driver<WebSocketMessage> given, long now) {
            driver = Optional.of(given);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            driver.orElseThrow().send(message);
        }

        @Override
        public void closed(CloseReason reason, long now) {
            // the benchmark is over
        }
    }
}
