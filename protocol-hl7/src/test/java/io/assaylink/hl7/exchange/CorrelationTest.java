// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Cause;
import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Committed;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Noted;
import io.assaylink.hl7.exchange.ExchangeEvent.PartlyAnswered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.exchange.ExchangeOptions.Correlation;
import io.assaylink.hl7.message.Hl7Message;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How answers find their messages: policies, phases, several answers, and what happens when they cannot be told apart. */
class CorrelationTest {

    private static Peer peer(Correlation correlation) {
        return new Peer(ExchangeOptions.defaults().withCorrelation(correlation), new RepeatMemory(10));
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    @Test
    @DisplayName("in order: the one outstanding is meant, whatever MSA-2 says")
    void inOrder() {
        Peer peer = peer(Correlation.IN_ORDER);
        long first = peer.sends(Peer.result("1"));
        long second = peer.sends(Peer.result("1"));
        peer.receives(Peer.ack("AA", "ACK"));
        peer.receives(Peer.ack("AE", ""));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(first, second);
        assertThat(peer.all(Noted.class)).isEmpty();
        peer.receives(Peer.ack("AA", ""));
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_UNMATCHED);
    }

    @Test
    @DisplayName("in order: an answer that names a message that ended is not given to the next one")
    void inOrderStrays() {
        Peer peer = peer(Correlation.IN_ORDER);
        peer.sends(Peer.result("1"));
        peer.receives(Peer.ack("AA", "1"));
        long second = peer.sends(Peer.result("2"));
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_DUPLICATE);
        peer.receives(Peer.ack("AR", "2"));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).endsWith(second);
    }

    @Test
    @DisplayName("in order: a timeout ends the connection, because every later answer would shift")
    void desynchronised() {
        Peer peer = peer(Correlation.IN_ORDER);
        long first = peer.sends(Peer.result("1"));
        long second = peer.sends(Peer.result("1"));
        assertThat(peer.written()).containsExactly("1");
        peer.passes(30 * Peer.SECOND);
        assertThat(peer.all(Noted.class)).containsExactly(new Noted(ExchangeCode.PROTOCOL_DESYNC, -1));
        assertThat(peer.all(CloseWanted.class)).hasSize(1);
        assertThat(peer.written()).isEmpty(); // the second one is not sent into the confusion
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_LATE);
        peer.closes();
        assertThat(peer.all(SendFailed.class))
                .containsExactly(new SendFailed(first, Cause.TIMED_OUT), new SendFailed(second, Cause.NOT_SENT));
    }

    @Test
    @DisplayName("by id, then in order: only if nothing else can be meant, and told")
    void byIdThenOrder() {
        Peer peer = new Peer(
                ExchangeOptions.defaults().withWindows(16, 2).withCorrelation(Correlation.BY_CONTROL_ID_THEN_ORDER),
                new RepeatMemory(10));
        long first = peer.sends(Peer.result("1"));
        long second = peer.sends(Peer.result("2"));
        peer.receives(Peer.ack("AA", "")); // could be either
        assertThat(peer.all(Answered.class)).isEmpty();
        peer.receives(Peer.ack("AA", "2"));
        peer.receives(Peer.ack("AA", "2"));
        peer.receives(Peer.ack("AA", "X"));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(second, first);
        assertThat(peer.all(Unmatched.class))
                .extracting(Unmatched::code)
                .containsExactly(ExchangeCode.ACK_UNMATCHED, ExchangeCode.ACK_DUPLICATE);
        assertThat(peer.all(Noted.class)).extracting(Noted::code).containsExactly(ExchangeCode.ACK_BY_ORDER);
    }

    @Test
    @DisplayName("H18 an answer to a message of another connection is unmatched, with its offset")
    void otherConnection() {
        Peer first = Peer.withDefaults();
        Peer second = Peer.withDefaults();
        first.sends(Peer.result("1"));
        second.receives(Peer.result("W"));
        long offset = second.bytes;
        second.receives(Peer.ack("AA", "1"));
        assertThat(second.all(Unmatched.class))
                .containsExactly(new Unmatched(Peer.ack("AA", "1"), ExchangeCode.ACK_UNMATCHED, offset + 1));
    }

    @Test
    void aWindowKeepsTheOrderOfMessages() {
        Peer peer = new Peer(ExchangeOptions.defaults().withWindows(16, 3), new RepeatMemory(10));
        for (int i = 0; i < 5; i++) {
            peer.sends(Peer.result("" + i));
        }
        assertThat(peer.written()).containsExactly("0", "1", "2");
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.written()).containsExactly("3");
        peer.receives(Peer.ack("AA", "0"));
        peer.receives(Peer.ack("AA", "3"));
        assertThat(peer.written()).containsExactly("4");
        assertThatThrownBy(() -> ExchangeOptions.defaults().withWindows(1, 2).withCorrelation(Correlation.IN_ORDER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("two phases have their own times: CA within 30 s, AA within 60 s of it")
    void phases() {
        Peer peer = Peer.withDefaults();
        long id = peer.sends(Peer.message("ORU^R01", "1", "AL|AL"));
        peer.passes(29 * Peer.SECOND);
        peer.receives(Peer.ack("CA", "1"));
        peer.receives(Peer.ack("CA", "1"));
        assertThat(peer.all(Committed.class)).hasSize(1);
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_DUPLICATE);
        peer.passes(59 * Peer.SECOND);
        assertThat(peer.all(SendFailed.class)).isEmpty();
        peer.passes(Peer.SECOND);
        assertThat(peer.all(SendFailed.class)).containsExactly(new SendFailed(id, Cause.NO_APPLICATION_ANSWER));
        assertThat(ExchangeOptions.defaults()
                        .withApplicationTimeout(Duration.ofMinutes(5))
                        .times()
                        .application())
                .hasMinutes(5);
    }

    @Test
    @DisplayName("AA where only CA was asked for is success, and told")
    void otherMode() {
        Peer peer = Peer.withDefaults();
        peer.sends(Peer.message("ORU^R01", "1", "AL|NE"));
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.all(Answered.class))
                .extracting(Answered::code)
                .allMatch(code -> code.equals(java.util.Optional.of(AckCode.AA)));
        assertThat(peer.all(Noted.class)).extracting(Noted::code).containsExactly(ExchangeCode.ACK_OTHER_MODE);
    }

    @Test
    @DisplayName("CA where AA was asked for goes on waiting")
    void commitOnly() {
        Peer peer = Peer.withDefaults();
        long id = peer.sends(Peer.message("ORU^R01", "1", "NE|AL"));
        peer.receives(Peer.ack("CA", "1"));
        assertThat(peer.events).containsExactly(new Committed(id));
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.all(Answered.class)).hasSize(1);
    }

    @Test
    @DisplayName("original mode, deferred: MSA-5 = D says stored, the answer follows")
    void deferred() {
        Peer peer = Peer.withDefaults();
        long id = peer.sends(Peer.result("1"));
        peer.receives(message("MSH|^~\\&|A||||||ACK|X|P|2.3\rMSA|AA|1|||D\r"));
        assertThat(peer.events).containsExactly(new Committed(id));
        peer.receives(message("MSH|^~\\&|A||||||MCF|X2|P|2.3\rMSA|AE|1|||F\r"));
        assertThat(peer.all(Answered.class).get(0).code()).contains(AckCode.AE);
    }

    @Test
    @DisplayName("several answers: QCK, then DSR until no DSC follows, each DSR acknowledged")
    void displayQuery() {
        Peer peer = Peer.withDefaults();
        long id = peer.exchange.send(
                Peer.message("QRY^Q02", "Q", ""), Completion.displayResponse(), peer.now, peer.events::add);
        assertThat(peer.written()).containsExactly("Q");
        peer.receives(message("MSH|^~\\&|A||||||QCK^Q02|X1|P|2.3.1\rMSA|AA|Q\rQAK|SR|OK\r"));
        peer.receives(message("MSH|^~\\&|A||||||DSR^Q03|X2|P|2.3.1\rMSA|AA|Q\rDSP|1||x\rDSC|1|\r"));
        peer.receives(message("MSH|^~\\&|A||||||DSR^Q03|X3|P|2.3.1\rMSA|AA|Q\rDSP|1||x\rDSC||\r"));
        assertThat(peer.all(PartlyAnswered.class))
                .extracting(PartlyAnswered::id)
                .containsExactly(id, id);
        assertThat(peer.all(PartlyAnswered.class).get(0).hold()).isEmpty();
        assertThat(peer.all(Answered.class)).hasSize(1);
        peer.accepts(peer.all(PartlyAnswered.class).get(1).hold().orElseThrow());
        peer.accepts(peer.all(Answered.class).get(0).hold().orElseThrow());
        assertThat(peer.written()).containsExactly("AA X2", "AA X3");
    }

    @Test
    @DisplayName("QCK that found nothing is the last answer; a negative one always is")
    void nothingFound() {
        Peer peer = Peer.withDefaults();
        peer.exchange.send(Peer.message("QRY^Q02", "Q", ""), Completion.displayResponse(), peer.now, peer.events::add);
        peer.receives(message("MSH|^~\\&|A||||||QCK^Q02|X1|P|2.3.1\rMSA|AA|Q\rQAK|SR|NF\r"));
        peer.exchange.send(Peer.message("QRY^Q02", "R", ""), Completion.answers(3), peer.now, peer.events::add);
        peer.receives(Peer.ack("AR", "R"));
        assertThat(peer.all(Answered.class)).hasSize(2);
        assertThat(peer.all(PartlyAnswered.class)).isEmpty();
    }

    @Test
    @DisplayName("a response that asks for a commit answer gets one, an ACK never")
    void responseWithAcceptAcknowledgment() {
        Peer peer = Peer.withDefaults();
        peer.sends(Peer.message("OML^O33", "O1", "NE|AL"));
        peer.receives(message("MSH|^~\\&|A||||||ORL^O34|R1|P|2.5.1|||AL|NE\rMSA|AA|O1\r"));
        Hold hold = peer.all(Answered.class).get(0).hold().orElseThrow();
        peer.accepts(hold);
        peer.sends(Peer.message("OML^O33", "O2", "NE|AL"));
        peer.receives(message("MSH|^~\\&|A||||||ACK|R2|P|2.5.1|||AL|AL\rMSA|AA|O2\r"));
        assertThat(peer.all(Answered.class).get(1).hold()).isEmpty();
        assertThat(peer.written()).containsExactly("O1", "CA R1", "O2");
    }

    @Test
    @DisplayName("work with an MSA that names nothing of ours is delivered: a result is not lost by a stray segment")
    void workWithMsa() {
        Peer peer = Peer.withDefaults();
        peer.receives(message("MSH|^~\\&|A|B|||||ORU^R01|W1|P|2.5\rMSA|AA|7\rOBX|1\r"));
        peer.receives(message("MSH|^~\\&|A|B|||||RSP^K11|W2|P|2.5\rMSA|AA|7\r"));
        assertThat(peer.all(Delivered.class)).hasSize(1);
        assertThat(peer.all(Unmatched.class)).hasSize(1);
    }

    @Test
    @DisplayName("LAW: the OML leaves behind the RSP that announces it")
    void sendAfter() {
        Peer peer = Peer.withDefaults();
        peer.receives(Peer.message("QBP^Q11", "Q0", "NE|AL"));
        peer.receives(Peer.message("QBP^Q11", "Q1", "NE|AL"));
        Hold query = peer.hold(1);
        Hl7Message rsp = message("MSH|^~\\&|LIS|HUB|||||RSP^K11|R1|P|2.5.1\rMSA|AA|Q1\rQAK|t|OK\r");
        peer.exchange.answer(query, rsp, peer.now, peer.events::add);
        long order = peer.exchange.sendAfter(query, Peer.message("OML^O33", "O1", "NE|AL"), peer.now, peer.events::add);
        assertThat(peer.written()).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA Q0", "AA Q1", "O1");
        long after = peer.exchange.sendAfter(query, Peer.message("OML^O33", "O2", "NE|AL"), peer.now, peer.events::add);
        peer.receives(Peer.ack("AA", "O1"));
        assertThat(peer.written()).containsExactly("O2");
        peer.receives(Peer.message("QBP^Q11", "Q2", "NE|AL"));
        long never = peer.exchange.sendAfter(
                peer.hold(2), Peer.message("OML^O33", "O3", "NE|AL"), peer.now, peer.events::add);
        peer.closes();
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(order);
        assertThat(peer.all(SendFailed.class))
                .containsExactly(new SendFailed(after, Cause.CLOSED), new SendFailed(never, Cause.NOT_SENT));
        peer.accepts(peer.hold(2));
        assertThat(peer.all(SendFailed.class)).hasSize(2);
    }
}
