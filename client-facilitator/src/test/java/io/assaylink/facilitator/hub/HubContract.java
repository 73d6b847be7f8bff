// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.handler.RequestRefusedException;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client and hub against each other, over any transport. */
@Timeout(60)
abstract class HubContract {
    private static final Duration LONG = Duration.ofSeconds(30);
    static final byte[] DATA = "{\"format\":\"lab.result/1\"}".getBytes(StandardCharsets.UTF_8);

    final BlockingQueue<StoredEvent> stored = new LinkedBlockingQueue<>();
    final BlockingQueue<StateChange> changes = new LinkedBlockingQueue<>();
    final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();
    final Map<Counter, AtomicInteger> counts = new ConcurrentHashMap<>();
    final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
    final List<FacilitatorClient> clients = new ArrayList<>();
    DevelopmentHub hub;
    FacilitatorClient client;

    /** A hub, not started. */
    abstract DevelopmentHub hub(HubOptions options) throws Exception;

    boolean carriesCloseCodes() {
        return true;
    }

    /** A client of it, not started. */
    abstract FacilitatorClient client(ClientOptions options, VolatileOutbox outbox, FacilitatorObserver observer);

    @BeforeEach
    void open() throws Exception {
        hub = hub(HubOptions.defaults());
        hub.onStored(stored::add);
        hub.start();
        client = client("gw", outbox);
    }

    @AfterEach
    void close() throws Exception {
        for (FacilitatorClient each : clients) {
            each.close(Duration.ofSeconds(5)).toCompletableFuture().get(10, SECONDS);
        }
        hub.close();
        outbox.close();
    }

