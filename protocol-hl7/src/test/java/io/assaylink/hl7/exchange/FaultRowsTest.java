// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.ReplyActions;
import io.assaylink.hl7.ack.ReplyActions.Action;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Cause;
import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Framing;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows H of the fault table that concern answers, through the whole of a connection: code, offset, and what is written. */
class FaultRowsTest {

    private final Peer peer = Peer.withDefaults();

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    private MllpEvent.Quarantined quarantined() {
        return peer.all(Framing.class).stream()
                .map(Framing::event)
                .filter(MllpEvent.Quarantined.class::isInstance)
                .map(MllpEvent.Quarantined.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("H2 a start inside a frame: the first part is quarantined and never answered, the second is processed")
    void h2() {
        peer.receives(ByteBuffer.wrap("\u000bMSH|^~\\&|A|B|||||ORU^R01|LOST|P|2.5\rOBX|1".getBytes(ISO_8859_1)));
        peer.receives(Peer.result("W2"));
        peer.accepts(peer.hold(0));
        assertThat(quarantined().code()).isEqualTo(MllpCode.NESTED_START);
        assertThat(quarantined().offset()).isEqualTo(1);
        assertThat(peer.written()).containsExactly("AA W2");
    }

    @Test
    @DisplayName("H7 a hundred messages in one packet: all processed, answers in order, no more held than the window")
    void h7() {
        StringBuilder packet = new StringBuilder();
        IntStream.range(0, 100)
                .forEach(i -> packet.append('\u000b')
                        .append(new String(Peer.result("W" + i).toBytes(), ISO_8859_1))
                        .append("\u001c\r"));
        peer.receives(ByteBuffer.wrap(packet.toString().getBytes(ISO_8859_1)));
        assertThat(peer.all(Delivered.class)).hasSize(16);
        assertThat(peer.exchange.wantsBytes()).isFalse();
        for (int i = 0; i < 100; i++) {
            peer.accepts(peer.hold(i));
        }
        assertThat(peer.written())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "AA W" + i).toList());
    }

    @Test
    @DisplayName("H9 too long with a readable header: AR, then close; behind what came before")
    void h9() {
        Peer small = new Peer(
                ExchangeOptions.defaults().withFraming(MllpProfile.mllpLenient().withLimits(200, 10)),
                new RepeatMemory(10));
        small.receives(Peer.result("W0"));
        long start = small.bytes;
        small.receives(Peer.message("ORU^R01", "W1", "x".repeat(300)));
        assertThat(small.written()).isEmpty();
        assertThat(small.all(CloseWanted.class)).isEmpty();
        small.accepts(small.hold(0));
        assertThat(small.written()).containsExactly("AA W0", "AR W1");
        assertThat(small.all(CloseWanted.class)).hasSize(1);
        assertThat(small.all(Framing.class))
                .contains(new Framing(new MllpEvent.Deviation(start + 1 + 200, MllpCode.MESSAGE_TOO_LONG, true, 1)));
    }

