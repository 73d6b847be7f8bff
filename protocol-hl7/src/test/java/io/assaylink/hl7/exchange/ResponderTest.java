// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Framing;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the receiver of a message owes its sender. */
class ResponderTest {

    private final Peer peer = Peer.withDefaults();

    @Test
    void nothingIsAnsweredBeforeTheMessageIsStored() {
        peer.receives(Peer.result("W1"));
        assertThat(peer.written()).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA W1");
        assertThatThrownBy(() -> peer.accepts(peer.hold(0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("H7 answers leave in order of arrival")
    void answersLeaveInOrderOfArrival() {
        for (String id : new String[] {"1", "2", "3"}) {
            peer.receives(Peer.result(id));
        }
        peer.accepts(peer.hold(2));
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        assertThat(peer.written()).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA 1", "AE 2", "AA 3");
    }

    @Test
    @DisplayName("H21 a transient refusal is AE or CE, a permanent one AR or CR")
    void refusals() {
        peer.receives(Peer.message("ORU^R01", "1", "AL|NE"));
        peer.refuses(peer.hold(0), Hold.Reason.TRANSIENT);
        peer.receives(Peer.message("ORU^R01", "2", "AL|AL"));
        peer.refuses(peer.hold(1), Hold.Reason.PERMANENT);
        peer.receives(Peer.message("ORU^R01", "3", "AL|AL"));
        peer.accepts(peer.hold(2));
        assertThat(peer.written()).containsExactly("CE 1", "CR 2", "CA 3", "AA 3");
    }

    @Test
    @DisplayName("H7 beyond the limit messages wait and reading stops")
    void heldLimit() {
        Peer small = new Peer(ExchangeOptions.defaults().withWindows(2, 1), new RepeatMemory(10));
        for (int i = 0; i < 5; i++) {
            small.receives(Peer.result("W" + i));
        }
        assertThat(small.all(Delivered.class)).hasSize(2);
        assertThat(small.exchange.wantsBytes()).isFalse();
        for (int i = 0; i < 5; i++) {
            small.accepts(small.hold(i));
        }
        assertThat(small.written()).containsExactly("AA W0", "AA W1", "AA W2", "AA W3", "AA W4");
        assertThat(small.exchange.wantsBytes()).isTrue();
    }

    @Test
    void aFunctionalResponseTakesThePlaceOfTheAcknowledgment() {
        peer.receives(Peer.message("QBP^Q11", "Q1", "AL|AL"));
        Hl7Message response =
                Hl7Message.of("MSH|^~\\&|LIS|HUB|||||RSP^K11|R1|P|2.5.1\rMSA|AA|Q1\rQAK|t|OK\r".getBytes(ISO_8859_1));
        peer.exchange.answer(peer.hold(0), response, 0, peer.events::add);
        assertThat(peer.written()).containsExactly("CA Q1", "AA Q1");
    }

    @Test
    @DisplayName("H12 a header that cannot be used is rejected, with the id echoed where it can be")
    void badHeader() {
        peer.receives(Hl7Message.of("MSH|^^\\&|A||||||ORU^R01|W1|P|2.5\r".getBytes(ISO_8859_1)));
        peer.receives(Hl7Message.of("MSHABCDEFGH\r".getBytes(ISO_8859_1)));
        assertThat(peer.all(Rejected.class))
                .extracting(Rejected::code)
                .containsOnly(ExchangeCode.BAD_MSH)
                .hasSize(2);
        assertThat(peer.written()).containsExactly("AR W1");
    }

    @Test
    @DisplayName("H13 a control id that cannot be echoed is answered AE")
    void badControlId() {
        peer.receives(Peer.result(""));
        assertThat(peer.all(Rejected.class)).extracting(Rejected::code).containsExactly(ExchangeCode.BAD_CONTROL_ID);
        assertThat(peer.written()).containsExactly("AE ");
        assertThat(peer.all(Delivered.class)).isEmpty();
    }

    @Test
    @DisplayName("H9 too long with a readable header: AR, then close")
    void tooLong() {
        Peer small = new Peer(
                ExchangeOptions.defaults().withFraming(MllpProfile.mllpLenient().withLimits(100, 10)),
                new RepeatMemory(10));
        small.receives(Peer.message("ORU^R01", "W1", "x".repeat(100)));
        assertThat(small.written()).containsExactly("AR W1");
        assertThat(small.all(CloseWanted.class)).hasSize(1);
        assertThat(small.exchange.wantsBytes()).isFalse();
    }

    @Test
    void theEndIsWantedOnlyAfterWhatWasHeldIsSettled() {
        peer.receives(Peer.result("1"));
        peer.receives(ByteBuffer.wrap("x".repeat(5000).getBytes(ISO_8859_1)));
        assertThat(peer.all(CloseWanted.class)).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(peer.all(CloseWanted.class)).hasSize(1);
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("H2 H11 an incomplete message is handed out for quarantine and never answered")
    void incomplete() {
        peer.receives(ByteBuffer.wrap("\u000bMSH|^~\\&|A|B|||||ORU^R01|W1|P".getBytes(ISO_8859_1)));
        assertThat(peer.exchange.midFrame()).isTrue();
        assertThat(peer.exchange.nextDeadline(0)).isEqualTo(10 * Peer.SECOND);
        peer.closes();
        assertThat(peer.all(Framing.class))
                .extracting(Framing::event)
                .filteredOn(MllpEvent.Quarantined.class::isInstance)
                .hasSize(1)
                .allMatch(event -> ((MllpEvent.Quarantined) event).code() == MllpCode.INCOMPLETE_AT_CLOSE);
        assertThat(peer.written()).isEmpty();
    }

    @Test
    void anAcknowledgmentNobodyWaitsForIsNeverAnswered() {
        peer.receives(Peer.ack("AA", "W1"));
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_UNMATCHED);
        assertThat(peer.written()).isEmpty();
        assertThat(peer.all(Delivered.class)).isEmpty();
    }

    @Test
    void aRepeatOfAnUnansweredMessageIsAnsweredAgainAndNotDelivered() {
        RepeatMemory memory = new RepeatMemory(10);
        Peer first = new Peer(ExchangeOptions.defaults(), memory);
        first.receives(Peer.result("W1"));
        first.closes();
        first.accepts(first.hold(0)); // stored, but the answer has nowhere to go
        assertThat(first.written()).isEmpty();

        Peer second = new Peer(ExchangeOptions.defaults(), memory);
        second.receives(Peer.result("W1"));
        assertThat(second.all(Delivered.class)).isEmpty();
        assertThat(second.all(Repeated.class)).hasSize(1);
        assertThat(second.written()).containsExactly("AA W1");

        second.receives(Peer.result("W1")); // answered now: a device that uses its id again
        assertThat(second.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(true);
    }

    @Test
    void aRepeatWhileTheFirstIsHeldIsSettledWithIt() {
        peer.receives(Peer.result("W1"));
        peer.receives(Peer.result("W1"));
        assertThat(peer.all(Delivered.class)).hasSize(1);
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA W1", "AA W1");
    }

    @Test
    void aRefusedMessageIsDeliveredAgainAndOtherBytesAreNoRepeat() {
        peer.receives(Peer.result("1"));
        peer.refuses(peer.hold(0), Hold.Reason.TRANSIENT);
        peer.receives(Peer.result("1"));
        peer.receives(Peer.message("ORM^O01", "1", ""));
        assertThat(peer.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(false, false, false);
    }
}
