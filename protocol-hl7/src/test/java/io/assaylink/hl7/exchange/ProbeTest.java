// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Framing;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The 22 cases in which MLLP servers were probed on the wire and no two agreed: one connection each, MSH-15 = AL and MSH-16 =
 * NE in every message, so that CA is the right answer. Every message that is delivered is stored at once.
 */
class ProbeTest {

    private static final long SECOND = Peer.SECOND;

    private final Peer peer = Peer.withDefaults();
    private int settled;

    private static String message(String id) {
        return "MSH|^~\\&|SEND&1.2&ISO|LAB^3.4^ISO|RECV|HUB|2024||ORU^R01^ORU_R01|" + id
                + "|P|2.5.1|||AL|NE\rPID|1\rOBX|1|ST|X||v\r";
    }

    private static String framed(String content) {
        return "\u000b" + content + "\u001c\r";
    }

    /** One write of the peer; what is delivered is stored and accepted. */
    private void hears(String bytes) {
        peer.receives(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
        stores();
    }

    private void stores() {
        while (settled < peer.all(Delivered.class).size()) {
            peer.accepts(peer.hold(settled++));
        }
    }

    private List<String> delivered() {
        return peer.all(Delivered.class).stream()
                .map(one -> one.message().controlId().text())
                .toList();
    }

    private List<String> deviations() {
        return peer.all(Framing.class).stream()
                .map(Framing::event)
                .filter(Deviation.class::isInstance)
                .map(Deviation.class::cast)
                .map(one -> one.code() + "@" + one.offset())
                .toList();
    }

    private List<MllpEvent> quarantined() {
        return peer.all(Framing.class).stream()
                .map(Framing::event)
                .filter(Quarantined.class::isInstance)
                .toList();
    }

    private List<Hl7Message> answers() {
        List<Hl7Message> answers = new ArrayList<>();
        peer.exchange.drainTo(block -> {
            byte[] content = new byte[block.remaining() - 3];
            block.get(1, content);
            answers.add(Hl7Message.of(content));
        });
        return answers;
    }

    @Test
    @DisplayName("probe: one byte per write")
    void oneBytePerWrite() {
        for (char c : framed(message("T1")).toCharArray()) {
            hears(String.valueOf(c));
        }
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).isEmpty();
    }

    @Test
    @DisplayName("probe: a pause of 0.9 s in a frame")
    void shortPauseInAFrame() {
        pause(900_000_000L);
    }

    @Test
    @DisplayName("probe: a pause of 2 s in a frame")
    void longPauseInAFrame() {
        pause(2 * SECOND);
    }

