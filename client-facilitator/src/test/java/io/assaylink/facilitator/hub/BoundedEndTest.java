// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.handler.WouldDeadlockException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a client stands with its hub, whoever ends it gets an answer in the time named. */
@Timeout(60)
class BoundedEndTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration BOUND = Duration.ofMillis(200);
    private static final Duration AGES = Duration.ofHours(1);
    private static final int THREADS = 8;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());

    /** How the client stands when it is ended. */
    enum Standing {
        NOT_STARTED(Phase.IDLE),
        UPGRADE_NEVER_ANSWERED(Phase.CONNECTING),
        HELLO_NEVER_ANSWERED(Phase.HANDSHAKING),
        EVENTS_NEVER_ACKNOWLEDGED(Phase.READY),
        CLOSE_NEVER_ANSWERED(Phase.READY),
        REQUEST_NEVER_ANSWERED(Phase.READY),
        WAITING_TO_RETRY(Phase.BACKING_OFF),
        GIVEN_UP(Phase.SUSPENDED);

        private final Phase phase;

        Standing(Phase phase) {
            this.phase = phase;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void release() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private DevelopmentHub hub() throws Exception {
        DevelopmentHub hub = opened(DevelopmentHub.webSocket(HubOptions.defaults(), ANY));
        hub.on("never", request -> new CompletableFuture<byte[]>().get());
        hub.start();
        return hub;
    }

    private FacilitatorClient client(int port, RetryPolicy retry) {
        ClientOptions options = ClientOptions.defaults("gw").withRetry(retry);
        URI uri = URI.create("ws://127.0.0.1:" + port + HubTransport.PATH);
        WebSocketTransport transport = opened(HubTransport.webSocket(options, uri, Credentials.none()));
        return FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket gone = new ServerSocket(0, 1, ANY.getAddress())) {
            return gone.getLocalPort();
        }
    }

    private FacilitatorClient standing(Standing as) throws Exception {
        RetryPolicy soon = RetryPolicy.fixed(Duration.ZERO);
        FacilitatorClient client = switch (as) {
            case NOT_STARTED, EVENTS_NEVER_ACKNOWLEDGED, REQUEST_NEVER_ANSWERED ->
                client(hub(as).uri().getPort(), soon);
            case UPGRADE_NEVER_ANSWERED ->
                client(opened(new ServerSocket(0, 50, ANY.getAddress())).getLocalPort(), soon);
            case HELLO_NEVER_ANSWERED, CLOSE_NEVER_ANSWERED -> client(silenced(as), soon);
            case WAITING_TO_RETRY -> client(closedPort(), RetryPolicy.fixed(AGES));
            case GIVEN_UP -> client(closedPort(), RetryPolicy.once());
        };
        CompletableFuture<Void> there = new CompletableFuture<>();
        client.onStateChange(change -> {
            if (change.to() == as.phase && (as.phase == Phase.CONNECTING || change.from() != Phase.IDLE)) {
                there.complete(null);
            }
        });
        if (as != Standing.NOT_STARTED) {
            client.start();
            there.get(30, SECONDS);
        }
        if (as == Standing.CLOSE_NEVER_ANSWERED) {
            silence.run();
        }
        client.send(HubContract.draft("chem-1"))
                .accepted()
                .toCompletableFuture()
                .get(10, SECONDS);
        assertThat(client.state().phase()).isEqualTo(as.phase);
        return client;
    }

    private DevelopmentHub hub(Standing as) throws Exception {
        DevelopmentHub hub = hub();
        hub.misbehaviour().withholdAcks(as == Standing.EVENTS_NEVER_ACKNOWLEDGED);
        return hub;
    }

    private Runnable silence = () -> {};

    /** The port of a proxy in front of a hub that is not heard from the hello on, or from {@link #silence} on. */
    private int silenced(Standing as) throws Exception {
        InetSocketAddress address = (InetSocketAddress) hub().address().orElseThrow();
        Fault now = new Fault.BlackHole(Fault.Direction.BOTH, 0, Fault.FOREVER);
        // the answer to the upgrade has about 170 bytes, and the welcome comes behind it
        Fault noWelcome = new Fault.BlackHole(Fault.Direction.IN, 180, Fault.FOREVER);
        FaultPlan plan = as == Standing.HELLO_NEVER_ANSWERED ? FaultPlan.script(noWelcome) : FaultPlan.none();
        FaultProxy proxy = opened(new FaultProxy(address, plan));
        silence = () -> proxy.faults().inject(now).toCompletableFuture().join();
        return proxy.listen().toCompletableFuture().get(10, SECONDS).getPort();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F20 eight threads close and drain at once, in every state: each has its answer in its time")
    void ended(Standing as) throws Exception {
        FacilitatorClient client = standing(as);
        Optional<CompletionStage<Outcome>> asked = as == Standing.REQUEST_NEVER_ANSWERED
                ? Optional.of(client.request("never", HubContract.DATA, Duration.ofHours(1))
                        .outcome())
                : Optional.empty();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Object>> ends = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            boolean close = i % 2 == 0;
            ends.add(threads.submit(() -> {
                together.await();
                CompletionStage<?> end = close ? client.close(BOUND) : client.drain(BOUND);
                return end.toCompletableFuture().thenApply(unused -> "ended").get(10, SECONDS);
            }));
        }
        for (Future<Object> end : ends) {
            assertThat(end.get(20, SECONDS)).isEqualTo("ended");
        }
        threads.shutdown();

        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        afterwards(client);
        if (asked.isPresent()) {
            assertThat(asked.get().toCompletableFuture().get(10, SECONDS)).isInstanceOf(Outcome.Disconnected.class);
        }
        assertThat(outbox.last()).as("what was accepted stays accepted").isEqualTo(1);
    }

    private static void afterwards(FacilitatorClient client) throws Exception {
        assertThat(client.request("x", HubContract.DATA, BOUND)
                        .outcome()
                        .toCompletableFuture()
                        .get(10, SECONDS))
                .isInstanceOf(Outcome.Disconnected.class);
        Delivery late = client.send(HubContract.draft("chem-1"));
        assertThat(late.accepted().toCompletableFuture()).isCompletedExceptionally();
        assertThat(client.whenReady().toCompletableFuture()).isCompletedExceptionally();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F20 drain alone, in every state: false in its time, or true where the hub has everything")
    void drained(Standing as) throws Exception {
        FacilitatorClient client = standing(as);

        boolean all = client.drain(BOUND).toCompletableFuture().get(10, SECONDS);

        assertThat(all)
                .isEqualTo(
                        as == Standing.REQUEST_NEVER_ANSWERED); // which has no request here, and so nothing to wait for
        client.close(BOUND).toCompletableFuture().get(10, SECONDS);
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    @DisplayName(
            "F20 X-21 drained and closed from inside a handler: it may not wait for that, and both end in their time")
    void fromInsideAHandler() throws Exception {
        DevelopmentHub hub = hub();
        hub.misbehaviour().withholdAcks(true);
        FacilitatorClient client = client(hub.uri().getPort(), RetryPolicy.fixed(Duration.ZERO));
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<CompletionStage<Boolean>> draining = new CompletableFuture<>();
        CompletableFuture<CompletionStage<Void>> closing = new CompletableFuture<>();
        client.on("end", request -> {
            CompletionStage<Boolean> drained = client.drain(BOUND);
            refused.complete(catchThrowable(drained.toCompletableFuture()::join));
            draining.complete(drained);
            closing.complete(client.close(BOUND)); // this handler is abandoned with the session
            return HubContract.DATA;
        });
        client.start();
        client.whenReady().toCompletableFuture().get(30, SECONDS);
        client.send(HubContract.draft("chem-1"))
                .accepted()
                .toCompletableFuture()
                .get(10, SECONDS);

        var unused = hub.request("gw", "end", Optional.empty(), HubContract.DATA, Duration.ofSeconds(30));

        assertThat(refused.get(30, SECONDS)).isInstanceOf(WouldDeadlockException.class);
        assertThat(draining.get(30, SECONDS).toCompletableFuture().get(10, SECONDS))
                .isFalse();
        closing.get(30, SECONDS).toCompletableFuture().get(10, SECONDS);
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
    }
}
