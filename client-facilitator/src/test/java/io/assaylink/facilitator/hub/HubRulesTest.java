// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Close codes, the hub's own events and scripted misbehaviour, over WebSocket with a durable store. */
@Timeout(60)
class HubRulesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Problem BUSY = new Problem("internal", "later", true, Duration.ofMillis(1), "");

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // by start
    private DevelopmentHub hub;

    private URI start(HubOptions options) throws Exception {
        hub = DevelopmentHub.webSocket(options.withStore(directory.resolve("hub.db")), ANY);
        hub.start();
        return hub.uri();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private long send(String client, String data) throws Exception {
        return hub.send(client, "order", "chem-1", data.getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("4400 no hello in time")
    void whoSaysNothing() throws Exception {
        URI uri = start(HubOptions.defaults().withHelloTimeout(Duration.ofMillis(100)));
        try (RawClient silent = new RawClient(uri, "known")) {
            assertThat(silent.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    @DisplayName("4403 another client, 4406 another version")
    void whoIsNotWelcome() throws Exception {
        URI uri = start(HubOptions.defaults().withClients(Set.of("known")));
        try (RawClient stranger = new RawClient(uri, "stranger");
                RawClient newer = new RawClient(uri, "known")) {
            assertThat(stranger.hello(OptionalLong.empty()).closeCode()).isEqualTo(4403);
            assertThat(newer.say("{\"kind\":\"hello\",\"protocol\":2,\"client\":{\"id\":\"known\"},\"outbox\":\"/a\","
                                    + "\"next\":\"0000000000000000001\"}")
                            .closeCode())
                    .isEqualTo(4406);
        }
    }

    @Test
    @DisplayName("4429 more than maxInFlight, and nothing of it acknowledged")
    void tooManyInFlight() throws Exception {
        URI uri = start(HubOptions.defaults().withMaxInFlight(3));
        hub.misbehaviour().withholdAcks(true);
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            client.event(1).event(2).event(3).event(4);

            assertThat(client.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    @DisplayName("4408 heartbeat missed: not one byte for 2.5 heartbeats")
    @Execution(ExecutionMode.CONCURRENT)
    void silentClient() throws Exception {
        URI uri = start(HubOptions.defaults().withHeartbeat(Duration.ofMillis(200)));
        try (FaultProxy proxy = new FaultProxy((InetSocketAddress) hub.address().orElseThrow(), FaultPlan.none())) {
            int port = proxy.listen()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .getPort();
            try (RawClient client = new RawClient(URI.create("ws://127.0.0.1:" + port + uri.getPath()), "gw")) {
                client.welcomed();
                proxy.faults()
                        .inject(new Fault.BlackHole(Fault.Direction.OUT, 0, Fault.FOREVER))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);

                assertThat(client.closeCode()).isEqualTo(4408);
            }
        }
    }

    @Test
    @DisplayName("4401 credentials withdrawn, 1000 the client's bye, 1012 the hub's")
    void endings() throws Exception {
        URI uri = start(HubOptions.defaults());
        try (RawClient revoked = new RawClient(uri, "a");
                RawClient leaving = new RawClient(uri, "b");
                RawClient staying = new RawClient(uri, "c")) {
            revoked.welcomed();
            leaving.welcomed();
            staying.welcomed();

            hub.disconnect("a", 4401, "token withdrawn");
            assertThat(revoked.closeCode()).isEqualTo(4401);
            assertThat(leaving.say(EnvelopeWriter.bye("closing", -1)).closeCode())
                    .isEqualTo(1000);
            hub.stop(Duration.ofSeconds(5));
            assertThat(staying.hear(Envelope.Bye.class)).isEqualTo(new Envelope.Bye("restart", OptionalLong.of(5000)));
            assertThat(staying.closeCode()).isEqualTo(1012);
        }
    }

    @Test
    @DisplayName("an unknown kind is refused by id or sequence, and dropped where it has neither")
    void unknownKinds() throws Exception {
        URI uri = start(HubOptions.defaults());
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            client.say("{\"kind\":\"lease\"}")
                    .say("{\"kind\":\"lease\",\"id\":\"x1\"}")
                    .say("{\"kind\":\"lease\",\"sequence\":\"0000000000000000009\"}");

            assertThat(client.hear(Envelope.Nack.class).id()).hasValue("x1");
            assertThat(client.hear(Envelope.Nack.class).sequence()).hasValue(9);
        }
    }

    @Test
    @DisplayName("a request that came after its time is not handed to a handler")
    void expiredRequest() throws Exception {
        URI uri = start(HubOptions.defaults());
        hub.on("t", request -> RawClient.DATA);
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            client.say(EnvelopeWriter.request(
                    "t", client.source, "r1", Instant.EPOCH, Instant.EPOCH, Optional.empty(), RawClient.DATA));

            Envelope.Message answer = client.hear(Envelope.Message.class);
            assertThat(answer.kind()).isEqualTo(Envelope.Kind.ERROR);
            assertThat(answer.causationId()).hasValue("r1");
            assertThat(new String(answer.data(), StandardCharsets.UTF_8)).contains("\"expired\"");
        }
    }

    @Test
    @DisplayName("events of the hub are durable, come in order and again until the client has them")
    void hubEvents() throws Exception {
        start(HubOptions.defaults());
        assertThat(send("gw", "1")).isEqualTo(1);
        assertThat(send("gw", "2")).isEqualTo(2);
        assertThat(send("other", "1")).isEqualTo(1);
        hub.kill();
        hub.close();
        URI uri = start(HubOptions.defaults());

        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            Envelope.Message first = client.hear(Envelope.Message.class);
            assertThat(first.sequence()).hasValue(1);
            assertThat(first.source()).isEqualTo("/hubs/development/clients/gw");
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(2);
            client.say(EnvelopeWriter.ack(1)).say("{\"kind\":\"ping\",\"n\":1}");
            client.hear(Envelope.Pong.class);
        }
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed(OptionalLong.of(1));
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(2);
        }
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed(OptionalLong.of(2));
            assertThat(send("gw", "3")).isEqualTo(3);
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(3);
            assertThat(hub.received("gw")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName(
            "an event of the hub that is refused for now comes again; for good, it is settled; ten times, it is skipped")
    void refusedHubEvents() throws Exception {
        URI uri = start(HubOptions.defaults());
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            send("gw", "1");
            for (int i = 0; i < 9; i++) {
                assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(1);
                client.say(EnvelopeWriter.nack(1, BUSY));
            }
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(1);
            client.say(EnvelopeWriter.nack(1, BUSY));
            assertThat(client.hear(Envelope.Skip.class).sequence()).isEqualTo(1);
            send("gw", "2");
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(2);
            client.say(EnvelopeWriter.nack(2, Problem.of("type.unknown", "no", false)))
                    .say("{\"kind\":\"ping\",\"n\":1}");
            client.hear(Envelope.Pong.class); // the nack is read by now
            send("gw", "3");
            assertThat(client.hear(Envelope.Message.class).sequence()).hasValue(3);
            assertThat(hub.received("gw")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("F15 the other way: a client that claims events which never were is closed with 4400")
    void clientClaimsTooMuch() throws Exception {
        URI uri = start(HubOptions.defaults());
        try (RawClient hello = new RawClient(uri, "a");
                RawClient ack = new RawClient(uri, "b");
                RawClient nack = new RawClient(uri, "c")) {
            hello.welcomed(OptionalLong.of(1));
            ack.welcomed();
            nack.welcomed();

            assertThat(hello.closeCode()).isEqualTo(4400);
            assertThat(ack.say(EnvelopeWriter.ack(1)).closeCode()).isEqualTo(4400);
            assertThat(nack.say(EnvelopeWriter.nack(1, BUSY)).closeCode()).isEqualTo(4400);
        }
    }

    @Test
    @DisplayName("what the check refuses for good is settled and not stored; for now, nothing overtakes it")
    void checkedEvents() throws Exception {
        URI uri = start(HubOptions.defaults());
        hub.refuse(event ->
                event.sequence() == 2 ? Optional.of(Problem.of("schema.invalid", "no", false)) : Optional.empty());
        try (RawClient client = new RawClient(uri, "gw")) {
            client.welcomed();
            client.event(1).event(2);
            while (client.hear(Envelope.class) instanceof Envelope.Ack ack && ack.upto() < 2) {
                // the nack of 2 comes before the acknowledgement that passes it
            }
            hub.refuse(event -> Optional.of(BUSY));
            client.event(3).event(4);
            Envelope heard = client.hear(Envelope.class);
            if (heard instanceof Envelope.Ack) {
                heard = client.hear(Envelope.class);
            }
            assertThat(((Envelope.Nack) heard).sequence()).hasValue(3);
            hub.refuse(event -> {
                throw new IllegalStateException("theirs");
            });
            client.event(3);
            assertThat(client.hear(Envelope.Nack.class).error().retryable()).isTrue();

            assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L);
        }
    }

    @Test
    @DisplayName("F16 a hub restored from a backup has less than it acknowledged, and takes it again")
    void lostData() throws Exception {
        URI uri = start(HubOptions.defaults());
        String source;
        try (RawClient client = new RawClient(uri, "gw")) {
            source = client.source;
            client.welcomed();
            client.event(1);
            assertThat(client.hear(Envelope.Ack.class).upto()).isEqualTo(1);
            client.event(2);
            assertThat(client.hear(Envelope.Ack.class).upto()).isEqualTo(2);
            assertThatThrownBy(() -> hub.lose(source, 1)).isInstanceOf(IllegalStateException.class);
        }
        hub.kill();
        hub.lose(source, 1);
        hub.start();

        try (RawClient client = new RawClient(uri, "gw")) {
            assertThat(client.welcomed().acked()).isEqualTo(1);
            client.event(2);
            assertThat(client.hear(Envelope.Ack.class).upto()).isEqualTo(2);
            assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L, 2L);
        }
    }

    @Test
    @DisplayName(
            "scripted: F1 twice, F10 refused, F12 closed at once, F15 old and too high, F17 welcome above, F19 late")
    void misbehaviour() throws Exception {
        URI uri = start(HubOptions.defaults());
        Misbehaviour bad = hub.misbehaviour();
        bad.refuseUpgrades(403, Duration.ofSeconds(7), 1);
        assertThatThrownBy(() -> new RawClient(uri, "gw"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectFailedException.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo(new CloseReason.HandshakeFailed(403, "refused", Duration.ofSeconds(7))));
        bad.endHellos(4401, 1);
        try (RawClient client = new RawClient(uri, "gw")) {
            assertThat(client.hello(OptionalLong.empty()).closeCode()).isEqualTo(4401);
        }
        bad.endHellos(0, 1);
        try (RawClient client = new RawClient(uri, "gw")) {
            assertThat(client.hello(OptionalLong.empty()).closeCode()).isEqualTo(1000);
        }
        bad.welcomeBeyond(5);
        bad.tamperWithOutgoing(frame -> List.of(frame, frame));
        bad.claimBeyond(-1);
        bad.delayAcks(Duration.ofMillis(20));
        try (RawClient client = new RawClient(uri, "gw")) {
            assertThat(client.welcomed().acked()).isEqualTo(5);
            assertThat(client.hear(Envelope.Welcome.class).acked()).isEqualTo(5);
            bad.tamperWithOutgoing(List::of);
            client.event(1);
            assertThat(client.hear(Envelope.Ack.class).upto()).isZero();
            hub.say("gw", "nonsense".getBytes(StandardCharsets.UTF_8));
            bad.tamperWithIncoming(frame -> List.of());
            client.event(2).event(3);
        }
        assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L);
    }
}
