// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A client and the development hub in one process, over WebSocket on loopback: request to reply, and event to wire. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestReplyBenchmark {
    private static final int TOGETHER = 256;
    private static final byte[] DATA = "{\"specimens\":[\"S-261120-0044\"]}".getBytes(US_ASCII);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final DevelopmentHub hub;
    private final WebSocketTransport transport;
    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
    private final FacilitatorClient client;

    public RequestReplyBenchmark() {
        try {
            hub = DevelopmentHub.webSocket(
                    HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            hub.on("echo", request -> request.data());
            hub.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        ClientOptions options = ClientOptions.defaults("bench");
        transport = HubTransport.webSocket(options, hub.uri(), Credentials.none());
        client = FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
    }

    /** Connects and verifies that replies are their requests' own. */
    @Setup
    public void connect() throws Exception {
        client.start();
        client.whenReady().toCompletableFuture().get(30, SECONDS);
        if (one() != DATA.length || together() != TOGETHER) {
            throw new IllegalStateException("no reply");
        }
    }

    @TearDown
    public void close() throws Exception {
        client.close(Duration.ofSeconds(2)).toCompletableFuture().get(10, SECONDS);
        transport.close();
        hub.close();
        outbox.close();
    }

    /** One at a time: the way there and back. */
    @Benchmark
    public int one() throws Exception {
        Outcome outcome = client.request("echo", DATA, LONG)
                .outcome()
                .toCompletableFuture()
                .get(30, SECONDS);
        return ((Outcome.Reply) outcome).data().length;
    }

    /** 256 in flight; the figure is of one. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public int together() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(TOGETHER);
        for (int i = 0; i < TOGETHER; i++) {
            outcomes.add(client.request("echo", DATA, LONG).outcome().toCompletableFuture());
        }
        int replies = 0;
        for (CompletableFuture<Outcome> outcome : outcomes) {
            replies += outcome.get(30, SECONDS) instanceof Outcome.Reply ? 1 : 0;
        }
        return replies;
    }

    /** From {@code send} until the frame is with the kernel, through the outbox in memory. */
    @Benchmark
    public long eventToWire() throws Exception {
        Draft draft = new Draft("t", "chem-1", Instant.EPOCH, DATA, new byte[0]);
        return client.send(draft).written().toCompletableFuture().get(30, SECONDS);
    }
}
