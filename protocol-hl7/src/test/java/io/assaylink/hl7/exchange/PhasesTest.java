// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.AckPolicy.Condition;
import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.HoldExpired;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.exchange.ExchangeOptions.Repeats;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a responder says and when: two phases, errors, late holds, repeats by policy. */
class PhasesTest {

    private final Peer peer = Peer.withDefaults();

    @Test
    @DisplayName("CA when stored, AA when the application has answered; what came after is not held up")
    void commitThenAccept() {
        peer.receives(Peer.message("ORU^R01", "1", "AL|AL"));
        peer.receives(Peer.message("ORU^R01", "2", "AL|AL"));
        peer.exchange.commit(peer.hold(0), peer.now, peer.events::add);
        peer.accepts(peer.hold(1));
        assertThat(peer.written()).containsExactly("CA 1", "CA 2", "AA 2");
        assertThatThrownBy(() -> peer.exchange.commit(peer.hold(0), peer.now, peer.events::add))
                .isInstanceOf(IllegalStateException.class);
        assertThat(peer.hold(0).isSettled()).isFalse();
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("the application's error comes after CA; refusing what is committed cannot take CA back")
    void commitThenFail() {
        peer.receives(Peer.message("ORU^R01", "1", "AL|AL"));
        peer.exchange.commit(peer.hold(0), peer.now, peer.events::add);
        peer.exchange.fail(
                peer.hold(0),
                Hold.Reason.PERMANENT,
                List.of(AckError.of(AckError.Code.UNKNOWN_KEY_IDENTIFIER)),
                peer.now,
                peer.events::add);
        peer.receives(Peer.message("ORU^R01", "2", "AL|AL"));
        peer.exchange.commit(peer.hold(1), peer.now, peer.events::add);
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        peer.receives(Peer.message("ORU^R01", "3", "AL|NE"));
        peer.exchange.fail(peer.hold(2), Hold.Reason.PERMANENT, List.of(), peer.now, peer.events::add);
        assertThat(peer.written()).containsExactly("CA 1", "AR 1", "CA 2", "AE 2", "CA 3");
    }

    @Test
    @DisplayName("a functional response after CA")
    void commitThenAnswer() {
        peer.receives(Peer.message("QBP^Q11", "Q1", "AL|AL"));
        peer.exchange.commit(peer.hold(0), peer.now, peer.events::add);
        Hl7Message response = Hl7Message.of("MSH|^~\\&|L||||||RSP^K11|R1|P|2.5.1\rMSA|AA|Q1\r".getBytes(ISO_8859_1));
        peer.exchange.answer(peer.hold(0), response, peer.now, peer.events::add);
        assertThat(peer.written()).containsExactly("CA Q1", "AA Q1");
    }

    @Test
    @DisplayName("original mode, deferred: nothing is written at commit, the answer when it is known")
    void originalModeDeferred() {
        peer.receives(Peer.result("1"));
        peer.exchange.commit(peer.hold(0), peer.now, peer.events::add);
        peer.receives(Peer.result("2"));
        peer.accepts(peer.hold(1));
        assertThat(peer.written()).containsExactly("AA 2");
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("a hold not settled in 10 s is refused by itself; a late accept turns the repeat into one")
    void holdExpires() {
        peer.receives(Peer.result("1"));
        assertThat(peer.exchange.nextDeadline(peer.now)).isEqualTo(10 * Peer.SECOND);
        peer.passes(10 * Peer.SECOND - 1);
        assertThat(peer.written()).isEmpty();
        peer.passes(1);
        assertThat(peer.written()).containsExactly("AE 1");
        assertThat(peer.all(HoldExpired.class)).containsExactly(new HoldExpired(peer.hold(0)));
        assertThat(peer.hold(0).isExpired()).isTrue();
        assertThat(peer.exchange.nextDeadline(peer.now)).isEqualTo(Long.MAX_VALUE);
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).isEmpty();
        peer.receives(Peer.result("1"));
        assertThat(peer.all(Delivered.class)).hasSize(1);
        assertThat(peer.all(Repeated.class)).hasSize(1);
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("a repeat while the expired one is still being stored waits for it, with its own time")
    void repeatOfAnExpiredHold() {
        peer.receives(Peer.result("1"));
        peer.passes(10 * Peer.SECOND);
        peer.receives(Peer.result("1"));
        peer.passes(10 * Peer.SECOND);
        peer.receives(Peer.result("1"));
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AE 1", "AE 1", "AA 1");
        assertThat(peer.all(Delivered.class)).hasSize(1);
        assertThat(peer.all(HoldExpired.class)).hasSize(1);
        peer.receives(Peer.result("2"));
        peer.passes(10 * Peer.SECOND);
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        peer.receives(Peer.result("2"));
        assertThat(peer.all(Delivered.class)).hasSize(3);
    }

    @Test
    void withoutHoldTimeoutNothingExpires() {
        Peer patient = new Peer(ExchangeOptions.defaults().withoutHoldTimeout(), new RepeatMemory(10));
        patient.receives(Peer.result("1"));
        assertThat(patient.exchange.nextDeadline(0)).isEqualTo(Long.MAX_VALUE);
        patient.passes(1_000_000 * Peer.SECOND);
        patient.accepts(patient.hold(0));
        assertThat(patient.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("refused with reasons, and with the sequence number expected")
    void reasons() {
        peer.receives(Peer.message("XXX^Y01", "1", ""));
        peer.exchange.refuse(
                peer.hold(0),
                Hold.Reason.PERMANENT,
                List.of(AckError.at(AckError.Code.UNSUPPORTED_MESSAGE_TYPE, Path.parse("MSH-9"))),
                OptionalLong.of(17),
                peer.now,
                peer.events::add);
        peer.receives(Peer.result("2"));
        peer.exchange.accept(peer.hold(1), OptionalLong.of(18), peer.now, peer.events::add);
        List<Hl7Message> written = peer.messages();
        assertThat(written.get(0).get("MSA-1").text()).isEqualTo("AR");
        assertThat(written.get(0).get("MSA-4").text()).isEqualTo("17");
        assertThat(written.get(0).get("ERR-2").bytes()).isEqualTo("MSH^1^9".getBytes(ISO_8859_1));
        assertThat(written.get(0).get("ERR-3.1").text()).isEqualTo("200");
        assertThat(written.get(1).get("MSA-4").text()).isEqualTo("18");
    }

    @Test
    @DisplayName("every repeat is answered from memory, by option")
    void answerAll() {
        Peer all = new Peer(ExchangeOptions.defaults().withRepeats(Repeats.ANSWER_ALL), new RepeatMemory(2));
        all.receives(Peer.result("1"));
        all.accepts(all.hold(0));
        all.receives(Peer.result("1"));
        all.receives(Peer.message("ORU^R01", "1", "x")); // the id used again for something else
        assertThat(all.written()).containsExactly("AA 1", "AA 1");
        assertThat(all.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(false, false);
        all.accepts(all.hold(1));
        all.receives(Peer.result("2"));
        all.accepts(all.hold(2));
        all.receives(Peer.result("1")); // two others came since: forgotten
        assertThat(all.all(Delivered.class)).hasSize(4);
    }

    @Test
    @DisplayName("both phases are repeated: CA, and AA if it was given")
    void answerAllPhases() {
        Peer all = new Peer(ExchangeOptions.defaults().withRepeats(Repeats.ANSWER_ALL), new RepeatMemory(2));
        all.receives(Peer.message("ORU^R01", "1", "AL|AL"));
        all.exchange.commit(all.hold(0), 0, all.events::add);
        assertThat(all.written()).containsExactly("CA 1");
        all.receives(Peer.message("ORU^R01", "1", "AL|AL"));
        all.accepts(all.hold(0));
        all.receives(Peer.message("ORU^R01", "1", "AL|AL"));
        assertThat(all.written()).containsExactly("CA 1", "AA 1", "CA 1", "AA 1");
        assertThat(all.all(Delivered.class)).hasSize(1);
    }

    @Test
    @DisplayName("every repeat is delivered and flagged, by option")
    void deliverAll() {
        Peer all = new Peer(ExchangeOptions.defaults().withRepeats(Repeats.DELIVER_ALL), new RepeatMemory(2));
        all.receives(Peer.result("1"));
        all.receives(Peer.result("1"));
        all.passes(10 * Peer.SECOND);
        all.accepts(all.hold(0));
        all.accepts(all.hold(1));
        assertThat(all.written()).containsExactly("AE 1", "AE 1");
        assertThat(all.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(false, true);
        assertThat(all.all(HoldExpired.class)).hasSize(2);
    }

    @Test
    void theProfileDecidesModeAndLook() {
        AckProfile profile = AckProfile.withEveryStatus().withMode(AckPolicy.enhancedMode(Condition.AL, Condition.NE));
        Peer forced = new Peer(ExchangeOptions.defaults().withAcknowledgments(profile), new RepeatMemory(2));
        forced.receives(Peer.result("1"));
        forced.accepts(forced.hold(0));
        Hl7Message answer = forced.messages().get(0);
        assertThat(answer.get("MSA-1").text()).isEqualTo("CA");
        assertThat(answer.get("MSA-3").text()).isEqualTo("Message accepted");
    }

    @Test
    @DisplayName("requests that cross are read even when the hold limit is reached, up to as many again")
    void crossingAtTheLimit() {
        Peer small = new Peer(ExchangeOptions.defaults().withWindows(1, 1), new RepeatMemory(10));
        small.sends(Peer.message("OML^O33", "O1", "NE|AL"));
        small.receives(Peer.message("QBP^Q11", "Q1", "NE|AL"));
        assertThat(small.exchange.wantsBytes()).isTrue();
        small.receives(Peer.message("QBP^Q11", "Q2", "NE|AL"));
        assertThat(small.exchange.wantsBytes()).isFalse();
        small.receives(Peer.ack("AA", "O1"));
        assertThat(small.exchange.wantsBytes()).isFalse();
        small.accepts(small.hold(0));
        small.accepts(small.hold(1));
        assertThat(small.written()).containsExactly("O1", "AA Q1", "AA Q2");
        assertThat(small.exchange.wantsBytes()).isTrue();
    }

    @Test
    void aHeaderWithABlockEndInItIsAnsweredWithoutIt() {
        peer.receives(java.nio.ByteBuffer.wrap(
                "\u000bMSH|^~\\&|A\u001cB|L|||||ORU^R01|1|P|2.5\r\u001c\r".getBytes(ISO_8859_1)));
        peer.accepts(peer.hold(0));
        assertThat(peer.messages().get(0).get("MSH-5").text()).isEqualTo("A B");
    }

    @Test
    @DisplayName("a repeat on a new connection waits for what the old one holds, and so does what comes behind it")
    void repeatOnANewConnection() {
        RepeatMemory memory = new RepeatMemory(10);
        Peer old = new Peer(ExchangeOptions.defaults(), memory);
        old.receives(Peer.result("1"));
        old.closes();
        Peer fresh = new Peer(ExchangeOptions.defaults(), memory);
        fresh.receives(Peer.result("1"));
        fresh.receives(Peer.result("2"));
        assertThat(fresh.all(Delivered.class)).isEmpty();
        assertThat(fresh.exchange.wantsBytes()).isFalse();
        assertThat(fresh.exchange.nextDeadline(0)).isEqualTo(Peer.SECOND / 10);
        fresh.passes(Peer.SECOND / 10);
        assertThat(fresh.all(Delivered.class)).isEmpty();
        old.accepts(old.hold(0));
        fresh.passes(Peer.SECOND / 10);
        assertThat(fresh.all(Repeated.class)).hasSize(1);
        assertThat(fresh.all(Delivered.class)).hasSize(1);
        assertThat(fresh.written()).containsExactly("AA 1");
        assertThat(fresh.exchange.nextDeadline(0)).isGreaterThan(fresh.now + 9 * Peer.SECOND);
        assertThat(fresh.exchange.wantsBytes()).isTrue();
    }

    @Test
    @DisplayName("refused on the old connection it is new; never settled there it is delivered, flagged")
    void repeatOnANewConnectionOfWhatWasNotStored() {
        RepeatMemory memory = new RepeatMemory(10);
        Peer old = new Peer(ExchangeOptions.defaults(), memory);
        old.receives(Peer.result("1"));
        old.receives(Peer.result("2"));
        Peer fresh = new Peer(ExchangeOptions.defaults(), memory);
        fresh.receives(Peer.result("1"));
        old.refuses(old.hold(0), Hold.Reason.TRANSIENT);
        fresh.passes(Peer.SECOND / 10);
        fresh.receives(Peer.result("2"));
        for (int i = 0; i < 100; i++) {
            assertThat(fresh.all(Delivered.class)).hasSize(1);
            fresh.passes(Peer.SECOND / 10);
        }
        assertThat(fresh.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(false, true);
    }
}