    private void pause(long nanos) {
        hears(framed(message("T1")).substring(0, 40));
        peer.passes(nanos);
        hears(framed(message("T1")).substring(40));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).isEmpty();
        assertThat(peer.all(CloseWanted.class)).isEmpty();
    }

    @Test
    @DisplayName("probe: two frames in one write")
    void twoFramesInOneWrite() {
        hears(framed(message("T1")) + framed(message("T2")));
        assertThat(peer.written()).containsExactly("CA T1", "CA T2");
    }

    @Test
    @DisplayName("probe: bursts of 5 frames, 20 times, are answered in order")
    void bursts() {
        List<String> expected = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (int burst = 0; burst < 20; burst++) {
            StringBuilder write = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                String id = "B" + (5 * burst + i);
                write.append(framed(message(id)));
                expected.add("CA " + id);
            }
            hears(write.toString());
            written.addAll(peer.written());
        }
        assertThat(written).isEqualTo(expected);
    }

    @Test
    @DisplayName("probe: garbage before the first frame")
    void garbageBeforeTheFirstFrame() {
        hears("garbage" + framed(message("T1")));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).containsExactly("UNFRAMED_DATA@0");
    }

    @Test
    @DisplayName("probe: CR LF between frames")
    void blanksBetweenFrames() {
        hears(framed(message("T1")) + "\r\n" + framed(message("T2")));
        assertThat(peer.written()).containsExactly("CA T1", "CA T2");
        assertThat(deviations())
                .containsExactly("UNFRAMED_BLANKS@" + framed(message("T1")).length());
    }

    @Test
    @DisplayName("probe: FS without CR, then silence")
    void endWithoutCrThenSilence() {
        hears("\u000b" + message("T1") + "\u001c");
        assertThat(peer.written()).isEmpty();
        assertThat(peer.exchange.nextDeadline(0)).isEqualTo(SECOND / 10);
        peer.passes(SECOND / 10);
        stores();
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations())
                .containsExactly("TRAILER_MISSING@" + (1 + message("T1").length()));
    }

    @Test
    @DisplayName("probe: FS in one write, CR and the next frame in another")
    void endAndCrInTwoWrites() {
        hears("\u000b" + message("T1") + "\u001c");
        hears("\r" + framed(message("T2")));
        assertThat(peer.written()).containsExactly("CA T1", "CA T2");
        assertThat(deviations()).isEmpty();
    }

    @Test
    @DisplayName("probe: no start byte")
    void noStartByte() {
        hears(message("T1") + "\u001c\r");
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).containsExactly("MISSING_START@0");
    }

    @Test
    @DisplayName("probe: 0x1C inside text")
    void endInsideText() {
        hears(framed(message("T1") + "NTE|1||a\u001cb\r"));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations())
                .containsExactly("END_IN_TEXT@" + (1 + message("T1").length() + 8));
        assertThat(peer.all(Delivered.class).get(0).message().get("NTE-3").bytes())
                .contains(0x1C);
    }

    @Test
    @DisplayName(
            "probe: 0x0B inside text: the message is lost, said, kept for a human and not acknowledged; the next is read")
    void startInsideText() {
        hears(framed(message("T1") + "NTE|1||a\u000bb\r") + framed(message("T2")));
        assertThat(peer.written()).containsExactly("CA T2");
        int at = 1 + message("T1").length() + 9;
        assertThat(deviations()).containsExactly("NESTED_START@" + (at - 1), "NOT_HL7@" + at);
        assertThat(quarantined()).hasSize(2);
    }

    @Test
    @DisplayName("probe: a truncated T1, then a whole T2: T2 alone is acknowledged")
    void truncatedThenWhole() {
        hears("\u000b" + message("T1").substring(0, 60));
        hears(framed(message("T2")));
        assertThat(peer.written()).containsExactly("CA T2");
        assertThat(delivered()).containsExactly("T2");
        assertThat(deviations()).containsExactly("NESTED_START@61");
        assertThat(((Quarantined) quarantined().get(0)).content()).hasSize(60);
    }

    @Test
    @DisplayName("probe: LF terminators: acknowledged, and the answer does not repeat other segments")
    void lineFeedTerminators() {
        hears(framed(message("T1").replace('\r', '\n')));
        Hl7Message answer = answers().get(0);
        assertThat(answer.get("MSA-1").text()).isEqualTo("CA");
        assertThat(answer.get("MSA-2").text()).isEqualTo("T1");
        assertThat(answer.segments()).hasSize(2);
        assertThat(deviations())
                .containsExactly("CONTROL_BYTE@" + (1 + message("T1").indexOf('\r')));
    }

    @Test
    @DisplayName("probe: an empty frame, then a good one")
    void emptyFrame() {
        hears(framed("") + framed(message("T1")));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).containsExactly("EMPTY_MESSAGE@1");
    }

    @Test
    @DisplayName("probe: hello in a frame, then a good one: no answer is invented")
    void helloInAFrame() {
        hears(framed("hello") + framed(message("T1")));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(deviations()).containsExactly("NOT_HL7@1");
    }

    @Test
    @DisplayName("probe: an acknowledgment nobody waits for, then a good one: it is never acknowledged")
    void acknowledgmentNobodyWaitsFor() {
        peer.receives(Peer.ack("AA", "X1"));
        hears(framed(message("T1")));
        assertThat(peer.written()).containsExactly("CA T1");
        assertThat(peer.all(Unmatched.class)).extracting(Unmatched::code).containsExactly(ExchangeCode.ACK_UNMATCHED);
    }

    @Test
    @DisplayName("probe: MSH-15 = AL and MSH-16 = NE ask for CA, once")
    void commitAnswer() {
        hears(framed(message("T1")));
        assertThat(peer.written()).containsExactly("CA T1");
    }

    @Test
    @DisplayName("probe: components of sending and receiving application are kept in the answer")
    void componentsAreKept() {
        hears(framed(message("T1")));
        Hl7Message answer = answers().get(0);
        assertThat(raw(answer, "MSH-3")).isEqualTo("RECV");
        assertThat(raw(answer, "MSH-4")).isEqualTo("HUB");
        assertThat(raw(answer, "MSH-5")).isEqualTo("SEND&1.2&ISO");
        assertThat(raw(answer, "MSH-6")).isEqualTo("LAB^3.4^ISO");
    }

    @Test
    @DisplayName("probe: MSH-9 is ACK^event^ACK, MSH-10 our own and unique, MSH-12 the sender's")
    void headerOfTheAnswer() {
        hears(framed(message("T1")) + framed(message("T2")));
        List<Hl7Message> answers = answers();
        assertThat(raw(answers.get(0), "MSH-9")).isEqualTo("ACK^R01^ACK");
        assertThat(raw(answers.get(0), "MSH-12")).isEqualTo("2.5.1");
        assertThat(answers.stream().map(one -> one.controlId().text()))
                .doesNotHaveDuplicates()
                .doesNotContain("T1", "T2", "");
    }

    @Test
    @DisplayName("probe: the last segment of the answer ends with CR")
    void lastSegmentEndsWithCr() {
        hears(framed(message("T1")));
        assertThat(answers().get(0).toBytes()).endsWith('\r');
    }

    @Test
    @DisplayName("probe: eight senders on one connection: 2000 messages, each answered once, in order")
    void eightSenders() {
        StringBuilder wire = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            wire.append(framed(message("S" + i % 8 + "-" + i / 8))); // interleaved by message, as a stream must be
        }
        List<String> written = new ArrayList<>();
        for (int at = 0; at < wire.length(); at += 997) {
            hears(wire.substring(at, Math.min(wire.length(), at + 997)));
            written.addAll(peer.written());
        }
        assertThat(written)
                .isEqualTo(IntStream.range(0, 2000)
                        .mapToObj(i -> "CA S" + i % 8 + "-" + i / 8)
                        .toList());
    }

    @Test
    @DisplayName("5.3 a frame that never ends is quarantined and the connection closed, nothing acknowledged")
    void frameThatNeverEnds() {
        hears("\u000b" + message("T1"));
        peer.passes(10 * SECOND);
        assertThat(deviations())
                .containsExactly("MESSAGE_TIMEOUT@" + (1 + message("T1").length()));
        assertThat(quarantined()).hasSize(1);
        assertThat(peer.all(CloseWanted.class)).hasSize(1);
        assertThat(peer.written()).isEmpty();
    }

    private static String raw(Hl7Message message, String path) {
        return new String(message.get(path).bytes(), ISO_8859_1);
    }
}
