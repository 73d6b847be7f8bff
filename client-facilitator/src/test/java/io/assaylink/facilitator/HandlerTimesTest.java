// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.handler.Registered;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.LineFraming;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.facilitator.shell.Handlers;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers have the time of the options, or one of their own. */
@Timeout(60)
class HandlerTimesTest {
    private static final Duration DEFAULT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final ClientOptions options = ClientOptions.defaults("gw");
    private final Handlers handlers = new Handlers("times", options.handlers());

    @AfterEach
    void release() {
        handlers.close();
    }

    private Registered registered(String type) {
        return handlers.on(type, request -> VirtualSession.DATA);
    }

    private Registered registeredForEvents(String type) {
        return handlers.onEvent(type, event -> Optional.empty(), event -> {});
    }

    private static byte[] ask(VirtualSession it, String type, Duration expiry) {
        Instant time = Instant.EPOCH.plusNanos(it.now);
        return EnvelopeWriter.request(
                type, "/hub", "q-" + type, time, time.plus(expiry), Optional.of("chem-1"), VirtualSession.DATA);
    }

    private static byte[] event(String type, long sequence) {
        return EnvelopeWriter.event(
                type, "/hubs/main", "h" + sequence, sequence, Instant.EPOCH, "chem-1", VirtualSession.DATA);
    }

    @Test
    void eachRegistrationHasTheTimeOfTheOptionsUntilItIsGivenItsOwn() {
        registered("a").within(LONG);
        registered("b");
        registeredForEvents("b").within(Duration.ofMillis(1));

        assertThat(handlers.forRequest("a")).isEqualTo(LONG);
        assertThat(handlers.forEvent("a")).isEqualTo(DEFAULT);
        assertThat(handlers.forRequest("b")).isEqualTo(DEFAULT);
        assertThat(handlers.forEvent("b")).isEqualTo(Duration.ofMillis(1));
        assertThat(handlers.forRequest("nobody's")).isEqualTo(DEFAULT);
    }

    @Test
    void aTimeBeginsAboveZero() {
        Registered registered = registered("a");

        assertThatThrownBy(() -> registered.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> registered.within(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(handlers.forRequest("a")).isEqualTo(DEFAULT);
    }

    @Test
    @DisplayName("F8 a longer time for one type: it goes on where another is told expired")
    void longer() {
        registered("slow").within(LONG);
        registered("other");
        VirtualSession it = new VirtualSession(options, handlers).ready();
        it.hub(ask(it, "slow", LONG.multipliedBy(2))).hub(ask(it, "other", LONG.multipliedBy(2)));
        it.pass(DEFAULT);
        assertThat(it.serving.values()).extracting(HubRequest::type).containsExactly("slow");
        it.pass(LONG.minus(DEFAULT));

        assertThat(it.serving).isEmpty();
        assertThat(it.sent.stream().filter(frame -> frame instanceof Envelope.Message))
                .hasSize(2)
                .allMatch(frame -> ((Envelope.Message) frame).kind() == Envelope.Kind.ERROR);
    }

    @Test
    @DisplayName("F8 the message's own expiry is earlier: it wins")
    void expiryWins() {
        registered("slow").within(LONG);
        VirtualSession it = new VirtualSession(options, handlers).ready();
        it.hub(ask(it, "slow", Duration.ofSeconds(1))).pass(Duration.ofSeconds(1));

        assertThat(it.serving).isEmpty();
    }

    @Test
    void anEventsHandlerHasItsOwnTimeToo() {
        registeredForEvents("slow").within(LONG);
        registeredForEvents("quick").within(Duration.ofSeconds(1));
        VirtualSession it = new VirtualSession(options, handlers)
                .ready()
                .hub(event("slow", 1))
                .hub(event("quick", 2));
        it.pass(Duration.ofSeconds(1));
        assertThat(it.sent)
                .last()
                .isInstanceOfSatisfying(
                        Envelope.Nack.class, nack -> assertThat(nack.sequence()).hasValue(2));
        assertThat(it.handling).hasSize(1);
        it.pass(DEFAULT);
        assertThat(it.handling).hasSize(1);
        it.pass(LONG);

        assertThat(it.handling).isEmpty();
    }

    @Test
    void theHubIsToldWhenTheTimeOfARegistrationIsOver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (LoopbackTransport<ByteBuffer> transport =
                        LoopbackTransport.inRealTime("hub", LineFraming::new, options.receiveLimits());
                DevelopmentHub hub =
                        DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
                VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
                FacilitatorClient client = FacilitatorClient.create(options, transport, Frames.bytes(), outbox)) {
            hub.start();
            client.on("never", request -> {
                        never.await();
                        return VirtualSession.DATA;
                    })
                    .within(Duration.ofMillis(50));
            client.start();
            get(client.whenReady());

            assertThat(get(hub.request("gw", "never", Optional.empty(), VirtualSession.DATA, LONG)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo("expired"));
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, SECONDS);
    }
}