    private FacilitatorClient client(String id, VolatileOutbox of) {
        ClientOptions options = ClientOptions.defaults(id)
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));
        FacilitatorClient made = client(options, of, new FacilitatorObserver() {
            @Override
            public void stateChanged(StateChange change) {
                changes.add(change);
            }

            @Override
            public void counted(Counter counter) {
                counts.computeIfAbsent(counter, key -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public void alarm(Alarm alarm) {
                alarms.add(alarm);
            }
        });
        clients.add(made);
        return made;
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    static Draft draft(String subject) {
        return new Draft("io.assaylink.result.v1", subject, Instant.EPOCH, DATA, new byte[0]);
    }

    private List<Long> take(int count) throws InterruptedException {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StoredEvent event = stored.poll(30, SECONDS);
            assertThat(event).as("event %d of %d", i + 1, count).isNotNull();
            sequences.add(event.sequence());
        }
        return sequences;
    }

    private void await(Phase phase) throws InterruptedException {
        for (StateChange change = changes.poll(30, SECONDS); ; change = changes.poll(30, SECONDS)) {
            assertThat(change).as("waiting for %s", phase).isNotNull();
            if (change.to() == phase) {
                return;
            }
        }
    }

    @Test
    void eventsArriveOnceInOrderAndAreForgotten() throws Exception {
        client.start();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            deliveries.add(client.send(draft("chem-" + i % 3)));
        }

        assertThat(take(1000)).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(get(deliveries.get(999).settled())).isEqualTo(new Settlement.Acknowledged(1000));
        assertThat(outbox.depth().events()).isZero();
        assertThat(hub.events(0, 1)).singleElement().satisfies(first -> {
            assertThat(first.data()).isEqualTo(DATA);
            assertThat(first.source()).isEqualTo("/gateways/gw/outbox/" + outbox.id());
        });
    }

    @Test
    void anErrorOfAListenerDoesNotStopTheHub() throws Exception {
        hub.onStored(event -> {
            throw new AssertionError("theirs");
        });
        client.start();
        get(client.send(draft("chem-1")).settled());

        assertThat(get(client.send(draft("chem-1")).settled())).isEqualTo(new Settlement.Acknowledged(2));
    }

    @Test
    @DisplayName("F11 Q12 the hub is killed and started again: everything once, in order")
    void killAndRevive() throws Exception {
        client.start();
        get(client.whenReady());
        List<Delivery> deliveries = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                deliveries.add(client.send(draft("chem-1")));
            }
            hub.kill();
            hub.start();
        }
        for (Delivery delivery : deliveries) {
            assertThat(get(delivery.settled())).isInstanceOf(Settlement.Acknowledged.class);
        }

        assertThat(hub.events(0, 10_000))
                .extracting(StoredEvent::sequence)
                .isEqualTo(LongStream.rangeClosed(1, 600).boxed().toList());
    }

    @Test
    void whatWasAcceptedWhileTheHubWasAwayArrives() throws Exception {
        hub.kill();
        client.start();
        Delivery delivery = client.send(draft("chem-1"));
        assertThat(get(delivery.accepted()).sequence()).isEqualTo(1);
        await(Phase.BACKING_OFF);

        hub.start();

        assertThat(get(delivery.settled())).isEqualTo(new Settlement.Acknowledged(1));
    }

    @Test
    void requestsAreAnsweredBothWays() throws Exception {
        hub.on(
                "order.query",
                request -> ("{\"asked\":" + new String(request.data(), StandardCharsets.UTF_8) + "}")
                        .getBytes(StandardCharsets.UTF_8));
        client.on("instrument.query", request -> "{\"online\":true}".getBytes(StandardCharsets.UTF_8));
        client.start();
        get(client.whenReady());

        Outcome ours = get(client.request("order.query", DATA, LONG).outcome());
        Outcome theirs = get(hub.request("gw", "instrument.query", Optional.of("chem-1"), DATA, LONG));

        assertThat(ours)
                .isInstanceOfSatisfying(
                        Outcome.Reply.class,
                        reply -> assertThat(reply.data())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo("{\"asked\":{\"format\":\"lab.result/1\"}}"));
        assertThat(theirs)
                .isInstanceOfSatisfying(
                        Outcome.Reply.class, reply -> assertThat(reply.type()).isEqualTo("instrument.query.reply"));
    }

    @Test
    @DisplayName("F8 handlers that throw, refuse or are not there hurt their request only")
    void failingHandlers() throws Exception {
        client.on("throws", request -> {
            throw new IllegalStateException("patient data");
        });
        client.on("refuses", request -> {
            throw new RequestRefusedException(Problem.of("instrument.offline", "not connected", true));
        });
        client.start();
        get(client.whenReady());

        assertThat(get(hub.request("gw", "throws", Optional.empty(), DATA, LONG)))
                .isEqualTo(new Outcome.Refused(Problem.of("handler.failed", "the handler failed", false)));
        assertThat(get(hub.request("gw", "refuses", Optional.empty(), DATA, LONG)))
                .isEqualTo(new Outcome.Refused(Problem.of("instrument.offline", "not connected", true)));
        assertThat(get(hub.request("gw", "nobody", Optional.empty(), DATA, LONG)))
                .asString()
                .contains("type.unknown");
        assertThat(get(client.request("nobody", DATA, LONG).outcome()))
                .asString()
                .contains("type.unknown");
        assertThat(client.state().phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("F6 the hub dies with a request pending: it ends at once")
    void pendingRequestsEndWithTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<byte[]> never = new CompletableFuture<>();
        hub.on("order.query", request -> {
            asked.countDown();
            return never.get();
        });
        client.start();
        get(client.whenReady());
        var pending = client.request("order.query", DATA, LONG);
        assertThat(asked.await(30, SECONDS)).isTrue();

        hub.kill();

        assertThat(get(pending.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Disconnected.class,
                        lost -> assertThat(lost.certainty()).isEqualTo(Certainty.SENT_OUTCOME_UNKNOWN));
    }

    @Test
    @DisplayName("F15 acknowledgement beyond what was sent: closed with 4400, nothing deleted")
    void ackBeyond() throws Exception {
        hub.misbehaviour().claimBeyond(5);
        client.start();
        await(Phase.READY);
        get(client.send(draft("chem-1")).accepted());
        await(Phase.BACKING_OFF);

        assertThat(alarms).extracting(Alarm::code).contains("hub.acked-beyond", "hub.protocol-violation");
        assertThat(outbox.acknowledged()).isLessThanOrEqualTo(1); // a welcome may have come since: it says 1, not 6
        hub.misbehaviour().claimBeyond(0);
        await(Phase.READY);
        assertThat(get(client.drain(LONG))).isTrue();
        assertThat(outbox.acknowledged()).isEqualTo(1);
    }

    @Test
    @DisplayName("F18 poison: one dead letter, the others go on in order")
    void poison() throws Exception {
        hub.misbehaviour().refuse(2, Problem.of("schema.invalid", "no", false), 1);
        client.start();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deliveries.add(client.send(draft("chem-1")));
        }

        assertThat(get(deliveries.get(1).settled())).isEqualTo(new Settlement.Refused(2, "schema.invalid"));
        assertThat(get(deliveries.get(4).settled())).isEqualTo(new Settlement.Acknowledged(5));
        assertThat(take(4)).containsExactly(1L, 3L, 4L, 5L);
        assertThat(outbox.depth().deadLetters()).isEqualTo(1);
    }

    @Test
    void refusedForNowComesAgainAndNothingOvertakes() throws Exception {
        hub.misbehaviour().refuse(2, new Problem("internal", "later", true, Duration.ofMillis(5), ""), 3);
        client.start();
        for (int i = 0; i < 4; i++) {
            client.send(draft("chem-1"));
        }

        assertThat(take(4)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(counts.get(Counter.EVENT_REFUSED)).hasValue(3);
    }

    @Test
    @DisplayName("revoked, expired and replaced events: settled so, their numbers skipped, the others in order")
    void otherEnds() throws Exception {
        hub.kill();
        client.start();
        Delivery first = client.send(draft("chem-1"));
        Delivery older = client.send(draft("chem-1").withLatest("status"));
        Delivery expired = client.send(draft("chem-1").withExpiry(Instant.EPOCH));
        Delivery revoked = client.send(draft("chem-1"));
        Delivery newer = client.send(draft("chem-1").withLatest("status"));
        assertThat(get(revoked.revoke())).isTrue();
        assertThat(get(revoked.revoke())).isFalse();

        hub.start();

        assertThat(get(newer.settled())).isEqualTo(new Settlement.Acknowledged(5));
        assertThat(get(first.settled())).isEqualTo(new Settlement.Acknowledged(1));
        assertThat(get(older.settled())).isEqualTo(new Settlement.Replaced(2, 5));
        assertThat(get(expired.settled())).isEqualTo(new Settlement.Expired(3));
        assertThat(get(revoked.settled())).isEqualTo(new Settlement.Revoked(4));
        assertThat(take(2)).containsExactly(1L, 5L);
        assertThat(get(first.revoke())).isFalse();
    }

    @Test
    @DisplayName("F18 a dead letter is re-queued by a person, as a new event")
    void requeued() throws Exception {
        hub.misbehaviour().refuse(1, Problem.of("type.unknown", "no", false), 1);
        client.start();
        get(client.send(draft("chem-1")).settled());
        long number = get(client.outbox().deadLetters(0, 10)).get(0).number();

        assertThat(get(client.outbox().requeue(number)).sequence()).isEqualTo(2);

        assertThat(take(1)).containsExactly(2L);
        assertThat(outbox.depth().deadLetters()).isZero();
    }

    @Test
    @DisplayName("F14 the newer hello wins, the older stays away")
    void replaced() throws Exception {
        assumeTrue(carriesCloseCodes(), "the transport has no close codes");
        client.start();
        get(client.whenReady());
        changes.clear();
        FacilitatorClient newer = client("gw", new VolatileOutbox(OutboxOptions.defaults()));
        newer.start();

        get(newer.whenReady());
        await(Phase.SUSPENDED);

        assertThat(client.state().reason()).contains("4409");
        assertThat(hub.clients()).containsExactly("gw");
    }

    @Test
    @DisplayName("F20 close is bounded and loses nothing")
    void closeWithEventsWaiting() throws Exception {
        hub.misbehaviour().withholdAcks(true);
        client.start();
        get(client.send(draft("chem-1")).written());
        assertThat(get(client.drain(Duration.ofMillis(50)))).isFalse();

        get(client.close(Duration.ofSeconds(5)));

        assertThat(outbox.depth().events()).isEqualTo(1);
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    @DisplayName("F21 what no frame can carry is refused before it is accepted")
    void unfitEventsAreRefused() throws Exception {
        hub.close();
        hub = hub(HubOptions.defaults().withMaxFrameBytes(4096));
        hub.start();
        client = client("gw", outbox);
        client.start();
        get(client.whenReady());
        byte[] large = ("\"" + "x".repeat(5000) + "\"").getBytes(StandardCharsets.US_ASCII);

        assertThat(client.send(new Draft("t", "s", Instant.EPOCH, large, new byte[0]))
                        .accepted())
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("4096");
        byte[] broken = {'{'};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.send(new Draft("t", "s", Instant.EPOCH, broken, new byte[0])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.outbox().append(new Draft("t", "", Instant.EPOCH, DATA, new byte[0])));
        assertThat(outbox.last()).isZero();
    }
}