    @Test
    @DisplayName("H11 a message that stops: quarantined, nothing answered, close")
    void h11() {
        peer.receives(ByteBuffer.wrap("\u000bMSH|^~\\&|A|B|||||ORU^R01|W1|P|2.5\r".getBytes(ISO_8859_1)));
        peer.passes(10 * Peer.SECOND);
        assertThat(quarantined().code()).isEqualTo(MllpCode.MESSAGE_TIMEOUT);
        assertThat(peer.all(CloseWanted.class)).hasSize(1);
        assertThat(peer.written()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "MSH|^^\\&|A||||||ORU^R01|W1|P -> AR W1",
                "MSHABCDEFGHIJK -> none",
                "MSH|a~\\&|A||||||ORU^R01|W1|P -> AR W1",
                "MSH||||||||ORU^R01|W1|P|2.5 -> AR W1",
            })
    @DisplayName("H12 a header that cannot be used: BAD_MSH with its offset; AR with the id where it can be read")
    void h12(String header, String answer) {
        peer.receives(Peer.result("W0"));
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA W0");
        long start = peer.bytes + 1;
        peer.receives(message(header + "\r"));
        assertThat(peer.all(Rejected.class))
                .containsExactly(new Rejected(message(header + "\r"), ExchangeCode.BAD_MSH, start));
        if (answer.equals("none")) {
            assertThat(peer.written()).isEmpty();
        } else {
            assertThat(peer.written()).containsExactly(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "200", "1000000", "a\u0002b"})
    @DisplayName("H13 a control id that cannot be echoed: BAD_CONTROL_ID with its offset, AE without an id")
    void h13(String id) {
        String control = id.matches("\\d+") ? "9".repeat(Integer.parseInt(id)) : id;
        String head = "MSH|^~\\&|ANALYZER|LAB|LIS|HUB|2024||ORU^R01|";
        Hl7Message bad = message(head + control + "|P|2.5\r");
        peer.receives(bad);
        int inMessage = head.length() + Math.max(0, control.indexOf('\u0002'));
        assertThat(peer.all(Rejected.class))
                .containsExactly(new Rejected(bad, ExchangeCode.BAD_CONTROL_ID, 1L + inMessage));
        assertThat(peer.written()).containsExactly("AE ");
        peer.receives(Peer.result("9".repeat(199)));
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA " + "9".repeat(199));
    }

    @Test
    @DisplayName("H18 unknown, late and duplicate answers are told apart, each with its offset; futures end once")
    void h18() {
        long first = peer.sends(Peer.result("1"));
        peer.passes(30 * Peer.SECOND);
        long second = peer.sends(Peer.result("2"));
        String[] ids = {"1", "nobody", "2", "2"};
        long[] offsets = new long[4];
        for (int i = 0; i < ids.length; i++) {
            offsets[i] = peer.bytes + 1;
            peer.receives(Peer.ack("AA", ids[i]));
        }
        assertThat(peer.all(Unmatched.class))
                .containsExactly(
                        new Unmatched(Peer.ack("AA", "1"), ExchangeCode.ACK_LATE, offsets[0]),
                        new Unmatched(Peer.ack("AA", "nobody"), ExchangeCode.ACK_UNMATCHED, offsets[1]),
                        new Unmatched(Peer.ack("AA", "2"), ExchangeCode.ACK_DUPLICATE, offsets[3]));
        assertThat(peer.all(SendFailed.class)).containsExactly(new SendFailed(first, Cause.TIMED_OUT));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(second);
        assertThat(peer.written()).containsExactly("1", "2"); // no stray answer was answered
        peer.closes();
        assertThat(peer.all(SendFailed.class)).hasSize(1);
    }

    @Test
    @DisplayName("H18 AA after CA is the application answer, CA after AA a duplicate")
    void h18Phases() {
        peer.sends(Peer.message("ORU^R01", "1", "AL|AL"));
        peer.receives(Peer.ack("AA", "1"));
        peer.receives(Peer.ack("CA", "1"));
        assertThat(peer.all(Answered.class)).extracting(Answered::code).containsExactly(Optional.of(AckCode.AA));
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_DUPLICATE);
    }

    @Test
    @DisplayName("H19 a peer that never answers: TIMED_OUT at the deadline, the same bytes may be sent again")
    void h19() {
        for (int attempt = 0; attempt < 3; attempt++) {
            peer.sends(Peer.result("1"));
            assertThat(peer.exchange.nextDeadline(peer.now)).isEqualTo(peer.now + 30 * Peer.SECOND);
            peer.passes(30 * Peer.SECOND);
        }
        assertThat(peer.written()).containsExactly("1", "1", "1");
        assertThat(peer.all(SendFailed.class))
                .extracting(SendFailed::cause)
                .containsExactly(Cause.TIMED_OUT, Cause.TIMED_OUT, Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({"AA,DONE", "AE,RETRY", "AR,FAIL", "CE,RETRY", "CR,FAIL", "ZZ,RETRY"})
    @DisplayName("H20 what the peer says and what is done about it")
    void h20(String code, Action action) {
        peer.sends(Peer.message("ORU^R01", "1", code.startsWith("C") ? "AL|NE" : ""));
        peer.receives(Peer.ack(code, "1"));
        Answered answered = peer.all(Answered.class).get(0);
        assertThat(answered.code()).isEqualTo(AckCode.of(code));
        assertThat(ReplyActions.defaults().of(answered.message())).isEqualTo(action);
    }

    @Test
    @DisplayName("H21 a reason that passes is AE or CE, never AR or CR: full store, timeout, shutdown")
    void h21() {
        peer.receives(Peer.result("1"));
        peer.receives(Peer.message("ORU^R01", "2", "AL|AL"));
        peer.receives(Peer.message("ORU^R01", "3", "AL|NE"));
        peer.refuses(peer.hold(0), Hold.Reason.TRANSIENT);
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        peer.passes(10 * Peer.SECOND);
        assertThat(peer.written()).containsExactly("AE 1", "CE 2", "CE 3");
    }

    @Test
    @DisplayName("H23 a batch is one unit: nothing is answered before all of it is stored")
    void h23() {
        String one = new String(Peer.result("1").toBytes(), ISO_8859_1);
        String two = new String(Peer.result("2").toBytes(), ISO_8859_1);
        peer.receives(message("FHS|^~\\&\rBHS|^~\\&\r" + one + two + "BTS|2\rFTS|1\r"));
        peer.accepts(peer.hold(0));
        assertThat(peer.messages()).isEmpty();
        peer.accepts(peer.hold(1));
        assertThat(peer.messages()).hasSize(1);
    }
}
