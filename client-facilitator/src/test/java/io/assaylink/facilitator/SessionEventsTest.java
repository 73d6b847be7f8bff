// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of events: resume, window, acknowledgement, refusal. */
class SessionEventsTest {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);

    @Test
    void nothingIsSentBeforeWelcomeAndEverythingInOrderAfterIt() {
        VirtualSession it = new VirtualSession().append(3).started().connected();
        assertThat(it.sent).singleElement().isInstanceOf(Envelope.Hello.class);

        it.welcome(0);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void welcomeForgetsWhatTheHubHoldsAndResumesAboveIt() {
        VirtualSession it = new VirtualSession().append(5).started().connected().welcome(3);

        assertThat(it.sequencesSent()).containsExactly(4L, 5L);
        assertThat(it.outbox).containsOnlyKeys(4L, 5L);
    }

    @Test
    void anEventIsForgottenOnlyWhenItIsAcknowledged() {
        VirtualSession it = new VirtualSession().append(3).ready();
        assertThat(it.outbox).hasSize(3);

        it.ack(2);

        assertThat(it.outbox).containsOnlyKeys(3L);
        assertThat(it.acknowledged).isEqualTo(2);
    }

    @Test
    void aLostLinkSendsTheSameBytesAgain() {
        VirtualSession it = new VirtualSession().append(2).ready();
        byte[] first = it.sentBytes.get(1);

        it.failed(LOST).pass(Duration.ofSeconds(2)).connected().welcome(0);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 1L, 2L);
        assertThat(it.sentBytes.get(4)).isEqualTo(first);
    }

    @Test
    @DisplayName("F19 slow hub: at most maxInFlight unacknowledged events")
    void theWindowHolds() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(4, 1 << 20))
                .append(10)
                .ready();
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L, 4L);

        it.ack(3);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void theWindowHoldsInBytesAndLetsOneThrough() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(4, 1))
                .append(3)
                .ready();

        assertThat(it.sequencesSent()).contains(1L);
        it.ack(it.sequencesSent().size());
        assertThat(it.sequencesSent()).hasSizeGreaterThan(1);
    }

    @Test
    @DisplayName("F15 acknowledgement beyond what was sent: 4400, nothing deleted")
    void ackBeyondIsAViolation() {
        VirtualSession it = new VirtualSession().append(2).ready().ack(3);

        assertThat(it.disconnects).containsExactly("4400 ack beyond what was sent");
        assertThat(it.outbox).hasSize(2);
        assertThat(it.session.phase()).isEqualTo(Phase.BACKING_OFF);
        assertThat(it.alarms).contains(new Alarm("hub.acked-beyond", 3, 3));
    }

    @Test
    @DisplayName("F15 older and repeated acknowledgements change nothing")
    void staleAcksAreCounted() {
        VirtualSession it = new VirtualSession().append(3).ready().ack(2).ack(1).ack(2);

        assertThat(it.acknowledged).isEqualTo(2);
        assertThat(it.count(Counter.STALE_ACK)).isEqualTo(2);
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("F17 welcome above what this outbox ever held: 4400, nothing deleted")
    void welcomeBeyondIsAViolation() {
        VirtualSession it = new VirtualSession().append(2).started().connected().welcome(7);

        assertThat(it.disconnects).containsExactly("4400 acked beyond what was sent");
        assertThat(it.outbox).hasSize(2);
        assertThat(it.sequencesSent()).isEmpty();
    }

    @Test
    @DisplayName("F16 hub lost its data: alarm, what is kept is sent, what is gone is skipped")
    void lostDataIsAnAlarm() {
        VirtualSession it = new VirtualSession().append(4).ready().ack(3);

        it.failed(LOST).pass(Duration.ofSeconds(2)).connected().welcome(1);

        assertThat(it.alarms).contains(new Alarm("hub.lost-data", 2, 3));
        assertThat(it.sent).containsSubsequence(new Envelope.Skip(2, "trimmed"), new Envelope.Skip(3, "trimmed"));
        assertThat(it.sequencesSent()).endsWith(4L);
    }

    @Test
    @DisplayName("F18 poison: dead letter at once, the others go on in order")
    void aRefusedEventIsADeadLetter() {
        VirtualSession it = new VirtualSession().append(3).ready().nack(2, false);
        assertThat(it.deadLetters).containsOnlyKeys(2L);

        it.ack(3);

        assertThat(it.acknowledged).isEqualTo(3);
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aRefusalForNowRewindsAndWaits() {
        VirtualSession it = new VirtualSession().append(3).ready().nack(2, true);
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);

        it.pass(Duration.ofSeconds(1));

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L, 2L, 3L);
        assertThat(it.deadLetters).isEmpty();
    }

    @Test
    @DisplayName("F18 ten refusals of one sequence: dead letter and skip")
    void tenRefusalsAreEnough() {
        VirtualSession it = new VirtualSession().append(2).ready();
        for (int i = 0; i < 10; i++) {
            it.nack(1, true).pass(Duration.ofSeconds(1));
        }

        assertThat(it.deadLetters).containsOnlyKeys(1L);
        assertThat(it.sent).contains(new Envelope.Skip(1, "refused"));
        it.ack(2);
        assertThat(it.acknowledged).isEqualTo(2);
        assertThat(it.sequencesSent().stream().filter(sequence -> sequence == 1))
                .hasSize(10);
    }

    @Test
    void linkFailuresNeverCountAgainstAnEvent() {
        VirtualSession it = new VirtualSession().append(1).ready();
        for (int i = 0; i < 50; i++) {
            it.failed(LOST).pass(Duration.ofSeconds(61)).connected().welcome(0);
        }

        assertThat(it.deadLetters).isEmpty();
        assertThat(it.sequencesSent()).hasSize(51);
    }

    @Test
    void aDeadLetterAtTheEndIsSkippedAfterReconnect() {
        VirtualSession it = new VirtualSession().append(2).ready().nack(2, false);

        it.failed(LOST).pass(Duration.ofSeconds(2)).connected().welcome(1);

        assertThat(it.sent).endsWith(new Envelope.Skip(2, "refused"));
    }

    @Test
    void nothingIsForgottenBeforeItsDeadLetterIsDurable() {
        ClientOptions options = ClientOptions.defaults("gw");
        VirtualSession it = new VirtualSession(options).append(2).ready();
        it.session.frame(
                it.epoch,
                io.assaylink.facilitator.envelope.EnvelopeWriter.nack(
                        1, io.assaylink.facilitator.envelope.Problem.of("c", "t", false)),
                it.now);
        it.session.frame(it.epoch, io.assaylink.facilitator.envelope.EnvelopeWriter.ack(2), it.now);
        List<Effect> effects = it.session.take();
        assertThat(effects).noneMatch(effect -> effect instanceof Effect.Acknowledge);

        it.session.dialect().settledDurably(1, true, it.now);

        assertThat(it.session.take()).contains(new Effect.Acknowledge(2));
    }

    @Test
    @DisplayName("F21 an event above the hub's frame limit becomes a dead letter and blocks nobody")
    void tooLargeForTheHub() {
        VirtualSession it = new VirtualSession().started().connected();
        it.last = 1;
        it.outbox.put(
                1L,
                new io.assaylink.facilitator.outbox.Stored(
                        1,
                        "id1",
                        "t",
                        "s",
                        java.time.Instant.EPOCH,
                        ("\"" + "x".repeat(2 << 20) + "\"").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        it.append(1).welcome(0);

        assertThat(it.deadLetters).containsEntry(1L, "too.large");
        assertThat(it.sent).contains(new Envelope.Skip(1, "refused"));
        assertThat(it.sequencesSent()).containsExactly(2L);
    }

    @Test
    @DisplayName("F20 drain: closes when everything accepted is acknowledged, and not before")
    void drainWaitsForTheHub() {
        VirtualSession it = new VirtualSession().append(2).ready();
        it.session.drain(it.now + Duration.ofSeconds(5).toNanos());
        it.perform().ack(1);
        assertThat(it.drained).isEmpty();

        it.ack(2);

        assertThat(it.drained).containsExactly(true);
        assertThat(it.session.phase()).isEqualTo(Phase.CLOSED);
        it.failed(LOST);
        assertThat(it.ended).isEqualTo(1);
    }

    @Test
    @DisplayName("F20 drain: bounded while the hub is away")
    void drainGivesUp() {
        VirtualSession it = new VirtualSession().append(2).started();
        it.failed(LOST);
        it.session.drain(it.now + Duration.ofSeconds(5).toNanos());

        it.pass(Duration.ofSeconds(5));

        assertThat(it.drained).containsExactly(false);
        assertThat(it.session.phase()).isEqualTo(Phase.CLOSED);
        assertThat(it.outbox).hasSize(2);
    }

    @Test
    void manyEventsArriveOnceInOrder() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(16, 1 << 20))
                .append(500)
                .ready();
        while (it.acknowledged < 500) {
            it.ack(it.sequencesSent().get(it.sequencesSent().size() - 1));
        }

        assertThat(it.sequencesSent())
                .isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    }

    @Test
    @DisplayName("F16 a hub that lost very much is told so window by window")
    void manySkipsKeepToTheWindow() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(10, 1 << 20))
                .append(1000)
                .started()
                .connected()
                .welcome(999);
        it.failed(LOST).pass(Duration.ofSeconds(2)).connected().welcome(0);
        assertThat(it.count(Counter.EVENT_SKIPPED)).isEqualTo(10);

        for (long upto = 10; upto <= 990; upto += 10) {
            it.ack(upto);
        }

        assertThat(it.count(Counter.EVENT_SKIPPED)).isEqualTo(999);
        assertThat(it.sequencesSent()).endsWith(1000L);
    }
}
