// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.frame.Wire.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.link.LinkEvent.Incomplete;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.link.LinkEvent.Noise;
import io.assaylink.astm.link.LinkEvent.ReceiverTimeout;
import io.assaylink.astm.link.LinkEvent.SendCause;
import io.assaylink.astm.link.LinkEvent.SendDelayed;
import io.assaylink.astm.link.LinkEvent.SendFailed;
import io.assaylink.astm.link.LinkEvent.SessionEnded;
import io.assaylink.astm.link.LinkEvent.SessionStarted;
import io.assaylink.astm.record.RecordError;
import io.assaylink.astm.record.RecordError.Code;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that go wrong, by the rows of the fault table, one byte per read. */
class SessionFaultsTest {

    private static final String H = "H|\\^&<CR>";
    private static final String L = "L|1|N<CR>";

    private final Dialogue d = new Dialogue(Position.COMPUTER, 1);

    @Test
    @DisplayName("A15 ENQ while busy: NAK, told; a session that has begun goes on")
    void a15() {
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
        d.link.setBusy(true);
        assertThat(d.hears(frame(1, H + L) + "<EOT>")).isEqualTo("<ACK>");
        assertThat(d.hears("<ENQ>")).isEqualTo("<NAK>");
        assertThat(d.events).endsWith(new LinkEvent.EnquiryRefused(21));
    }

