// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests both ways: exactly one outcome each, whatever comes when. */
class SessionRequestsTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);

    private static byte[] reply(Ask request, String type) {
        return EnvelopeWriter.reply(type, "/hub", "r1", request.id(), Instant.EPOCH, VirtualSession.DATA);
    }

    private static byte[] ask(VirtualSession it, String id, Duration within) {
        Instant time = Instant.EPOCH.plusNanos(it.now);
        return EnvelopeWriter.request(
                "query", "/hub", id, time, time.plus(within), Optional.empty(), VirtualSession.DATA);
    }

    @Test
    @DisplayName("F1 reply twice: the first wins, the second is counted")
    void duplicateReply() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(TEN);
        it.hub(reply(request, "ask.reply")).hub(reply(request, "ask.reply"));

        assertThat(it.only(request)).isInstanceOf(Outcome.Reply.class);
        assertThat(it.count(Counter.DUPLICATE_REPLY)).isEqualTo(1);
        assertThat(it.session.dialect().pendingRequests()).isZero();
    }

    @Test
    @DisplayName("F2 reply to an id that never was: counted, connection kept")
    void unknownReply() {
        VirtualSession it = new VirtualSession().ready();
        it.hub(EnvelopeWriter.reply("ask.reply", "/hub", "r1", "nobody", Instant.EPOCH, VirtualSession.DATA));

        assertThat(it.count(Counter.UNKNOWN_REPLY)).isEqualTo(1);
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("F3 reply after the time: late")
    void lateReply() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(TEN);
        it.pass(TEN).hub(reply(request, "ask.reply"));

        assertThat(it.only(request)).isEqualTo(new Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN));
        assertThat(it.count(Counter.LATE_REPLY)).isEqualTo(1);
    }

    @Test
    @DisplayName("F4 replies out of order reach their own requests")
    void outOfOrder() {
        VirtualSession it = new VirtualSession().ready();
        Ask one = it.request(TEN);
        Ask two = it.request(TEN);
        it.hub(reply(two, "ask.reply"))
                .hub(EnvelopeWriter.error("/hub", "e", one.id(), Instant.EPOCH, Problem.of("expired", "t", false)));

        assertThat(it.only(two)).isInstanceOf(Outcome.Reply.class);
        assertThat(it.only(one)).isEqualTo(new Outcome.Refused(Problem.of("expired", "t", false)));
    }

    @Test
    @DisplayName("F4 F5 100,000 pending, answered in any order: each gets its own; one more is refused at once")
    void hundredThousandPending() {
        VirtualSession it = new VirtualSession().ready();
        java.util.List<Ask> asked = new java.util.ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            asked.add(it.request(TEN));
        }
        assertThat(it.only(it.request(TEN))).asString().contains("too.many.pending");
        assertThat(it.session.dialect().pendingRequests()).isEqualTo(100_000);
        java.util.Collections.shuffle(asked, new java.util.Random(7));
        for (Ask request : asked) {
            it.session.frame(
                    it.epoch,
                    EnvelopeWriter.reply(
                            "ask.reply",
                            "/hub",
                            "r",
                            request.id(),
                            Instant.EPOCH,
                            ("\"" + request.id() + "\"").getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                    it.now);
        }
        it.perform();

        assertThat(it.session.dialect().pendingRequests()).isZero();
        for (Ask request : asked) {
            assertThat(it.only(request))
                    .isInstanceOfSatisfying(
                            Outcome.Reply.class,
                            reply -> assertThat(reply.data())
                                    .asString(java.nio.charset.StandardCharsets.US_ASCII)
                                    .isEqualTo("\"" + request.id() + "\""));
        }
    }

    @Test
    @DisplayName("F5 one more than the table takes: refused at once")
    void tooMany() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withRequests(2, 2)).ready();
        it.request(TEN);
        it.request(TEN);
        Ask third = it.request(TEN);

        assertThat(it.only(third)).asString().contains("too.many.pending");
        assertThat(it.session.dialect().pendingRequests()).isEqualTo(2);
    }

    @Test
    @DisplayName("F6 connection lost: pending requests end at once, and say what is known")
    void disconnected() {
        VirtualSession it = new VirtualSession().ready();
        Ask sent = it.request(TEN);
        it.failed(LOST);
        Ask later = it.request(TEN);

        assertThat(it.only(sent)).isEqualTo(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "reset"));
        assertThat(it.only(later)).isEqualTo(new Outcome.Disconnected(Certainty.NOT_SENT, "reset"));
        it.pass(Duration.ofSeconds(2)).connected().welcome(0).hub(reply(sent, "ask.reply"));
        assertThat(it.count(Counter.FOREIGN_REPLY)).isEqualTo(1);
    }

    @Test
    @DisplayName("F6 idempotent: asked again with the same id after each reconnect, until its time is over")
    void idempotent() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(Request.once("ask", VirtualSession.DATA, TEN).asIdempotent());
        it.failed(LOST);
        assertThat(it.outcomes.get(request)).isEmpty();

        it.pass(Duration.ofSeconds(2)).connected().welcome(0);

        assertThat(it.sent.stream()
                        .filter(frame -> frame instanceof Envelope.Message)
                        .map(frame -> ((Envelope.Message) frame).id()))
                .containsExactly(request.id(), request.id());
        it.hub(reply(request, "ask.reply"));
        assertThat(it.only(request)).isInstanceOf(Outcome.Reply.class);
        assertThat(it.session.dialect().pendingRequests()).isZero();
    }

    @Test
    @DisplayName("F6 idempotent, and never a session: ends at its time, and nothing was sent")
    void idempotentWithoutASession() {
        VirtualSession it = new VirtualSession().started();
        Ask late = it.request(Request.once("ask", VirtualSession.DATA, TEN).asIdempotent());
        Ask cancelled = it.request(Request.once("ask", VirtualSession.DATA, TEN).asIdempotent());
        it.session.dialect().cancel(cancelled);
        it.perform().pass(TEN);

        assertThat(it.only(late)).isEqualTo(new Outcome.TimedOut(Certainty.NOT_SENT));
        assertThat(it.only(cancelled)).isEqualTo(new Outcome.Cancelled(Certainty.NOT_SENT));
    }

    @Test
    @DisplayName("F6 idempotent: closed, it ends and says what is known")
    void idempotentClosed() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(Request.once("ask", VirtualSession.DATA, TEN).asIdempotent());
        it.failed(LOST);
        it.session.close("closed");
        it.perform();

        assertThat(it.only(request)).isEqualTo(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "closed"));
        Ask after = it.request(Request.once("ask", VirtualSession.DATA, TEN).asIdempotent());
        assertThat(it.only(after)).isEqualTo(new Outcome.Disconnected(Certainty.NOT_SENT, "closed"));
    }

    @Test
    @DisplayName("F3 more ended requests than are remembered: the oldest's reply is unknown, never another's")
    void theCacheIsBounded() {
        ClientOptions options =
                ClientOptions.defaults("gw").withRequests(new ClientOptions.Requests(TEN, 100, 2, 1000));
        VirtualSession it = new VirtualSession(options).ready();
        Ask oldest = it.request(TEN);
        it.request(TEN);
        it.request(TEN);
        it.pass(TEN).hub(reply(oldest, "ask.reply"));

        assertThat(it.count(Counter.UNKNOWN_REPLY)).isEqualTo(1);
        assertThat(it.count(Counter.LATE_REPLY)).isZero();
    }

    @Test
    @DisplayName("F2 unknown replies below the rate never end the session, however many there are")
    void unknownRepliesAreForgotten() {
        VirtualSession it = new VirtualSession().ready();
        byte[] stray = EnvelopeWriter.reply("x.reply", "/hub", "r1", "nobody", Instant.EPOCH, VirtualSession.DATA);
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < 900; i++) {
                it.hub(stray);
            }
            it.pass(Duration.ofMinutes(1));
        }

        assertThat(it.count(Counter.UNKNOWN_REPLY)).isEqualTo(2700);
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("F7 cancelled: one outcome, no entry left, the reply is late")
    void cancelled() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(TEN);
        it.session.dialect().cancel(request);
        it.session.dialect().cancel(request);
        it.perform().hub(reply(request, "ask.reply"));

        assertThat(it.only(request)).isEqualTo(new Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN));
        assertThat(it.count(Counter.LATE_REPLY)).isEqualTo(1);
        assertThat(it.session.dialect().pendingRequests()).isZero();
    }

    @Test
    void aReplyOfAnotherTypeIsNone() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(TEN);
        it.hub(reply(request, "other.reply"));
        assertThat(it.count(Counter.WRONG_TYPE_REPLY)).isEqualTo(1);

        it.hub(reply(request, "ask.reply"));

        assertThat(it.only(request)).isInstanceOf(Outcome.Reply.class);
    }

    @Test
    void theHubsRequestIsAnsweredOnce() {
        VirtualSession it = new VirtualSession().ready();
        it.hub(ask(it, "q1", TEN)).hub(ask(it, "q1", TEN));
        assertThat(it.serving).containsOnlyKeys(1L);

        it.session.dialect().served(1, new Answer.Data(VirtualSession.DATA), it.now);
        it.session.dialect().served(1, new Answer.Data(VirtualSession.DATA), it.now);
        it.perform();

        assertThat(it.sent.stream().filter(frame -> frame instanceof Envelope.Message))
                .hasSize(1);
        assertThat(((Envelope.Message) it.sent.get(1)).causationId()).contains("q1");
        assertThat(((Envelope.Message) it.sent.get(1)).type()).isEqualTo("query.reply");
    }

    @Test
    @DisplayName("F8 a handler that never ends: the hub is told at the deadline, its answer is dropped")
    void handlerDeadline() {
        VirtualSession it = new VirtualSession().ready();
        it.hub(ask(it, "q1", TEN)).pass(TEN);
        it.session.dialect().served(1, new Answer.Data(VirtualSession.DATA), it.now);
        it.perform();

        assertThat(it.serving).isEmpty();
        assertThat(it.sent).hasSize(2);
        assertThat(((Envelope.Message) it.sent.get(1)).kind()).isEqualTo(Envelope.Kind.ERROR);
    }

    @Test
    void anExpiredRequestIsNotServed() {
        VirtualSession it = new VirtualSession().ready();
        it.hub(ask(it, "q1", Duration.ofSeconds(-1)));

        assertThat(it.serving).isEmpty();
        assertThat(((Envelope.Message) it.sent.get(1)).kind()).isEqualTo(Envelope.Kind.ERROR);
    }

    @Test
    @DisplayName("F8 at most maxServed at a time")
    void handlersAreBounded() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withRequests(2, 1)).ready();
        it.hub(ask(it, "q1", TEN)).hub(ask(it, "q2", TEN));

        assertThat(it.serving).hasSize(1);
        assertThat(it.count(Counter.REQUEST_NOT_SERVED)).isEqualTo(1);
    }

    @Test
    @DisplayName("F2 more than 1,000 unknown replies a minute end the session")
    void floodOfUnknownReplies() {
        VirtualSession it = new VirtualSession().ready();
        byte[] stray = EnvelopeWriter.reply("x.reply", "/hub", "r1", "nobody", Instant.EPOCH, VirtualSession.DATA);
        for (int i = 0; i < 1000; i++) {
            it.hub(stray);
        }
        assertThat(it.session.phase()).isEqualTo(Phase.READY);

        it.hub(stray);

        assertThat(it.disconnects).containsExactly("1008 too many unknown replies");
    }
}
