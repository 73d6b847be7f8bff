// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.sequence.SequenceDecision.Proceed;
import io.assaylink.hl7.sequence.SequenceDecision.Restart;
import io.assaylink.hl7.sequence.SequenceDecision.Stop;
import io.assaylink.hl7.sequence.SequenceVerdict.Next;
import io.assaylink.hl7.sequence.SequenceVerdict.OutOfSequence;
import io.assaylink.hl7.sequence.SequenceVerdict.Synchronised;
import io.assaylink.hl7.sequence.SequenceVerdict.Unnumbered;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HL7 v2 chapter 2.10.1, clause by clause. */
class SequenceTest {

    private final MemoryStore store = new MemoryStore();
    private final SequenceReceiver receiver = new SequenceReceiver(store);

    static Hl7Message numbered(String number) {
        return Hl7Message.of(("MSH|^~\\&|A||||||ORU^R01|1|P|2.4|" + number + "\r").getBytes(ISO_8859_1));
    }

    @Test
    void withoutANumberTheProtocolIsNotInUse() {
        assertThat(receiver.check(numbered(""))).isEqualTo(new Unnumbered());
        assertThat(receiver.check(Hl7Message.of("x".getBytes(ISO_8859_1)))).isEqualTo(new Unnumbered());
    }

    @Test
    void aNewReceiverSaysMinusOneAndAdoptsTheNextNumber() {
        assertThat(receiver.check(numbered("0"))).isEqualTo(new Synchronised(-1));
        assertThat(receiver.check(numbered("17"))).isEqualTo(new Next(17));
        receiver.accepted(17);
        assertThat(receiver.check(numbered("0"))).isEqualTo(new Synchronised(18));
        assertThat(receiver.check(numbered("18")).expectedSequence()).isEqualTo(OptionalLong.of(18));
    }

    @Test
    void aNumberIsStoredOnlyWhenItsMessageIs() {
        store.store(4);
        assertThat(receiver.check(numbered("5"))).isEqualTo(new Next(5));
        assertThat(store.last()).isEqualTo(OptionalLong.of(4));
        assertThat(receiver.check(numbered("5"))).isEqualTo(new Next(5));
        receiver.accepted(5);
        assertThat(store.last()).isEqualTo(OptionalLong.of(5));
        assertThatThrownBy(() -> receiver.accepted(7)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6", "-2", "x", "99999999999999999999", "1.5"})
    @DisplayName("any other number is not taken, and the answer names the one expected")
    void otherNumbers(String number) {
        store.store(4);
        assertThat(receiver.check(numbered(number))).isEqualTo(new OutOfSequence(5));
        assertThat(store.last()).isEqualTo(OptionalLong.of(4));
    }

    @Test
    @DisplayName("-1 resynchronises: the next number is adopted")
    void resynchronise() {
        store.store(4);
        assertThat(receiver.check(numbered("-1"))).isEqualTo(new Synchronised(-1));
        assertThat(receiver.check(numbered("900"))).isEqualTo(new Next(900));
    }

    @Test
    void theSenderGoesOnWhereTheReceiverIs() {
        SequenceSender sender = new SequenceSender(8);
        assertThatThrownBy(sender::send).isInstanceOf(IllegalStateException.class);
        assertThat(sender.synchronise(false)).isZero();
        assertThat(sender.answered(OptionalLong.of(6), number -> number >= 6)).isEqualTo(new Proceed(6));
        assertThat(sender.send()).isEqualTo(6);
        assertThat(sender.answered(OptionalLong.of(6), number -> true)).isEqualTo(new Proceed(7));
    }

    @Test
    void theSenderSkipsWhatWasTakenWhenItsAnswerWasLost() {
        SequenceSender sender = new SequenceSender(8);
        sender.synchronise(false);
        assertThat(sender.answered(OptionalLong.of(9), number -> true)).isEqualTo(new Proceed(9));
        sender.send();
        assertThat(sender.answered(OptionalLong.of(10), number -> true)).isEqualTo(new Proceed(10));
    }

    @Test
    void theSenderRestartsWhenTheReceiverIsBehind() {
        SequenceSender sender = new SequenceSender(8);
        sender.synchronise(false);
        sender.answered(OptionalLong.of(-1), number -> true);
        assertThat(sender.send()).isEqualTo(8);
        assertThat(sender.answered(OptionalLong.of(5), number -> true)).isEqualTo(new Restart());
        assertThat(sender.synchronise(false)).isZero();
    }

    @Test
    void anythingElseStopsForAnOperator() {
        SequenceSender sender = new SequenceSender(8);
        sender.synchronise(false);
        assertThat(sender.answered(OptionalLong.of(3), number -> false)).isEqualTo(new Stop(Stop.Cause.NOT_QUEUED));
        assertThatThrownBy(sender::send).isInstanceOf(IllegalStateException.class);
        sender.connectionLost();
        assertThatThrownBy(() -> sender.answered(OptionalLong.of(1), number -> true))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sender.synchronise(true)).isEqualTo(-1);
        assertThat(sender.answered(OptionalLong.of(3), number -> true))
                .isEqualTo(new Stop(Stop.Cause.NOT_RESYNCHRONISED));
        sender.synchronise(true);
        assertThat(sender.answered(OptionalLong.of(-1), number -> true)).isEqualTo(new Proceed(8));
        sender.send();
        assertThat(sender.answered(OptionalLong.of(12), number -> true))
                .isEqualTo(new Stop(Stop.Cause.OUT_OF_SEQUENCE));
        sender.synchronise(false);
        assertThat(sender.answered(OptionalLong.empty(), number -> true)).isEqualTo(new Stop(Stop.Cause.NO_NUMBER));
        assertThatThrownBy(() -> new SequenceSender(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Keeps the number in memory. */
    static final class MemoryStore implements SequenceStore {
        private OptionalLong last = OptionalLong.empty();

        @Override
        public OptionalLong last() {
            return last;
        }

        @Override
        public void store(long number) {
            last = OptionalLong.of(number);
        }

        @Override
        public void forget() {
            last = OptionalLong.empty();
        }
    }
}