    @Test
    @DisplayName("A16 ENQ between frames: the partial message for quarantine, a new session, ACK")
    void a16() {
        d.hears("<ENQ>" + frame(1, H));
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
        assertThat(d.all(Incomplete.class)).singleElement().satisfies(event -> {
            assertThat(event.cause()).isEqualTo(Cause.SESSION_RESTARTED);
            assertThat(event.offset()).isEqualTo(1);
        });
        assertThat(d.events).endsWith(new SessionEnded(14), new SessionStarted(14));
        assertThat(d.hears(frame(1, H + L))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A19 EOT while idle and twice: ignored; ENQ EOT as keep-alive delivers nothing")
    void a19() {
        assertThat(d.hears("<EOT><EOT>")).isEmpty();
        assertThat(d.events).isEmpty();
        assertThat(d.hears("<ENQ><EOT><ENQ><EOT>")).isEqualTo("<ACK><ACK>");
        assertThat(d.events)
                .containsExactly(
                        new SessionStarted(2), new SessionEnded(3), new SessionStarted(4), new SessionEnded(5));
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("A25 records that break E1394 are delivered as they came, and say what is wrong and where")
    void a25() {
        String odd = "H|\\^|x<CR><LF>R|1<CR>X|1||A & B<CR>HL|1<CR>P|1<CR>O|1<CR>R|1<CR>L|1<CR>";
        Dialogue tolerant = new Dialogue(
                Position.COMPUTER, LinkProfile.strict().with(Tolerance.LF_IN_TEXT), LinkTimers.defaults(), 1);
        assertThat(tolerant.hears("<ENQ>" + frame(1, odd))).isEqualTo("<ACK><ACK>");
        assertThat(tolerant.delivered()).containsExactly(odd);
        assertThat(tolerant.all(LinkEvent.Delivered.class).get(0).message().errors())
                .containsExactly(
                        new RecordError(Code.DELIMITERS_INCOMPLETE, 0, 2, 0),
                        new RecordError(Code.ORPHAN_RECORD, 1, 0, 8),
                        new RecordError(Code.UNKNOWN_RECORD, 2, 1, 12),
                        new RecordError(Code.ESCAPE_UNTERMINATED, 2, 4, 19),
                        new RecordError(Code.UNKNOWN_RECORD, 3, 1, 23));
    }

    @Test
    @DisplayName("A25 records without H, and records behind L within its frame")
    void a25WithoutHeader() {
        assertThat(d.hears("<ENQ>" + frame(1, "P|1<CR>L|1<CR>"))).isEqualTo("<ACK><ACK>");
        assertThat(d.all(LinkEvent.Delivered.class).get(0).message().errors())
                .containsExactly(new RecordError(Code.NO_HEADER, 0, 0, 0));
        assertThat(d.hears(frame(2, H + L + "C|1<CR>"))).isEqualTo("<NAK>");
        assertThat(d.all(LinkEvent.FrameRefused.class))
                .containsExactly(new LinkEvent.FrameRefused(FrameFault.TEXT_AFTER_TERMINATOR, 16, -1, -1));
    }

    @Test
    @DisplayName("A26 H…L H…L in one session: two messages, each before the ACK of the frame with its L")
    void a26() {
        d.holding().hears("<ENQ>" + frame(1, H + L));
        assertThat(d.accepts(new Hold(1))).isEqualTo("<ACK>");
        assertThat(d.hears(frame(2, H) + frame(3, L))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(H + L, H + L);
        assertThat(d.accepts(new Hold(2))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A29 contention: told, ENQ again after 20 s")
    void a29() {
        long id = d.sends(H + L);
        d.says();
        assertThat(d.hears("<ENQ>")).isEmpty();
        assertThat(d.events).containsExactly(new SendDelayed(id, SendCause.CONTENTION));
        assertThat(d.at(19.999)).isEmpty();
        assertThat(d.at(20)).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("A30 NAK to ENQ: told each time, PEER_BUSY after six")
    void a30() {
        long id = d.sends(H + L);
        d.says();
        for (int k = 1; k < 6; k++) {
            d.hears("<NAK>");
            d.at(10 * k);
        }
        d.hears("<NAK>");
        assertThat(d.all(SendDelayed.class)).hasSize(5).containsOnly(new SendDelayed(id, SendCause.PEER_BUSY));
        assertThat(d.all(SendFailed.class)).containsExactly(new SendFailed(id, SendCause.PEER_BUSY, 0));
    }

    @Test
    @DisplayName("A34 garbage as an answer: counted and taken for NAK, up to the limit of sends")
    void a34() {
        long id = d.sends(H + L);
        d.says();
        d.hears("<ACK>");
        for (int k = 1; k < 6; k++) {
            assertThat(d.hears("?")).isEqualTo(frame(1, H));
            d.at(2 * k);
        }
        assertThat(d.hears("?")).isEqualTo("<EOT>");
        assertThat(d.all(Noise.class)).hasSize(6).startsWith(new Noise(1, 1));
        assertThat(d.all(SendFailed.class)).containsExactly(new SendFailed(id, SendCause.ABORTED_AFTER_RETRIES, 0));
    }

    @ParameterizedTest(name = "A35 silence {0}: neutral at 30 s without a byte, {2} incomplete")
    @CsvSource({
        "after ENQ and its ACK, <ENQ>, 0",
        "in a frame, <ENQ><STX>1H|, 0",
        "after ETX, <ENQ><STX>1H|<ETX>, 0",
        "between frames, <ENQ>F, 1",
        "before EOT, <ENQ>M, 0"
    })
    void a35(String where, String heard, int incomplete) {
        d.hears(heard.replace("F", frame(1, H)).replace("M", frame(1, H + L)));
        assertThat(d.at(29.999)).isEmpty();
        assertThat(d.link.state()).as(where).isEqualTo(LinkState.RECEIVING);
        assertThat(d.at(30)).isEmpty();
        assertThat(d.all(ReceiverTimeout.class))
                .containsExactly(new ReceiverTimeout(LinkState.RECEIVING, d.link.offset()));
        assertThat(d.all(Incomplete.class)).hasSize(incomplete);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("A35 silence after connecting: healthy, no timer runs")
    void a35Idle() {
        assertThat(d.wakesAt()).isEqualTo(-1);
        assertThat(d.at(1_000_000)).isEmpty();
        assertThat(d.events).isEmpty();
    }

    @Test
    @DisplayName("A36 one byte per 29 s: the deadline of the frame ends it at 60 s, though the line is never silent")
    void a36() {
        d.hears("<ENQ><STX>");
        d.at(29);
        d.hears("1");
        d.at(58);
        d.hears("H");
        assertThat(d.at(59.999)).isEmpty();
        assertThat(d.link.state()).isEqualTo(LinkState.RECEIVING);
        assertThat(d.at(60)).isEmpty();
        assertThat(d.all(ReceiverTimeout.class)).containsExactly(new ReceiverTimeout(LinkState.RECEIVING, 4));
        assertThat(d.all(LinkEvent.FrameDropped.class)).containsExactly(new LinkEvent.FrameDropped(1, 3));
    }

    @Test
    @DisplayName(
            "A37 D17 we die between two frames: nothing was delivered; the next connection expects ENQ and number 1")
    void a37() {
        d.hears("<ENQ>" + frame(1, H));
        d.closes();
        assertThat(d.delivered()).isEmpty();
        Dialogue next = new Dialogue(Position.COMPUTER, 1);
        assertThat(next.hears(frame(2, L))).isEmpty();
        assertThat(next.all(LinkEvent.FrameRefused.class))
                .extracting(LinkEvent.FrameRefused::code)
                .containsExactly(FrameFault.NO_SESSION);
        assertThat(next.hears("<ENQ>" + frame(2, L))).isEqualTo("<ACK><NAK>");
        assertThat(next.hears(frame(1, H) + frame(2, L))).isEqualTo("<ACK><ACK>");
        assertThat(next.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A38 the line fails between accept and its ACK: the repeat in the same connection is recognised")
    void a38() {
        d.holding().hears("<ENQ>" + frame(1, H + L) + "<EOT>");
        assertThat(d.accepts(new Hold(1))).isEmpty();
        assertThat(d.hears("<ENQ>" + frame(1, H + L))).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).hasSize(1);
        assertThat(d.all(LinkEvent.MessageRepeated.class)).hasSize(1);
    }

    @Test
    @DisplayName(
            "D12 the store takes 12 s: ACK at 12; it takes 16 s: NAK before 15, the late success makes the repeat one")
    void d12WithAHoldOf14() {
        LinkTimers timers = LinkTimers.defaults().withHold(Duration.ofSeconds(14));
        Dialogue slow = new Dialogue(Position.COMPUTER, LinkProfile.strict(), timers, 1).holding();
        slow.hears("<ENQ>" + frame(1, H) + frame(2, L));
        assertThat(slow.at(12)).isEmpty();
        assertThat(slow.accepts(new Hold(1))).isEqualTo("<ACK>");
        slow.hears("<EOT><ENQ>" + frame(1, H) + frame(2, L));
        assertThat(slow.at(25.999)).isEmpty();
        assertThat(slow.at(26)).isEqualTo("<NAK>");
        slow.at(28);
        assertThat(slow.accepts(new Hold(2))).isEmpty();
        assertThat(slow.hears(frame(2, L))).isEqualTo("<ACK>");
        assertThat(slow.delivered()).hasSize(2);
    }

    @Test
    @DisplayName("A28 cut at every byte and at every pair of bytes: the same events and answers")
    void a28() {
        String session = "x<ENQ>" + frame(1, H) + frame(1, H) + "<STX>2R"
                + frame(2, "R<CR>").replace("<ETX>", "<ETX>0") + frame(3, L) + frame(2, L) + "<EOT><ENQ>"
                + part(1, H + "L|1") + frame(2, "<CR>") + "<EOT><EOT>";
        byte[] bytes = Wire.bytes(session);
        Dialogue whole = new Dialogue(Position.COMPUTER, bytes.length);
        String answers = whole.hears(bytes);
        assertThat(whole.delivered()).containsExactly(H + L, H + "L|1<CR>");
        for (int first = 0; first < bytes.length; first++) {
            for (int second = first; second < bytes.length; second++) {
                Dialogue cut = new Dialogue(Position.COMPUTER, bytes.length);
                String said = cut.hears(Arrays.copyOf(bytes, first))
                        + cut.hears(Arrays.copyOfRange(bytes, first, second))
                        + cut.hears(Arrays.copyOfRange(bytes, second, bytes.length));
                assertThat(said).isEqualTo(answers);
                assertThat(cut.events).hasToString(whole.events.toString());
            }
        }
    }
}
