// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.handler.HandlerOptions;
import io.assaylink.facilitator.handler.WouldDeadlockException;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler, a listener and a callback may wait for, on every kind of executor. */
@Timeout(60)
class HandlerWaitsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] DATA = "{}".getBytes(UTF_8);

    enum Kind {
        OWN,
        DIRECT,
        ONE_THREAD,
        POOL
    }

    record Order(String specimen, List<String> tests) {}

    record Accepted(int tests) {}

    private final LoopbackTransport<ByteBuffer> transport = LoopbackTransport.inRealTime(
            "hub", LineFraming::new, ClientOptions.defaults("gw").receiveLimits());
    private final List<ExecutorService> pools = new ArrayList<>();
    private final BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    private DevelopmentHub hub;
    private SqliteOutbox outbox;
    private FacilitatorClient client;

    @BeforeEach
    void open() throws Exception {
        hub = DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
        hub.on("order.query", request -> "{\"orders\":[]}".getBytes(UTF_8));
        hub.start();
        outbox = SqliteOutbox.open(directory, OutboxOptions.defaults().withLowDiskBytes(0));
        client = client(Kind.OWN);
    }

    @AfterEach
    void close() throws Exception {
        get(client.close(Duration.ofSeconds(5)));
        hub.close();
        outbox.close();
        transport.close();
        pools.forEach(ExecutorService::shutdownNow);
    }

    private FacilitatorClient client(Kind kind) {
        HandlerOptions handlers = HandlerOptions.defaults();
        ClientOptions options = ClientOptions.defaults("gw")
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)))
                .withHandlers(
                        switch (kind) {
                            case OWN -> handlers;
                            case DIRECT -> handlers.withExecutor(Runnable::run);
                            case ONE_THREAD -> handlers.withExecutor(pool(1));
                            case POOL -> handlers.withExecutor(pool(4));
                        });
        client = FacilitatorClient.create(options, transport, Frames.bytes(), outbox);
        return client;
    }

    private ExecutorService pool(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        pools.add(pool);
        return pool;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private Outcome ask(String type) throws Exception {
        return get(hub.request("gw", type, Optional.of("chem-1"), DATA, LONG));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("X-21 a request made inside a handler works or throws at once, on every executor kind")
    void aRequestInsideAHandler(Kind kind) throws Exception {
        client(kind);
        client.on("instrument.query", request -> {
            try {
                PendingReply pending = client.request("order.query", DATA, LONG);
                return pending.await() instanceof Outcome.Reply reply ? reply.data() : DATA;
            } catch (WouldDeadlockException atOnce) {
                thrown.add(atOnce);
                throw atOnce;
            }
        });
        client.start();
        get(client.whenReady());

        Outcome outcome = ask("instrument.query");

        if (kind == Kind.DIRECT) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo("handler.failed"));
            assertThat(thrown.poll(10, SECONDS)).isInstanceOf(WouldDeadlockException.class);
        } else {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Reply.class,
                            reply -> assertThat(reply.data()).asString(UTF_8).isEqualTo("{\"orders\":[]}"));
        }
        assertThat(client.state().phase()).isEqualTo(Phase.READY);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("F20 drain inside a handler is bounded: who waits for it there is told at once")
    void drainInsideAHandler(Kind kind) throws Exception {
        client(kind);
        client.on("instrument.query", request -> {
            CompletableFuture<Boolean> drained =
                    client.drain(Duration.ofSeconds(20)).toCompletableFuture();
            try {
                drained.join();
            } catch (WouldDeadlockException atOnce) {
                thrown.add(atOnce);
            }
            return DATA;
        });
        client.start();
        get(client.whenReady());

        assertThat(ask("instrument.query")).isInstanceOf(Outcome.Reply.class);

        assertThat(thrown.poll(10, SECONDS)).isInstanceOf(WouldDeadlockException.class);
        assertThat(get(client.drain(LONG))).isTrue();
        get(client.close(LONG));
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("F20 close inside a handler is bounded")
    void closeInsideAHandler(Kind kind) throws Exception {
        client(kind);
        CountDownLatch closed = new CountDownLatch(1);
        client.on("instrument.query", request -> {
            try {
                client.close(Duration.ofSeconds(2)).toCompletableFuture().join();
            } catch (WouldDeadlockException direct) {
                thrown.add(direct);
            }
            closed.countDown();
            return DATA;
        });
        client.start();
        get(client.whenReady());
        var unused = hub.request("gw", "instrument.query", Optional.empty(), DATA, Duration.ofSeconds(5));

        assertThat(closed.await(20, SECONDS)).isTrue();

        get(client.close(LONG));
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        assertThat(thrown).hasSize(kind == Kind.DIRECT ? 1 : 0);
    }

    @Test
    @DisplayName("X-21 callbacks and listeners of the client may not wait for what their thread must bring")
    void callbacks() throws Exception {
        client.onStateChange(change -> {
            if (change.to() == Phase.READY) {
                waits(client.request("order.query", DATA, LONG).outcome());
            }
        });
        client.start();
        assertThat(thrown.poll(20, SECONDS)).isInstanceOf(WouldDeadlockException.class);
        get(client.whenReady());
        var delivery = client.send(new Draft("t", "chem-1", Instant.EPOCH, DATA, DATA));
        var unused = delivery.accepted()
                .thenRun(() -> waits(client.outbox().append(new Draft("t", "chem-1", Instant.EPOCH, DATA, DATA))));

        assertThat(get(delivery.settled())).isEqualTo(new Settlement.Acknowledged(1));
    }

    /** At once, or not at all: what the stage of a callback runs on is decided by who comes first. */
    private void waits(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (WouldDeadlockException atOnce) {
            thrown.add(atOnce);
        }
    }

    @Test
    @DisplayName("F8 a handler that never ends hurts its own message: replies, control and other handlers go on")
    void aHandlerThatNeverEnds() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ClientOptions options = ClientOptions.defaults("gw")
                .withHandlers(HandlerOptions.defaults()
                        .withTimeout(Duration.ofMillis(300))
                        .withMaxConcurrent(1));
        client = FacilitatorClient.create(options, transport, Frames.bytes(), outbox);
        client.on("blocks", request -> {
            boolean over = false;
            while (!over) {
                try {
                    never.await();
                    over = true;
                } catch (InterruptedException ignored) {
                    thrown.add(ignored);
                }
            }
            return DATA;
        });
        client.on("answers", request -> DATA);
        client.start();
        get(client.whenReady());
        var stuck = hub.request("gw", "blocks", Optional.of("chem-1"), DATA, LONG);

        assertThat(get(client.request("order.query", DATA, LONG).outcome())).isInstanceOf(Outcome.Reply.class);
        assertThat(get(stuck)).asString().contains("expired");
        assertThat(ask("answers")).isInstanceOf(Outcome.Reply.class);
        assertThat(thrown).hasSize(1);
        never.countDown();
    }

    @Test
    @DisplayName("requests of one subject are handled in order, whatever the executor")
    void orderPerSubject() throws Exception {
        List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        client.on("number", request -> {
            seen.add(new String(request.data(), UTF_8));
            return DATA;
        });
        client.start();
        get(client.whenReady());
        List<CompletionStage<Outcome>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(hub.request(
                    "gw", "number", Optional.of("chem-1"), Integer.toString(i).getBytes(UTF_8), LONG));
        }
        for (CompletionStage<Outcome> each : asked) {
            assertThat(get(each)).isInstanceOf(Outcome.Reply.class);
        }

        assertThat(seen)
                .isEqualTo(java.util.stream.IntStream.range(0, 200)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    @DisplayName("a handler of records: one bind, unknown fields ignored, what does not fit refused with its place")
    void typed() throws Exception {
        client.on(
                "order",
                Order.class,
                (order, request) -> new Accepted(order.tests().size()));
        client.start();
        get(client.whenReady());

        Outcome fits = get(hub.request(
                "gw",
                "order",
                Optional.of("chem-1"),
                "{\"specimen\":\"S-1\",\"tests\":[\"GLU\",\"K\"],\"later\":1}".getBytes(UTF_8),
                LONG));
        Outcome unfit = get(hub.request(
                "gw", "order", Optional.of("chem-1"), "{\"tests\":[{\"secret\":1}]}".getBytes(UTF_8), LONG));
        Outcome nothing = get(hub.request("gw", "order", Optional.of("chem-1"), "null".getBytes(UTF_8), LONG));

        assertThat(fits)
                .isInstanceOfSatisfying(
                        Outcome.Reply.class,
                        reply -> assertThat(reply.data()).asString(UTF_8).isEqualTo("{\"tests\":2}"));
        assertThat(unfit).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo("schema.invalid");
            assertThat(refused.problem().retryable()).isFalse();
            assertThat(refused.problem().detail()).isEqualTo("/tests/0");
        });
        assertThat(nothing).asString().contains("schema.invalid");
    }

    @Test
    @DisplayName("F6 an idempotent request outlives the hub's restart")
    void idempotentAcrossARestart() throws Exception {
        client.start();
        get(client.whenReady());
        hub.kill();
        PendingReply pending = client.request(
                io.assaylink.facilitator.Request.once("order.query", DATA, LONG).asIdempotent());
        hub.start();

        assertThat(get(pending.outcome())).isInstanceOf(Outcome.Reply.class);
    }

    @Test
    @DisplayName("F7 cancelled before a session: nothing was sent, and the counts say so")
    void cancelled() throws Exception {
        hub.kill();
        client.start();
        PendingReply pending = client.request(
                io.assaylink.facilitator.Request.once("order.query", DATA, LONG).asIdempotent());
        pending.cancel();

        assertThat(get(pending.outcome())).isEqualTo(new Outcome.Cancelled(Certainty.NOT_SENT));
        assertThat(client.counts()).containsEntry(Counter.REQUEST_SENT, 0L).containsKey(Counter.CONNECT_ATTEMPT);
    }
}
