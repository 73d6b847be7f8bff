// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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
        say(EnvelopeWriter.hello(
                new Envelope.Hello(protocol, "raw", "run", "test", "/raw/1", 1, OptionalLong.empty(), List.of())));
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
