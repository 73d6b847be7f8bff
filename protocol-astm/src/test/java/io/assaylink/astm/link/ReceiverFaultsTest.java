// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.frame.Wire.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.FrameDropped;
import io.assaylink.astm.link.LinkEvent.FrameRefused;
import io.assaylink.astm.link.LinkEvent.Incomplete;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.link.LinkEvent.Noise;
import io.assaylink.astm.link.LinkEvent.Repeat;
import io.assaylink.astm.link.LinkEvent.Tolerated;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an instrument can get wrong in its bytes, by the rows of the fault table: code, offset, answer, what is kept. */
class ReceiverFaultsTest {

    private static final String H = "H|\\^&<CR>"; // frame 1: bytes 1 to 13 of the session
    private static final String P = "P|1<CR>"; // frame 2: from byte 14
    private static final String L = "L|1|N<CR>";

    private final Dialogue d = new Dialogue(Position.COMPUTER, 1);

    private static Dialogue with(Tolerance... tolerances) {
        return new Dialogue(Position.COMPUTER, LinkProfile.strict().with(tolerances), LinkTimers.defaults(), 1);
    }

    private Dialogue afterHeader() {
        assertThat(d.hears("<ENQ>" + frame(1, H))).isEqualTo("<ACK><ACK>");
        return d;
    }

    private static void refused(Dialogue d, FrameFault code, long offset, int expected, int found) {
        assertThat(d.all(FrameRefused.class)).containsExactly(new FrameRefused(code, offset, expected, found));
    }

