// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.link.LinkEvent.MessageSent;
import io.assaylink.astm.link.LinkEvent.SendCause;
import io.assaylink.astm.link.LinkEvent.SendFailed;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.query.QueryDesk.Answering;
import io.assaylink.astm.query.QueryDesk.Event;
import io.assaylink.astm.query.QueryDesk.Refusal;
import io.assaylink.astm.record.AstmMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** 3.9 and D15 between two links in virtual time: an instrument asks, a computer with a worklist in its queue answers. */
class QueryDeskTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String HEADER = "H|\\^&|||XN^1|||||host||P|1<CR>";
    private static final byte[] WORKLIST = Wire.bytes("H|\\^&<CR>P|1<CR>O|1|W1||^^^NA<CR>L|1|N<CR>");
    private static final String CANCEL = "Q|1|^S1||ALL||||||||A";

    private final AstmLink instrument = new AstmLink(Position.INSTRUMENT, LinkProfile.strict(), LinkTimers.defaults());
    private final AstmLink computer = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
    private final QueryDesk desk = new QueryDesk(computer, QueryDialect.standard(), Duration.ofSeconds(20));
    private final List<Event> told = new ArrayList<>();
    private final List<String> arrived = new ArrayList<>();
    private final List<LinkEvent> computerSaid = new ArrayList<>();
    /** While false the instrument answers ENQ with NAK. */
    private boolean instrumentListens = true;

    private long now = 5_000_000_000L;

    private static byte[] message(String record) {
        return Wire.bytes(HEADER + record + "<CR>L|1|N<CR>");
    }

    private void onInstrument(LinkEvent event) {
        if (event instanceof Delivered delivered) {
            arrived.add(Wire.print(delivered.message().toBytes()).replace("<CR>", "\n"));
            instrument.accept(delivered.hold(), now, this::onInstrument);
        }
    }

    private void onComputer(LinkEvent event) {
        computerSaid.add(event);
        if (event instanceof Delivered delivered) {
            desk.received(delivered.message(), now, told::add);
            computer.accept(delivered.hold(), now, this::onComputer);
        }
    }

    /** Carries bytes between the two until both are silent. */
    private void talk() {
        instrument.setBusy(!instrumentListens);
        for (int silent = 0; silent < 2; ) {
            byte[] down = drain(computer);
            if (down.length > 0) {
                instrument.decode(ByteBuffer.wrap(down), now, this::onInstrument);
            }
            byte[] up = drain(instrument);
            if (up.length > 0) {
                computer.decode(ByteBuffer.wrap(up), now, this::onComputer);
            }
            silent = down.length + up.length == 0 ? silent + 1 : 0;
        }
    }

    private static byte[] drain(AstmLink link) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        link.drainTo(buffer -> {
            while (buffer.hasRemaining()) {
                out.write(buffer.get());
            }
        });
        return out.toByteArray();
    }

    /** Lets seconds pass, waking each part when it asks. */
    private void pass(double seconds) {
        long until = now + (long) (seconds * SECOND);
        for (long next = wake(); next <= until; next = wake()) {
            now = Math.max(now, next);
            desk.tick(now, told::add);
            computer.tick(now, this::onComputer);
            instrument.tick(now, this::onInstrument);
            talk();
        }
        now = until;
    }

    private long wake() {
        return Math.min(desk.nextDeadline(), Math.min(computer.nextDeadline(now), instrument.nextDeadline(now)));
    }

    private void asks(String record) {
        instrument.send(message(record), now, this::onInstrument);
        talk();
    }

    private Event.Asked asked(int index) {
        return told.stream()
                .filter(Event.Asked.class::isInstance)
                .map(Event.Asked.class::cast)
                .toList()
                .get(index);
    }

    private static AstmMessage orders(HostQuery query) {
        QueryAnswer answer = query.answer();
        query.specimens().forEach(specimen -> answer.order(specimen, o -> o.test("GLU")));
        return answer.toMessage();
    }

    private Answering answers(int index) {
        Answering answering =
                desk.answer(asked(index).ticket(), orders(asked(index).query()), now, this::onComputer);
        talk();
        return answering;
    }

    /** The instrument takes the line before the computer can, which then yields. */
    private void instrumentHoldsTheLine() {
        instrument.send(message("Q|1|^S1"), now, this::onInstrument);
        computer.decode(ByteBuffer.wrap(drain(instrument)), now, this::onComputer); // ENQ
        computer.send(WORKLIST, now, this::onComputer);
    }

    @Test
    @DisplayName("the answer overtakes a worklist that waits longer")
    void theAnswerGoesFirst() {
        instrumentListens = false;
        computer.send(WORKLIST, now, this::onComputer); // refused: it waits
        talk();
        asks("Q|1|^S1");
        pass(2);
        assertThat(answers(0)).isEqualTo(new Answering.Queued(2));
        instrumentListens = true;
        pass(15);

        assertThat(arrived).hasSize(2);
        assertThat(arrived.get(0)).contains("O|1|S1||^^^GLU|").endsWith("L|1|F\n");
        assertThat(arrived.get(1)).contains("W1");
        assertThat(computerSaid).contains(new MessageSent(2), new MessageSent(1));
        assertThat(told).hasSize(1);
    }

    @Test
    void severalSpecimensAreAnsweredTogether() {
        asks("Q|1|^S1\\^S2");
        answers(0);
        assertThat(arrived).singleElement().asString().contains("O|1|S1|", "O|2|S2|");
    }

    @Test
    void nothingKnownAndErrorAreAnswersToo() {
        asks("Q|1|^S1");
        desk.answer(asked(0).ticket(), asked(0).query().noInformation(), now, this::onComputer);
        talk();
        asks("Q|1|^S2");
        desk.answer(asked(1).ticket(), asked(1).query().inError(), now, this::onComputer);
        talk();
        assertThat(arrived.get(0)).endsWith("L|1|I\n");
        assertThat(arrived.get(1)).endsWith("L|1|Q\n");
    }

    @Test
    void tooLateIsNotSentAndSaid() {
        asks("Q|1|^S1");
        assertThat(desk.nextDeadline()).isEqualTo(now + 20 * SECOND);
        pass(20);
        assertThat(told).hasSize(2).last().isEqualTo(new Event.Expired(1));
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.EXPIRED));
        pass(60);
        assertThat(arrived).isEmpty();
        assertThat(desk.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tooLateWithoutATickIsNotSentEither() {
        asks("Q|1|^S1");
        now += 20 * SECOND;
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.EXPIRED));
        desk.tick(now, told::add);
        assertThat(told).as("the refusal said so").hasSize(1);
        assertThat(arrived).isEmpty();
    }

    @Test
    @DisplayName("an answer in time whose line comes too late is taken out of the queue")
    void theLineComesTooLate() {
        asks("Q|1|^S1");
        pass(15);
        instrumentListens = false;
        answers(0);
        pass(30);
        instrumentListens = true;
        pass(30);
        assertThat(arrived).isEmpty();
        assertThat(computerSaid).contains(new SendFailed(1, SendCause.EXPIRED, 0));
    }

    @Test
    @DisplayName("Q-13 = A takes the query back, before and after its answer is queued")
    void cancelled() {
        asks("Q|1|^S1");
        asks(CANCEL);
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.CANCELLED));
        asks("Q|1|^S1");
        instrumentListens = false;
        assertThat(answers(1)).isInstanceOf(Answering.Queued.class);
        asks(CANCEL);
        instrumentListens = true;
        pass(60);

        assertThat(told).extracting(Event::ticket).containsExactly(1L, 1L, 2L, 2L);
        assertThat(told.get(1)).isInstanceOf(Event.Cancelled.class);
        assertThat(told.get(3)).isInstanceOf(Event.Cancelled.class);
        assertThat(arrived).isEmpty();
        assertThat(answers(1)).isEqualTo(new Answering.Refused(Refusal.CANCELLED));
    }

    @Test
    void aCancelOfNothingIsHeard() {
        asks(CANCEL);
        assertThat(told).isEmpty();
        assertThat(arrived).isEmpty();
    }

    @Test
    @DisplayName("only one query is open: a new one takes the place of the last, and of its queued answer")
    void replaced() {
        asks("Q|1|^S1");
        asks("Q|1|^S2");
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.REPLACED));
        instrumentListens = false;
        answers(1);
        asks("Q|1|^S3");
        instrumentListens = true;
        answers(2);
        pass(15);

        assertThat(told).filteredOn(Event.Replaced.class::isInstance).hasSize(2);
        assertThat(arrived).singleElement().asString().contains("O|1|S3|");
    }

    @Test
    void anAnswerOnItsWayIsNotReplaced() {
        asks("Q|1|^S1");
        answers(0);
        asks("Q|1|^S2");
        assertThat(told).hasOnlyElementsOfType(Event.Asked.class);
        answers(1);
        assertThat(arrived).hasSize(2);
    }

    @Test
    @DisplayName("an answer given while the instrument has the line is sent after its EOT")
    void duringASession() {
        instrumentHoldsTheLine();
        talk();
        answers(0);
        pass(1);
        assertThat(arrived.get(arrived.size() - 1)).contains("S1");
        assertThat(arrived).hasSize(2);
    }

    @Test
    void aSecondAnswerAndAnUnknownTicketAreRefused() {
        asks("Q|1|^S1");
        answers(0);
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.ANSWERED));
        AstmMessage any = orders(asked(0).query());
        assertThat(desk.answer(7, any, now, this::onComputer)).isEqualTo(new Answering.Refused(Refusal.UNKNOWN));
        assertThat(arrived).hasSize(1);
    }

    @Test
    void whatEndedLongAgoIsForgotten() {
        for (int i = 0; i < 66; i++) {
            desk.received(AstmMessage.of(message("Q|1|^S" + i)), now, told::add);
        }
        assertThat(answers(0)).isEqualTo(new Answering.Refused(Refusal.UNKNOWN));
        assertThat(answers(2)).isEqualTo(new Answering.Refused(Refusal.REPLACED));
    }

    @Test
    void someInstrumentsWantNoAnswer() {
        asks("Q|1|^S1");
        assertThat(desk.dismiss(1, now)).isTrue();
        assertThat(desk.dismiss(1, now)).isFalse();
        pass(60);
        assertThat(told).hasSize(1);
        assertThat(arrived).isEmpty();
    }

    @Test
    void nothingIsAnsweredOnAClosedConnection() {
        asks("Q|1|^S1");
        computer.closed(now, this::onComputer);
        assertThat(desk.answer(1, orders(asked(0).query()), now, this::onComputer))
                .isEqualTo(new Answering.Refused(Refusal.LINK_CLOSED));
        assertThat(computer.withdraw(1)).isFalse();
    }

    @Test
    void whatIsNoQueryIsSomebodyElses() {
        assertThat(desk.received(AstmMessage.of(message("P|1")), now, told::add))
                .isFalse();
        assertThat(told).isEmpty();
        assertThatThrownBy(() -> new QueryDesk(computer, QueryDialect.standard(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
