// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.frame.Wire.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.link.LinkEvent.SendCause;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E1381 6.5 in virtual time, whole reads and one byte per read (D18). */
@ParameterizedClass(name = "D18 {0} bytes per read")
@ValueSource(ints = {1, 3, 1 << 20})
class DialogueTest {

    private static final String H = "H|\\^&<CR>";
    private static final String P = "P|1<CR>";
    private static final String L = "L|1|N<CR>";
    private static final String MESSAGE = H + P + L;

    private final int chunk;

    DialogueTest(int chunk) {
        this.chunk = chunk;
    }

    private Dialogue computer() {
        return new Dialogue(Position.COMPUTER, chunk);
    }

    private Dialogue instrument() {
        return new Dialogue(Position.INSTRUMENT, chunk);
    }

    @Test
    @DisplayName("D1 one message, nothing sent after EOT")
    void d1() {
        Dialogue d = computer();
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
        assertThat(d.hears(frame(2, P))).isEqualTo("<ACK>");
        assertThat(d.hears(frame(3, L))).isEqualTo("<ACK>");
        assertThat(d.hears("<EOT>")).isEmpty();
        assertThat(d.delivered()).containsExactly(MESSAGE);
        assertThat(d.wakesAt()).isEqualTo(-1);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
    }

    @Test
    @DisplayName("D2 A31 no answer to ENQ: EOT at 15 s, failed, no second ENQ before the pause")
    void d2() {
        Dialogue d = computer();
        long id = d.sends(MESSAGE);
        assertThat(d.says()).isEqualTo("<ENQ>");
        assertThat(d.at(14.999)).isEmpty();
        assertThat(d.at(15)).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new LinkEvent.SendFailed(id, SendCause.NO_RESPONSE, 0));
        d.sends(MESSAGE);
        assertThat(d.at(24.999)).isEmpty();
        assertThat(d.at(25)).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("D3 A30 NAK to ENQ: not before 10 s, six tries, then PEER_BUSY")
    void d3() {
        Dialogue d = computer();
        long id = d.sends(MESSAGE);
        assertThat(d.says()).isEqualTo("<ENQ>");
        for (int k = 1; k < 6; k++) {
            assertThat(d.hears("<NAK>")).isEmpty();
            assertThat(d.at(10 * k - 0.001)).isEmpty();
            assertThat(d.at(10 * k)).isEqualTo("<ENQ>");
        }
        assertThat(d.hears("<NAK>")).isEmpty();
        assertThat(d.events).endsWith(new LinkEvent.SendFailed(id, SendCause.PEER_BUSY, 0));
    }

    @Test
    @DisplayName("D4 A29 contention: the computer yields, answers the second ENQ, sends after the instrument's EOT")
    void d4() {
        Dialogue d = computer();
        d.sends(MESSAGE);
        assertThat(d.says()).isEqualTo("<ENQ>");
        assertThat(d.hears("<ENQ>")).isEmpty();
        assertThat(d.at(1.2)).isEmpty();
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
        assertThat(d.hears(frame(1, MESSAGE))).isEqualTo("<ACK>");
        assertThat(d.hears("<EOT>")).isEqualTo("<ENQ>");
        assertThat(d.delivered()).containsExactly(MESSAGE);
    }

    @Test
    @DisplayName("D4 A29 contention without a second ENQ: the computer asks again at 20 s")
    void d4WithoutSecondEnquiry() {
        Dialogue d = computer();
        d.sends(MESSAGE);
        assertThat(d.hears("<ENQ>")).isEqualTo("<ENQ>"); // ours, written before the peer's was heard
        assertThat(d.at(19.999)).isEmpty();
        assertThat(d.at(20)).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("D5 NAK to a frame: the same bytes again")
    void d5() {
        Dialogue d = computer();
        long id = d.sends(MESSAGE);
        d.says();
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
        assertThat(d.hears("<NAK>")).isEqualTo(frame(1, H));
        assertThat(d.hears("<ACK>")).isEqualTo(frame(2, P));
        assertThat(d.hears("<ACK>")).isEqualTo(frame(3, L));
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new LinkEvent.MessageSent(id));
        assertThat(d.hears("<ACK>")).isEmpty();
    }