    /** The right frame is still awaited and completes the message. */
    private static void goesOnWith(Dialogue d, int number) {
        assertThat(d.hears(frame(number, L))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A1 bad checksum: told at its second digit, NAK, not kept, the same number is awaited")
    void a1() {
        assertThat(afterHeader().hears("<STX>2P|1<CR><ETX>00<CR><LF>")).isEqualTo("<NAK>");
        refused(d, FrameFault.CHECKSUM_MISMATCH, 22, 0x3F, 0);
        assertThat(d.all(FrameDropped.class)).containsExactly(new FrameDropped(14, 11));
        goesOnWith(d, 2);
    }

    @Test
    @DisplayName("A1 bad checksum of a frame that ends with ETB")
    void a1Etb() {
        assertThat(afterHeader().hears("<STX>2P|1<CR><ETB>3F<CR><LF>")).isEqualTo("<NAK>");
        refused(d, FrameFault.CHECKSUM_MISMATCH, 22, 0x53, 0x3F);
    }

    @Test
    @DisplayName("A2 checksum in lower case: refused, and accepted and told under its switch")
    void a2() {
        assertThat(d.hears("<ENQ>" + frame(1, H).replace("E5", "e5"))).isEqualTo("<ACK><NAK>");
        refused(d, FrameFault.CHECKSUM_MALFORMED, 10, 0xE5, 'e');
        Dialogue tolerant = with(Tolerance.LOWERCASE_CHECKSUM);
        assertThat(tolerant.hears("<ENQ>" + frame(1, H).replace("E5", "e5"))).isEqualTo("<ACK><ACK>");
        assertThat(tolerant.all(Tolerated.class)).containsExactly(new Tolerated(Tolerance.LOWERCASE_CHECKSUM, 10));
    }

    @ParameterizedTest(name = "A3 checksum \"{0}\" is told at offset {1}")
    @CsvSource({"G5, 10, 71", "E, 11, 13", "'', 10, 13", "EG, 11, 71"})
    void a3(String sum, long offset, int found) {
        assertThat(d.hears("<ENQ>" + frame(1, H).replace("E5", sum))).isEqualTo("<ACK><NAK>");
        refused(d, FrameFault.CHECKSUM_MALFORMED, offset, 0xE5, found);
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
    }

    @ParameterizedTest(name = "A4 frame {0} in place of frame 2")
    @ValueSource(ints = {0, 3, 4, 5, 6, 7})
    void a4(int number) {
        assertThat(afterHeader().hears(frame(number, P))).isEqualTo("<NAK>");
        refused(d, FrameFault.FRAME_NUMBER, 14, 2, number);
        assertThat(d.all(FrameDropped.class)).containsExactly(new FrameDropped(14, 11));
        goesOnWith(d, 2);
    }

    @Test
    @DisplayName("A5 the last frame again: ACK, not kept twice, told")
    void a5() {
        assertThat(afterHeader().hears(frame(1, H))).isEqualTo("<ACK>");
        assertThat(d.all(Repeat.class)).containsExactly(new Repeat(1, 14));
        goesOnWith(d, 2);
    }

    @Test
    @DisplayName("A5 the last number with other bytes: DUPLICATE_DIFFERS, NAK")
    void a5Differs() {
        assertThat(afterHeader().hears(frame(1, P))).isEqualTo("<NAK>");
        assertThat(d.all(LinkEvent.NumberConflict.class)).containsExactly(new LinkEvent.NumberConflict(1, 14));
        refused(d, FrameFault.DUPLICATE_DIFFERS, 14, 2, 1);
        goesOnWith(d, 2);
    }

    @Test
    @DisplayName("A5 the last frame with ETB in place of ETX is another frame")
    void a5OtherEnd() {
        assertThat(afterHeader().hears(part(1, H))).isEqualTo("<NAK>");
        refused(d, FrameFault.DUPLICATE_DIFFERS, 14, 2, 1);
    }

    @ParameterizedTest(name = "A6 {0} in place of the frame number")
    @ValueSource(strings = {"8", "9", "H", " "})
    void a6(String number) {
        assertThat(d.hears("<ENQ><STX>" + number + H + "<ETX>00<CR><LF>")).isEqualTo("<ACK><NAK>");
        refused(d, FrameFault.FRAME_NUMBER_INVALID, 2, -1, number.charAt(0));
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
    }

    @ParameterizedTest(name = "A7 the first frame has number {0}")
    @ValueSource(ints = {0, 2, 3, 7})
    void a7(int number) {
        assertThat(d.hears("<ENQ>" + frame(number, H))).isEqualTo("<ACK><NAK>");
        refused(d, FrameFault.FRAME_NUMBER, 1, 1, number);
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A7 the first frame has number 0, under its switch")
    void a7FromZero() {
        Dialogue tolerant = with(Tolerance.NUMBER_FROM_ZERO);
        assertThat(tolerant.hears("<ENQ>" + frame(0, H) + frame(1, L))).isEqualTo("<ACK><ACK><ACK>");
        assertThat(tolerant.all(Tolerated.class)).containsExactly(new Tolerated(Tolerance.NUMBER_FROM_ZERO, 1));
        assertThat(tolerant.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A8 the number wraps from 7 to 0 over 1,000 frames")
    void a8() {
        afterHeader();
        for (int k = 2; k <= 1000; k++) {
            assertThat(d.hears(frame(k & 7, "R|" + k + "<CR>"))).isEqualTo("<ACK>");
        }
        assertThat(d.hears(frame(1001 & 7, L))).isEqualTo("<ACK>");
        assertThat(d.all(FrameRefused.class)).isEmpty();
        assertThat(d.delivered()).singleElement().asString().contains("R|1000<CR>L|1");
    }

    @ParameterizedTest(name = "A9 after the checksum only \"{0}\": no answer, TRAILER_MISSING when the timer ends it")
    @CsvSource({"'', 25, 13", "<CR>, 26, 10"})
    void a9(String end, long offset, int expected) {
        assertThat(afterHeader().hears(frame(2, L).replace("<CR><LF>", end))).isEmpty();
        assertThat(d.at(29.999)).isEmpty();
        assertThat(d.all(FrameRefused.class)).isEmpty();
        assertThat(d.at(30)).isEmpty();
        refused(d, FrameFault.TRAILER_MISSING, offset, expected, -1);
        assertThat(d.all(Incomplete.class)).hasSize(1);
        assertThat(d.delivered()).isEmpty();
    }

    @ParameterizedTest(name = "A9 {0} in place of CR LF: TRAILER_MISSING")
    @CsvSource({"<STX>, 2", "<ENQ>, 5", "<EOT>, 4"})
    void a9Cut(String by, int found) {
        afterHeader().hears(frame(2, L).replace("<CR><LF>", "") + by);
        refused(d, FrameFault.TRAILER_MISSING, 25, 13, found);
        assertThat(d.delivered()).isEmpty();
    }

    @Test
    @DisplayName("A10 LF alone, or another byte, behind the checksum: TRAILER_MALFORMED, NAK")
    void a10() {
        assertThat(d.hears("<ENQ>" + frame(1, H).replace("E5<CR><LF>", "E5<LF>")))
                .isEqualTo("<ACK><NAK>");
        refused(d, FrameFault.TRAILER_MALFORMED, 12, 13, 10);
        d.events.clear();
        assertThat(d.hears(frame(1, H).replace("E5<CR><LF>", "E5<CR>x<LF>"))).isEqualTo("<NAK>");
        refused(d, FrameFault.TRAILER_MALFORMED, 25, 10, 'x');
    }

    @Test
    @DisplayName("A10 CR, LF and NUL between frames are noise")
    void a10Between() {
        assertThat(afterHeader().hears("<CR><LF><NUL>" + frame(2, L))).isEqualTo("<ACK>");
        assertThat(d.all(Noise.class)).containsExactly(new Noise(14, 3));
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A11 ETB: each part is checked and answered on its own, the message is the parts joined")
    void a11() {
        assertThat(d.hears("<ENQ>" + part(1, "H|\\^") + part(2, "&<CR>L|1"))).isEqualTo("<ACK><ACK><ACK>");
        assertThat(d.hears("<STX>3|N<CR><ETX>00<CR><LF>")).isEqualTo("<NAK>");
        assertThat(d.hears(frame(3, "|N<CR>"))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A12 ETB then EOT: incomplete, for quarantine, no reply")
    void a12() {
        assertThat(d.hears("<ENQ>" + part(1, H) + "<EOT>")).isEqualTo("<ACK><ACK>");
        assertThat(d.all(Incomplete.class)).singleElement().satisfies(event -> {
            assertThat(event.cause()).isEqualTo(Cause.SESSION_ENDED);
            assertThat(event.offset()).isEqualTo(1);
            assertThat(event.bytes()).hasSize(6);
        });
    }

    @Test
    @DisplayName("A13 one character above the limit: told at that character, skipped to the end, NAK")
    void a13() {
        Dialogue classic = new Dialogue(Position.COMPUTER, LinkProfile.e1381(), LinkTimers.defaults(), 1);
        assertThat(classic.hears("<ENQ>" + frame(1, "x".repeat(241)))).isEqualTo("<ACK><NAK>");
        refused(classic, FrameFault.FRAME_TOO_LONG, 243, 240, 241);
        assertThat(classic.all(FrameDropped.class)).containsExactly(new FrameDropped(1, 248));
        assertThat(classic.hears(frame(1, "x".repeat(240)))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A14 a message above the limit: no ACK, six times NAK, then the sender gives up")
    void a14() {
        Dialogue small =
                new Dialogue(Position.COMPUTER, LinkProfile.strict().withMessageLimit(8), LinkTimers.defaults(), 1);
        assertThat(small.hears("<ENQ>" + frame(1, H))).isEqualTo("<ACK><ACK>");
        for (int k = 0; k < 6; k++) {
            assertThat(small.hears(frame(2, P))).isEqualTo("<NAK>");
        }
        assertThat(small.all(FrameRefused.class))
                .hasSize(6)
                .startsWith(new FrameRefused(FrameFault.MESSAGE_TOO_LONG, 14, 8, 10));
        assertThat(small.hears("<EOT>")).isEmpty();
        assertThat(small.delivered()).isEmpty();
        assertThat(small.all(Incomplete.class)).hasSize(1);
    }

    @Test
    @DisplayName("A17 ENQ inside a frame: broken off, the partial message for quarantine, a new session")
    void a17() {
        assertThat(afterHeader().hears("<STX>2P|<ENQ>")).isEqualTo("<ACK>");
        refused(d, FrameFault.FRAME_ABORTED, 18, -1, 5);
        assertThat(d.all(FrameDropped.class)).containsExactly(new FrameDropped(14, 4));
        assertThat(d.all(Incomplete.class)).extracting(Incomplete::cause).containsExactly(Cause.SESSION_RESTARTED);
    }

    @Test
    @DisplayName("A18 EOT inside a frame: broken off, what came before for quarantine, neutral, no reply")
    void a18() {
        assertThat(afterHeader().hears("<STX>2P|<EOT>")).isEmpty();
        refused(d, FrameFault.FRAME_ABORTED, 18, -1, 4);
        assertThat(d.all(Incomplete.class)).extracting(Incomplete::cause).containsExactly(Cause.SESSION_ENDED);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
    }

    @Test
    @DisplayName("A20 STX without ENQ: NO_SESSION, no answer; a session of its own under its switch")
    void a20() {
        assertThat(d.hears(frame(1, H))).isEmpty();
        refused(d, FrameFault.NO_SESSION, 0, -1, -1);
        assertThat(d.all(FrameDropped.class)).containsExactly(new FrameDropped(0, 13));
        assertThat(with(Tolerance.SESSION_WITHOUT_ENQ).hears(frame(1, H))).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A21 ACK and NAK while we receive: counted, not answered")
    void a21() {
        assertThat(afterHeader().hears("<ACK><NAK>")).isEmpty();
        assertThat(d.all(Noise.class)).containsExactly(new Noise(14, 1), new Noise(15, 1));
        goesOnWith(d, 2);
    }

    @ParameterizedTest(name = "A22 {0} in the text is told where it stands, NAK at the end of the frame")
    @CsvSource({
        "SOH, 1", "ACK, 6", "LF, 10", "DLE, 16", "DC1, 17", "DC2, 18", "DC3, 19", "DC4, 20", "NAK, 21", "SYN, 22"
    })
    void a22(String name, int found) {
        String bad = "<STX>2P|<" + name + ">1<CR><ETX>00<CR><LF>";
        assertThat(afterHeader().hears(bad)).isEqualTo("<NAK>");
        refused(d, FrameFault.RESTRICTED_CHAR, 18, -1, found);
        goesOnWith(d, 2);
    }

    @Test
    @DisplayName("A22 LF in the text under its switch: kept and told")
    void a22LineFeed() {
        Dialogue tolerant = with(Tolerance.LF_IN_TEXT);
        tolerant.hears("<ENQ>" + frame(1, "H|\\^&<CR><LF>L|1<CR>"));
        assertThat(tolerant.all(Tolerated.class)).containsExactly(new Tolerated(Tolerance.LF_IN_TEXT, 9));
        assertThat(tolerant.delivered()).containsExactly("H|\\^&<CR><LF>L|1<CR>");
    }

    @Test
    @DisplayName("A23 STX inside a frame: broken off, and a frame starts there")
    void a23() {
        assertThat(afterHeader().hears("<STX>2P|" + frame(2, L))).isEqualTo("<ACK>");
        refused(d, FrameFault.FRAME_ABORTED, 18, -1, 2);
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A24 the link is bytes only: every byte above 0x7F goes through unchanged")
    void a24() {
        StringBuilder text = new StringBuilder("C|1|");
        for (char c = 0x80; c <= 0xFF; c++) {
            text.append(c);
        }
        d.hears("<ENQ>" + frame(1, H + text + "<CR>" + L));
        assertThat(d.delivered()).containsExactly(H + text + "<CR>" + L);
    }

    @Test
    @DisplayName("A27 no L at EOT: for quarantine; as a message under its switch, before the line is neutral")
    void a27() {
        afterHeader().hears("<EOT>");
        assertThat(d.all(Incomplete.class)).extracting(Incomplete::cause).containsExactly(Cause.SESSION_ENDED);
        Dialogue tolerant = with(Tolerance.TERMINATOR_ABSENT);
        tolerant.hears("<ENQ>" + frame(1, H) + "<EOT>");
        assertThat(tolerant.delivered()).containsExactly(H);
        assertThat(tolerant.all(Tolerated.class)).containsExactly(new Tolerated(Tolerance.TERMINATOR_ABSENT, 1));
        assertThat(tolerant.events.get(tolerant.events.size() - 1)).isInstanceOf(LinkEvent.SessionEnded.class);
    }
}
