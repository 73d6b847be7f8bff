// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Cause;
import io.assaylink.hl7.exchange.ExchangeEvent.Committed;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Sent;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpProfile;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of a message of ours. */
class InitiatorTest {

    private final Peer peer = Peer.withDefaults();

    @Test
    void oneIsOutstandingAtATime() {
        long first = peer.sends(Peer.result("1"));
        long second = peer.sends(Peer.result("2"));
        assertThat(peer.written()).containsExactly("1");
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.written()).containsExactly("2");
        peer.receives(Peer.ack("AR", "2"));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(first, second);
        assertThat(peer.all(Answered.class).get(1).code()).contains(AckCode.AR);
    }

    @Test
    @DisplayName("H19 no answer in time")
    void timeout() {
        long id = peer.sends(Peer.result("1"));
        assertThat(peer.exchange.nextDeadline(0)).isEqualTo(30 * Peer.SECOND);
        peer.passes(30 * Peer.SECOND - 1);
        assertThat(peer.events).isEmpty();
        peer.passes(1);
        assertThat(peer.events).containsExactly(new SendFailed(id, Cause.TIMED_OUT));
        assertThat(peer.exchange.nextDeadline(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("H18 unmatched, late and duplicate answers are told apart and match nothing")
    void straysAreToldApart() {
        peer.sends(Peer.result("1"));
        peer.passes(30 * Peer.SECOND);
        long second = peer.sends(Peer.result("2"));
        peer.receives(Peer.ack("AA", "1"));
        peer.receives(Peer.ack("AA", "nobody"));
        peer.receives(Peer.ack("AA", "2"));
        peer.receives(Peer.ack("AA", "2"));
        assertThat(peer.all(Unmatched.class))
                .extracting(Unmatched::code)
                .containsExactly(ExchangeCode.ACK_LATE, ExchangeCode.ACK_UNMATCHED, ExchangeCode.ACK_DUPLICATE);
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(second);
    }

    @Test
    void aMessageSentAgainAfterATimeoutIsAnsweredByTheLateAnswer() {
        peer.sends(Peer.result("1"));
        peer.passes(30 * Peer.SECOND);
        long again = peer.sends(Peer.result("1"));
        peer.receives(Peer.ack("AA", "1"));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(again);
    }

    @Test
    void enhancedModeHasTwoPhases() {
        long id = peer.sends(Peer.message("ORU^R01", "1", "AL|AL"));
        peer.receives(Peer.ack("CA", "1"));
        assertThat(peer.events).containsExactly(new Committed(id));
        peer.receives(Peer.ack("AE", "1"));
        assertThat(peer.all(Answered.class).get(0).code()).contains(AckCode.AE);
        peer.sends(Peer.message("ORU^R01", "2", "AL|NE"));
        peer.receives(Peer.ack("CA", "2"));
        assertThat(peer.all(Answered.class)).hasSize(2);
        long silent = peer.sends(Peer.message("ORU^R01", "3", "NE|NE"));
        assertThat(peer.all(Sent.class)).containsExactly(new Sent(silent));
    }

    @Test
    @DisplayName("H20 an unknown code is none")
    void unknownCode() {
        peer.sends(Peer.result("1"));
        peer.receives(Peer.ack("OK", "1"));
        assertThat(peer.all(Answered.class).get(0).code()).isEmpty();
    }

    @Test
    void theEndOfTheConnectionFailsEach() {
        long sent = peer.sends(Peer.result("1"));
        long waiting = peer.sends(Peer.result("2"));
        assertThat(peer.written()).containsExactly("1");
        peer.closes();
        long after = peer.sends(Peer.result("3"));
        assertThat(peer.events)
                .containsExactly(
                        new SendFailed(sent, Cause.CLOSED),
                        new SendFailed(waiting, Cause.NOT_SENT),
                        new SendFailed(after, Cause.NOT_SENT));
        assertThat(peer.written()).isEmpty();
    }

    @Test
    @DisplayName("requests may cross on one connection (IHE LAW)")
    void requestsCross() {
        peer.sends(Peer.message("OML^O33", "O1", "NE|AL"));
        peer.receives(Peer.message("QBP^Q11", "Q1", "NE|AL"));
        peer.accepts(peer.hold(0));
        Hl7Message orl = Hl7Message.of("MSH|^~\\&|A||||||ORL^O34|R1|P|2.5.1\rMSA|AA|O1\rPID|1\r".getBytes(ISO_8859_1));
        peer.receives(orl);
        assertThat(peer.all(Answered.class)).hasSize(1);
        assertThat(peer.all(Delivered.class)).hasSize(1);
        assertThat(peer.written()).containsExactly("O1", "AA Q1");
    }

    @Test
    void misuseIsAnException() {
        assertThatThrownBy(() -> peer.sends(Hl7Message.of(new byte[0]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExchangeOptions.defaults().withFraming(MllpProfile.mllpR2()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExchangeOptions.defaults().withAnswerTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