    @Test
    @DisplayName("D6 A32 six sends of one frame: EOT, failed; numbers start at 1 on the retry")
    void d6() {
        Dialogue d = computer();
        long id = d.sends(MESSAGE);
        d.says();
        d.hears("<ACK>");
        d.hears("<ACK>");
        for (int k = 2; k <= 6; k++) {
            assertThat(d.hears("<NAK>")).isEqualTo(frame(2, P));
        }
        assertThat(d.hears("<NAK>")).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new LinkEvent.SendFailed(id, SendCause.ABORTED_AFTER_RETRIES, 0));
        d.sends(MESSAGE);
        assertThat(d.at(10)).isEqualTo("<ENQ>");
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
    }

    @Test
    @DisplayName("D7 A31 no answer to a frame: EOT at 15 s")
    void d7() {
        Dialogue d = computer();
        long id = d.sends(MESSAGE);
        d.hears("<ACK>");
        assertThat(d.at(14.999)).isEmpty();
        assertThat(d.at(15)).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new LinkEvent.SendFailed(id, SendCause.NO_RESPONSE, 0));
    }

    @Test
    @DisplayName("D8 A33 receiver interrupt: counts as ACK, the message is finished, then 15 s of quiet")
    void d8() {
        Dialogue d = computer();
        d.sends(MESSAGE);
        d.sends(MESSAGE);
        d.says();
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
        assertThat(d.hears("<EOT>")).isEqualTo(frame(2, P));
        assertThat(d.hears("<ACK>")).isEqualTo(frame(3, L));
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.at(14.999)).isEmpty();
        assertThat(d.at(15)).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("D9 A5 a frame repeated after a lost ACK is acknowledged and counted once")
    void d9() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, H));
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
        d.hears(frame(2, L) + "<EOT>");
        assertThat(d.delivered()).containsExactly(H + L);
        assertThat(d.all(LinkEvent.Repeat.class)).hasSize(1);
    }

    @Test
    @DisplayName("A5 the same number with other content is refused and said so")
    void sameNumberOtherContent() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, H));
        assertThat(d.hears(frame(1, P))).isEqualTo("<NAK>");
        assertThat(d.all(LinkEvent.NumberConflict.class)).hasSize(1);
        assertThat(d.all(LinkEvent.FrameRefused.class).get(0).code()).isEqualTo(FrameFault.DUPLICATE_DIFFERS);
    }

    @Test
    @DisplayName("D10 A4 a frame out of order is refused, the right one taken")
    void d10() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, H));
        assertThat(d.hears(frame(3, L))).isEqualTo("<NAK>");
        assertThat(d.hears(frame(2, P))).isEqualTo("<ACK>");
        assertThat(d.all(LinkEvent.FrameRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(FrameFault.FRAME_NUMBER);
            assertThat(refused.expected()).isEqualTo(2);
            assertThat(refused.found()).isEqualTo(3);
        });
    }

    @Test
    @DisplayName("D11 A35 silence after ENQ: neutral at 30 s without a byte")
    void d11() {
        Dialogue d = computer();
        d.hears("<ENQ>");
        assertThat(d.at(29.999)).isEmpty();
        assertThat(d.link.state()).isEqualTo(LinkState.RECEIVING);
        assertThat(d.at(30)).isEmpty();
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.all(LinkEvent.ReceiverTimeout.class)).hasSize(1);
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A35 silence inside a frame: the partial message is kept for quarantine")
    void silenceInsideAFrame() {
        Dialogue d = computer();
        d.hears("<ENQ>" + part(1, H) + "<STX>2P|1");
        assertThat(d.at(30)).isEmpty();
        assertThat(d.all(LinkEvent.Incomplete.class))
                .singleElement()
                .satisfies(event -> assertThat(event.cause()).isEqualTo(Cause.RECEIVER_TIMEOUT));
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("D12 the store takes 9 s: ACK then; 12 s: NAK at 10 s, and the repeat is a duplicate")
    void d12() {
        Dialogue d = computer().holding();
        assertThat(d.hears("<ENQ>" + frame(1, MESSAGE))).isEqualTo("<ACK>");
        assertThat(d.link.state()).isEqualTo(LinkState.HOLDING);
        assertThat(d.at(9)).isEmpty();
        assertThat(d.accepts(new Hold(1))).isEqualTo("<ACK>");
        d.hears("<EOT><ENQ>" + frame(1, MESSAGE));
        assertThat(d.at(18.999)).isEmpty();
        assertThat(d.at(19)).isEqualTo("<NAK>");
        assertThat(d.all(LinkEvent.HoldExpired.class)).containsExactly(new LinkEvent.HoldExpired(new Hold(2)));
        assertThat(d.at(21)).isEmpty();
        assertThat(d.accepts(new Hold(2))).isEmpty();
        assertThat(d.hears(frame(1, MESSAGE))).isEqualTo("<ACK>");
        assertThat(d.delivered()).hasSize(2);
        assertThat(d.all(LinkEvent.MessageRepeated.class)).hasSize(1);
    }

    @Test
    @DisplayName("D12 the repeat comes before the store has answered: one delivery, the late accept acknowledges it")
    void d12RepeatBeforeAccept() {
        Dialogue d = new Dialogue(
                        Position.COMPUTER,
                        LinkProfile.strict(),
                        LinkTimers.defaults().withHold(Duration.ofSeconds(14)),
                        chunk)
                .holding();
        d.hears("<ENQ>" + frame(1, H) + frame(2, L));
        assertThat(d.at(14)).isEqualTo("<NAK>");
        assertThat(d.hears("<EOT><ENQ>" + frame(1, H) + frame(2, L))).isEqualTo("<ACK><ACK>");
        assertThat(d.at(16)).isEmpty();
        assertThat(d.accepts(new Hold(1))).isEqualTo("<ACK>");
        assertThat(d.delivered()).hasSize(1);
        assertThat(d.hears(frame(2, L))).isEqualTo("<ACK>");
        assertThat(d.hears("<EOT><ENQ>" + frame(1, H) + frame(2, L))).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered())
                .as("its answer was written: a later one is a new delivery")
                .hasSize(2);
    }

    @Test
    @DisplayName("a refused message is answered NAK and its repeat is delivered anew")
    void refusedMessage() {
        Dialogue d = computer().holding();
        d.hears("<ENQ>" + frame(1, H) + frame(2, L));
        assertThat(d.refuses(new Hold(1))).isEqualTo("<NAK>");
        assertThat(d.hears(frame(2, L))).isEmpty();
        assertThat(d.accepts(new Hold(2))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(H + L, H + L);
    }

    @Test
    @DisplayName("D13 A15 busy: ENQ is answered NAK, then ACK again")
    void d13() {
        Dialogue d = computer();
        d.link.setBusy(true);
        assertThat(d.hears("<ENQ>")).isEqualTo("<NAK>");
        d.link.setBusy(false);
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("D14 contention as instrument: ENQ again at 1 s, not before")
    void d14() {
        Dialogue d = instrument();
        d.sends(MESSAGE);
        assertThat(d.says()).isEqualTo("<ENQ>");
        assertThat(d.hears("<ENQ>")).isEmpty();
        assertThat(d.at(0.999)).isEmpty();
        assertThat(d.at(1)).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("D15 query: the answer waits for the instrument's EOT")
    void d15() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, H + "Q|1|^S1||ALL<CR>" + L));
        d.sends(H + P + "O|1|S1<CR>L|1|F<CR>");
        assertThat(d.says()).isEmpty();
        assertThat(d.hears("<EOT>")).isEqualTo("<ENQ>");
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
    }

    @Test
    @DisplayName("D16 EOT and the next ENQ in one segment")
    void d16() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, MESSAGE));
        assertThat(d.hears("<EOT><ENQ>")).isEqualTo("<ACK>");
        assertThat(d.hears(frame(1, MESSAGE))).isEqualTo("<ACK>");
        assertThat(d.delivered()).hasSize(2);
    }

    @Test
    @DisplayName("D17 the link drops in the middle: the incomplete message is reported, unsent messages too")
    void d17() {
        Dialogue d = computer();
        d.hears("<ENQ>" + frame(1, H) + frame(2, P) + "<STX>3L|");
        d.sends(MESSAGE);
        d.closes();
        assertThat(d.all(LinkEvent.Incomplete.class)).singleElement().satisfies(event -> {
            assertThat(event.cause()).isEqualTo(Cause.LINK_CLOSED);
            assertThat(event.bytes()).hasSize(10);
            assertThat(event.toString()).doesNotContain("P|1");
        });
        assertThat(d.all(LinkEvent.SendFailed.class)).hasSize(1);
        assertThat(d.link.state()).isEqualTo(LinkState.CLOSED);
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("A12 ETB then EOT; A16 ENQ between frames; A27 no terminator: quarantine and no reply")
    void messagesThatAreNeverFinished() {
        Dialogue d = computer();
        assertThat(d.hears("<ENQ>" + part(1, H) + "<EOT>")).isEqualTo("<ACK><ACK>");
        assertThat(d.hears("<ENQ>" + frame(1, H) + "<ENQ>" + frame(1, MESSAGE) + "<EOT>"))
                .isEqualTo("<ACK><ACK><ACK><ACK>");
        assertThat(d.all(LinkEvent.Incomplete.class))
                .extracting(LinkEvent.Incomplete::cause)
                .containsExactly(Cause.SESSION_ENDED, Cause.SESSION_RESTARTED);
        assertThat(d.delivered()).containsExactly(MESSAGE);
    }

    @Test
    @DisplayName("A22 a restricted character is refused before a byte is written")
    void restrictedCharacterIsNotSent() {
        Dialogue d = computer();
        long id = d.sends(H + "C|1|<ETX><CR>" + L);
        assertThat(d.says()).isEmpty();
        assertThat(d.events).containsExactly(new LinkEvent.SendFailed(id, SendCause.RESTRICTED_CHAR, 10));
    }

    @Test
    @DisplayName("one frame never holds parts of two messages, without a switch")
    void oneFrameTwoMessages() {
        Dialogue d = computer();
        assertThat(d.hears("<ENQ>" + frame(1, MESSAGE + H))).isEqualTo("<ACK><NAK>");
        assertThat(d.all(LinkEvent.FrameRefused.class).get(0).code()).isEqualTo(FrameFault.TEXT_AFTER_TERMINATOR);
        assertThat(d.hears(frame(1, MESSAGE))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A34 garbage as an answer counts as NAK, a burst of it once")
    void garbageAnswer() {
        Dialogue d = computer();
        d.sends(MESSAGE);
        d.hears("<ACK>");
        assertThat(d.hears("garbage")).isEqualTo(frame(1, H));
        assertThat(d.hears("<NUL><CR><LF>")).isEmpty();
        assertThat(d.hears("<ACK>")).isEqualTo(frame(2, P));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<CR>", ""})
    @DisplayName("A9 A10 a frame end that never comes whole is completed by silence, where a switch allows it")
    void frameEndBySilence(String end) {
        Dialogue d = new Dialogue(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults(), chunk);
        String whole = frame(1, MESSAGE);
        assertThat(d.hears("<ENQ>" + whole.replace("<CR><LF>", end))).isEqualTo("<ACK>");
        assertThat(d.at(0.099)).isEmpty();
        assertThat(d.at(0.1)).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(MESSAGE);
        assertThat(d.all(LinkEvent.Tolerated.class)).hasSize(1);
    }
}
