// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Transport;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F20: close and drain come back within their bound, whatever the client is doing and whatever its peer does. */
@DisplayName("F20 close and drain are bounded in every state")
@Execution(ExecutionMode.CONCURRENT)
class ClosePhasesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    /** The phase, and the peer that is hardest in it. */
    enum Case {
        NOT_STARTED(Phase.IDLE),
        CONNECT_NEVER_ENDS(Phase.CONNECTING),
        PEER_SAYS_NOTHING(Phase.HANDSHAKING),
        PEER_ANSWERS_NO_CLOSE(Phase.READY),
        HUB_WITHHOLDS_ACKS(Phase.DRAINING),
        HUB_IS_AWAY(Phase.BACKING_OFF),
        TOKEN_IS_REFUSED(Phase.SUSPENDED),
        CLOSED_BEFORE(Phase.CLOSED);

        private final Phase phase;

        Case(Phase phase) {
            this.phase = phase;
        }
    }

    private interface Opened extends AutoCloseable {
        @Override
        void close();
    }

    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
    private final BlockingQueue<StateChange> changes = new LinkedBlockingQueue<>();
    private final ArrayDeque<Opened> opened = new ArrayDeque<>();
    private final ClientOptions options = ClientOptions.defaults("gw")
            .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));

    @AfterEach
    void closeAll() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        outbox.close();
    }

    private <T extends Opened> void owns(T what) {
        opened.push(what);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, SECONDS);
    }

    private void await(Phase phase) throws InterruptedException {
        for (StateChange change = changes.poll(20, SECONDS); ; change = changes.poll(20, SECONDS)) {
            assertThat(change).as("waiting for %s", phase).isNotNull();
            if (change.to() == phase) {
                return;
            }
        }
    }

    /** A transport whose connect never ends. */
    private static final class Endless implements Transport<ByteBuffer> {
        @Override
        public String name() {
            return "endless";
        }

        @Override
        public CompletionStage<Connection<ByteBuffer>> connect() {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }

    private DevelopmentHub hub(HubOptions with) throws Exception {
        DevelopmentHub hub = DevelopmentHub.webSocket(with, ANY);
        hub.start();
        owns(hub::close);
        return hub;
    }

    private FacilitatorClient over(URI uri, String token) {
        WebSocketTransport transport = HubTransport.webSocket(options, uri, Credentials.bearer(() -> token));
        owns(transport::close);
        return FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
    }

    private FacilitatorClient begin(FacilitatorClient client, Phase until) throws Exception {
        client.onStateChange(changes::add);
        client.start();
        if (until == Phase.BACKING_OFF) {
            await(Phase.CONNECTING);
        }
        await(until);
        return client;
    }

    /** A client in its phase. */
    private FacilitatorClient in(Case which) throws Exception {
        return switch (which) {
            case NOT_STARTED -> FacilitatorClient.create(options, new Endless(), Frames.bytes(), outbox);
            case CONNECT_NEVER_ENDS ->
                begin(FacilitatorClient.create(options, new Endless(), Frames.bytes(), outbox), Phase.CONNECTING);
            case PEER_SAYS_NOTHING -> {
                LoopbackTransport<ByteBuffer> mute =
                        LoopbackTransport.inRealTime("mute", LineFraming::new, options.receiveLimits());
                owns(mute::close);
                get(mute.server().listen(connection -> {}));
                yield begin(FacilitatorClient.create(options, mute, Frames.bytes(), outbox), Phase.HANDSHAKING);
            }
            case PEER_ANSWERS_NO_CLOSE -> {
                URI hub = hub(HubOptions.defaults()).uri();
                FaultProxy proxy = new FaultProxy(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.getPort()), FaultPlan.none());
                owns(proxy::close);
                int port = get(proxy.listen()).getPort();
                FacilitatorClient client =
                        begin(over(URI.create("ws://127.0.0.1:" + port + HubTransport.PATH), "any"), Phase.READY);
                for (Fault.Direction direction : Fault.Direction.values()) {
                    get(proxy.faults().inject(new Fault.BlackHole(direction, 0, Duration.ofMinutes(1))));
                }
                yield client;
            }
            case HUB_WITHHOLDS_ACKS -> {
                DevelopmentHub hub = hub(HubOptions.defaults());
                hub.misbehaviour().withholdAcks(true);
                FacilitatorClient client = begin(over(hub.uri(), "any"), Phase.READY);
                get(client.send(new Draft("t", "chem-1", Instant.EPOCH, DATA, new byte[0]))
                        .written());
                var unused = client.drain(Duration.ofMinutes(5));
                await(Phase.DRAINING);
                yield client;
            }
            case HUB_IS_AWAY -> {
                DevelopmentHub hub = hub(HubOptions.defaults());
                hub.kill();
                yield begin(over(hub.uri(), "any"), Phase.BACKING_OFF);
            }
            case TOKEN_IS_REFUSED ->
                begin(over(hub(HubOptions.defaults().withToken("right")).uri(), "wrong"), Phase.SUSPENDED);
            case CLOSED_BEFORE -> {
                FacilitatorClient client = FacilitatorClient.create(options, new Endless(), Frames.bytes(), outbox);
                get(client.close(WITHIN));
                yield client;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void close(Case which) throws Exception {
        FacilitatorClient client = in(which);
        assertThat(client.state().phase()).isIn(which.phase, Phase.CONNECTING);
        PendingReply pending = client.request("ask", DATA, Duration.ofMinutes(5));

        get(client.close(WITHIN));

        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        assertThat(get(pending.outcome())).isInstanceOf(Outcome.Disconnected.class);
        assertThat(client.whenReady()).isNotNull();
        assertThat(client.send(new Draft("t", "s", Instant.EPOCH, DATA, new byte[0]))
                        .accepted())
                .failsWithin(WITHIN)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        OutboxException.class,
                        closed -> assertThat(closed.code()).isEqualTo(OutboxException.Code.CLOSED));
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void drain(Case which) throws Exception {
        boolean waits = which == Case.HUB_WITHHOLDS_ACKS;
        FacilitatorClient client = in(which);
        if (waits) { // the first drain has its own bound
            get(client.close(WITHIN));
        }

        boolean all = get(client.drain(Duration.ofMillis(300)));

        assertThat(all).isEqualTo(which == Case.NOT_STARTED || which == Case.PEER_ANSWERS_NO_CLOSE);
        get(client.close(WITHIN));
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        assertThat(outbox.depth().events()).isEqualTo(waits ? 1 : 0);
    }
}
