// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The hub's events: in order, acknowledged when dealt with and durable, again after everything else. */
class SessionHubEventsTest {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);

    private static byte[] event(long sequence) {
        return event("/hubs/main", sequence);
    }

    private static byte[] event(String source, long sequence) {
        return EnvelopeWriter.event(
                "order", source, "h" + sequence, sequence, Instant.EPOCH, "chem-1", VirtualSession.DATA);
    }

    private static Answer failed(boolean retryable) {
        return new Answer.Failed(Problem.of("handler.failed", "no", retryable));
    }

    private static List<Envelope> answers(VirtualSession it) {
        return it.sent.stream()
                .filter(frame -> frame instanceof Envelope.Ack || frame instanceof Envelope.Nack)
                .toList();
    }

    @Test
    @DisplayName("ack: stored durably, cumulative, and not before everything below it is dealt with")
    void acknowledgedInOrder() {
        VirtualSession it =
                new VirtualSession().ready().hub(event(1)).hub(event(2)).hub(event(3));
        assertThat(it.handling).containsOnlyKeys(1L, 2L, 3L);

        it.served(2, new Answer.Done());
        assertThat(answers(it)).isEmpty();
        it.served(1, new Answer.Done());

        assertThat(answers(it)).containsExactly(new Envelope.Ack(2));
        assertThat(it.stored).containsExactly(new Received("/hubs/main", 2));
        assertThat(it.count(Counter.HUB_EVENT_HANDLED)).isEqualTo(2);
    }

    @Test
    @DisplayName("hello.received: absent before the first event, then the highest that is durable")
    void helloSaysHowFar() {
        VirtualSession it = new VirtualSession().ready();
        assertThat(it.sent.get(0))
                .isInstanceOfSatisfying(
                        Envelope.Hello.class,
                        hello -> assertThat(hello.received()).isEmpty());
        it.hub(event(1)).hub(event(2)).served(1, new Answer.Done());

        it.failed(LOST).pass(Duration.ofSeconds(2)).connected();

        assertThat(it.sent.get(it.sent.size() - 1))
                .isInstanceOfSatisfying(
                        Envelope.Hello.class,
                        hello -> assertThat(hello.received()).isEqualTo(OptionalLong.of(1)));
    }

    @Test
    void whatWasTakenByAnEarlierRunIsAcknowledgedAgainAndNotHandled() {
        VirtualSession it = new VirtualSession();
        it.session.dialect().restore(new Received("/hubs/main", 5));
        it.ready().hub(event(5)).hub(event(6));

        assertThat(answers(it)).containsExactly(new Envelope.Ack(5));
        assertThat(it.handling).hasSize(1);
        assertThat(it.count(Counter.HUB_EVENT_REPEATED)).isEqualTo(1);
    }

    @Test
    @DisplayName("a handler that failed: nack, nothing above it counts, the event comes again")
    void refusedForNow() {
        VirtualSession it =
                new VirtualSession().ready().hub(event(1)).hub(event(2)).hub(event(3));
        it.served(1, failed(true));

        assertThat(answers(it)).singleElement().isInstanceOf(Envelope.Nack.class);
        assertThat(it.handling).isEmpty(); // 2 and 3 were taken back from their handlers
        it.hub(event(3));
        assertThat(it.handling).isEmpty();
        assertThat(it.count(Counter.HUB_EVENT_GAP)).isEqualTo(1);

        it.hub(event(1));

        assertThat(it.handling).hasSize(1);
    }

    @Test
    @DisplayName("refused for good: nack, and its number is settled")
    void refusedForGood() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).hub(event(2));
        it.served(1, failed(false)).served(2, new Answer.Done());

        assertThat(answers(it)).hasSize(3).endsWith(new Envelope.Ack(1), new Envelope.Ack(2));
    }

    @Test
    @DisplayName("F8 a handler of an event that never ends: nack at its deadline, the event comes again")
    void deadline() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).pass(Duration.ofSeconds(30));

        assertThat(it.handling).isEmpty();
        assertThat(answers(it))
                .singleElement()
                .isInstanceOfSatisfying(
                        Envelope.Nack.class,
                        nack -> assertThat(nack.error().retryable()).isTrue());
        it.served(1, new Answer.Done());
        assertThat(it.stored).isEmpty();
    }

    @Test
    void anEventThatIsBeingHandledIsNotHandledTwice() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).hub(event(1));

        assertThat(it.handling).hasSize(1);
        assertThat(answers(it)).isEmpty();
    }

    @Test
    @DisplayName("the connection ends: what was not dealt with comes again")
    void lost() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).hub(event(2));
        it.served(2, new Answer.Done()).failed(LOST);
        assertThat(it.handling).isEmpty();

        it.pass(Duration.ofSeconds(2)).connected().welcome(0).hub(event(1)).hub(event(2));

        assertThat(it.handling).hasSize(2);
    }

    @Test
    @DisplayName("skip of the hub settles its number")
    void skipped() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).served(1, new Answer.Done());
        it.hub(EnvelopeWriter.skip(2, "expired"));

        assertThat(answers(it)).containsExactly(new Envelope.Ack(1), new Envelope.Ack(2));
    }

    @Test
    @DisplayName("another hub begins at 1; one that begins elsewhere is not listened to")
    void anotherSource() {
        VirtualSession it = new VirtualSession().ready().hub(event(1)).served(1, new Answer.Done());
        it.handling.clear();
        it.hub(event("/hubs/other", 9));
        assertThat(it.handling).isEmpty();

        it.hub(event("/hubs/other", 1)).served(2, new Answer.Done());

        assertThat(it.stored).endsWith(new Received("/hubs/other", 1));
    }

    @Test
    @DisplayName("one more than may wait: nack, not for good")
    void bounded() {
        ClientOptions one = ClientOptions.defaults("gw").withRequests(10, 1);
        VirtualSession it = new VirtualSession(one).ready().hub(event(1)).hub(event(2));

        assertThat(it.handling).hasSize(1);
        assertThat(answers(it)).singleElement().isInstanceOfSatisfying(Envelope.Nack.class, nack -> {
            assertThat(nack.sequence()).hasValue(2);
            assertThat(nack.error().retryable()).isTrue();
        });
    }

    @Test
    @DisplayName("what is done behind one that is not counts as waiting too")
    void boundedBehindASlowOne() {
        ClientOptions two = ClientOptions.defaults("gw").withRequests(10, 2);
        VirtualSession it = new VirtualSession(two).ready().hub(event(1)).hub(event(2));
        it.served(2, new Answer.Done()).hub(event(3));
        assertThat(it.handling).containsOnlyKeys(1L);

        it.served(1, new Answer.Done()).hub(event(3));

        assertThat(it.handling).hasSize(1);
        assertThat(answers(it)).contains(new Envelope.Ack(2));
    }

    @Test
    @DisplayName("F20 drain waits for the handler of an event")
    void drain() {
        VirtualSession it = new VirtualSession().ready().hub(event(1));
        it.session.drain(it.now + Duration.ofSeconds(5).toNanos());
        it.perform();
        assertThat(it.drained).isEmpty();

        it.served(1, new Answer.Done());

        assertThat(it.drained).containsExactly(true);
    }
}
