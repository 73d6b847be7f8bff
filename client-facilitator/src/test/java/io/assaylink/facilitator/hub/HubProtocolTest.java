// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hub's side of the rules, frame by frame. */
@Timeout(60)
class HubProtocolTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    private final LoopbackTransport<ByteBuffer> transport =
            LoopbackTransport.inRealTime("raw", LineFraming::new, ReceiveLimits.defaults());
    private final EnvelopeReader reader = new EnvelopeReader(1 << 20);
    private DevelopmentHub hub;
    private Connection<ByteBuffer> connection;

    @BeforeEach
    void open() throws Exception {
        hub = DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
        hub.start();
        connection = transport.connect().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        hub.close();
        transport.close();
    }

    private void say(byte[] frame) {
        var unused = connection.outbound().send(ByteBuffer.wrap(frame));
    }

    private void say(String frame) {
        say(frame.getBytes(StandardCharsets.UTF_8));
    }

    private void event(String source, long sequence) {
        say(EnvelopeWriter.event("t", source, "id" + sequence, sequence, Instant.EPOCH, "chem-1", DATA));
    }

    private void hello(long protocol) {
        hello(protocol, 1);
    }

    private void hello(long protocol, long next) {
        say(EnvelopeWriter.hello(
                new Envelope.Hello(protocol, "raw", "run", "test", "/raw/1", next, OptionalLong.empty(), List.of())));
    }

    /** A new connection on which {@code next} is the lowest that may come; what the hub says that it has. */
    private long resumed(long next) throws Exception {
        connection.close(Duration.ZERO).toCompletableFuture().get(30, TimeUnit.SECONDS);
        connection = transport.connect().toCompletableFuture().get(30, TimeUnit.SECONDS);
        hello(1, next);
        return ((Envelope.Welcome) hear()).acked();
    }

    private void hearsRefusalOf(long sequence) throws Exception {
        assertThat(hear()).isInstanceOfSatisfying(Envelope.Nack.class, nack -> {
            assertThat(nack.sequence()).hasValue(sequence);
            assertThat(nack.error().code()).isEqualTo("schema.invalid");
            assertThat(nack.error().detail()).isEqualTo("/x is missing");
        });
    }

    private void refuses(long... sequences) {
        hub.refuse(event -> LongStream.of(sequences).anyMatch(each -> each == event.sequence())
                ? Optional.of(new Problem("schema.invalid", "no", false, Duration.ZERO, "/x is missing"))
                : Optional.empty());
    }

    private Envelope hear() throws Exception {
        ReceiveOutcome<ByteBuffer> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(ReceiveOutcome.Received.class);
        ByteBuffer message = ((ReceiveOutcome.Received<ByteBuffer>) outcome).message();
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return reader.read(bytes);
    }

    private void isClosed() throws Exception {
        assertThat(connection.inbound().receive(LONG)).isInstanceOf(ReceiveOutcome.Closed.class);
    }

    private void welcomed() throws Exception {
        hello(1);
        assertThat(hear())
                .isInstanceOfSatisfying(
                        Envelope.Welcome.class,
                        welcome -> assertThat(welcome.acked()).isZero());
    }

    @Test
    void aGapIsNeverAcknowledged() throws Exception {
        welcomed();
        event("/raw/1", 2);
        event("/raw/1", 1);
        assertThat(hear()).isEqualTo(new Envelope.Ack(1));
        assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L);

        event("/raw/1", 2);

        assertThat(hear()).isEqualTo(new Envelope.Ack(2));
    }

    @Test
    void aDuplicateIsAcknowledgedAndNotStoredTwice() throws Exception {
        welcomed();
        event("/raw/1", 1);
        assertThat(hear()).isEqualTo(new Envelope.Ack(1));

        event("/raw/1", 1);

        assertThat(hear()).isEqualTo(new Envelope.Ack(1));
        assertThat(hub.events(0, 10)).hasSize(1);
    }

    @Test
    void aSkipSettlesItsSequence() throws Exception {
        welcomed();
        say(EnvelopeWriter.skip(1, "expired"));
        assertThat(hear()).isEqualTo(new Envelope.Ack(1));

        event("/raw/1", 2);

        assertThat(hear()).isEqualTo(new Envelope.Ack(2));
        assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(2L);
    }

    @Test
    void aRefusalThatItsSenderMayNotKnowIsSaidAgain() throws Exception {
        refuses(2, 4);
        welcomed();
        for (long sequence = 1; sequence <= 5; sequence++) {
            event("/raw/1", sequence);
        }
        for (Envelope heard = hear(); !heard.equals(new Envelope.Ack(5)); ) {
            heard = hear();
        }

        assertThat(resumed(1)).isEqualTo(1);
        refuses(); // what was refused stays refused: what came behind it is stored
        event("/raw/1", 2);
        hearsRefusalOf(2);
        assertThat(hear()).as("no more than came").isEqualTo(new Envelope.Ack(2));
        assertThat(resumed(3)).isEqualTo(3);
        event("/raw/1", 4);
        hearsRefusalOf(4);
        assertThat(hear()).isEqualTo(new Envelope.Ack(4));
        event("/raw/1", 5);
        assertThat(hear()).isEqualTo(new Envelope.Ack(5));
        assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L, 3L, 5L);
    }

    @Test
    void whoSkipsARefusedEventKnowsIt() throws Exception {
        refuses(1);
        welcomed();
        event("/raw/1", 1);
        hearsRefusalOf(1);

        assertThat(resumed(1)).isZero();
        say(EnvelopeWriter.skip(1, "refused"));
        assertThat(hear()).isEqualTo(new Envelope.Ack(1));
    }

    @Test
    void whoComesWithHigherNumbersKnowsOfTheRefusalsBelow() throws Exception {
        refuses(1, 2);
        welcomed();
        event("/raw/1", 1);
        event("/raw/1", 2);
        event("/raw/1", 3);
        for (Envelope heard = hear(); !heard.equals(new Envelope.Ack(3)); ) {
            heard = hear();
        }

        assertThat(resumed(4)).isEqualTo(3);
        event("/raw/1", 4);
        assertThat(hear()).isEqualTo(new Envelope.Ack(4));
        assertThat(resumed(1)).as("forgotten for good").isEqualTo(4);
    }

    @Test
    void anEventOfAnotherSourceEndsTheSession() throws Exception {
        welcomed();
        event("/raw/2", 1);

        isClosed();
    }

    @Test
    void anotherVersionIsNotSpoken() throws Exception {
        hello(2);

        isClosed();
    }

    @Test
    void nothingButHelloComesFirst() throws Exception {
        event("/raw/1", 1);

        isClosed();
        assertThat(hub.events(0, 10)).isEmpty();
    }

    @Test
    void badFramesAreBorneUpToABoundAndUnknownKindsAnswered() throws Exception {
        welcomed();
        say("{\"kind\":\"lease\",\"id\":\"x1\"}");
        assertThat(hear())
                .isInstanceOfSatisfying(
                        Envelope.Nack.class, nack -> assertThat(nack.id()).contains("x1"));
        say("{\"kind\":\"ping\",\"n\":7}");
        assertThat(hear()).isEqualTo(new Envelope.Pong(7));
        for (int i = 0; i < 11; i++) {
            say("nonsense");
        }

        isClosed();
    }
}
