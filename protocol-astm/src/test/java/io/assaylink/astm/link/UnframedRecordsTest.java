// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.link.LinkEvent.Noise;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records H to L without frames, from instruments that send them bare over TCP: A20, astm.md 2.13. */
@ParameterizedClass(name = "{0} bytes per read")
@ValueSource(ints = {1, 5, 1 << 20})
class UnframedRecordsTest {

    private static final LinkProfile BARE = LinkProfile.strict().with(Tolerance.UNFRAMED_RECORDS);
    private static final String H = "H|\\^&<CR>";
    private static final String P = "P|1<CR>";
    private static final String L = "L|1<CR>";

    private final int chunk;
    private final Dialogue d;

    UnframedRecordsTest(int chunk) {
        this.chunk = chunk;
        d = with(BARE);
    }

    private Dialogue with(LinkProfile profile) {
        return new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), chunk);
    }

    private static void incomplete(Dialogue d, Cause cause, long offset, int size) {
        assertThat(d.all(Incomplete.class)).singleElement().satisfies(event -> {
            assertThat(event.cause()).isEqualTo(cause);
            assertThat(event.offset()).isEqualTo(offset);
            assertThat(event.bytes()).hasSize(size);
        });
    }

    @Test
    @DisplayName("H to L is a message; nothing is answered, whatever becomes of it")
    void aMessage() {
        assertThat(d.holding().hears(H + P + L + H + L)).isEmpty();
        assertThat(d.delivered()).containsExactly(H + P + L, H + L);
        assertThat(d.all(LinkEvent.Delivered.class))
                .extracting(LinkEvent.Delivered::offset)
                .containsExactly(0L, 14L);
        assertThat(d.all(LinkEvent.Tolerated.class))
                .containsExactly(
                        new LinkEvent.Tolerated(Tolerance.UNFRAMED_RECORDS, 0),
                        new LinkEvent.Tolerated(Tolerance.UNFRAMED_RECORDS, 14));
        assertThat(d.accepts(new Hold(1))).isEmpty();
        assertThat(d.refuses(new Hold(2))).isEmpty();
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("without the switch bare records are noise")
    void withoutTheSwitch() {
        Dialogue strict = with(LinkProfile.strict());
        strict.hears(H + L);
        strict.closes();
        assertThat(strict.delivered()).isEmpty();
        assertThat(strict.all(Noise.class)).containsExactly(new Noise(0, 10));
    }

    @ParameterizedTest(name = "{0} is no header")
    @CsvSource({"Hello, 5", "H1|, 3", "'H |', 3", "Hé|, 3", "HH|\\^&, 6"})
    void whatIsNoHeader(String text, long count) {
        d.hears(text + "<EOT>");
        assertThat(d.delivered()).isEmpty();
        assertThat(d.all(Noise.class).stream().mapToLong(Noise::count).sum()).isEqualTo(count);
        assertThat(d.all(LinkEvent.Tolerated.class)).isEmpty();
    }

    @ParameterizedTest(name = "H{0} is one")
    @ValueSource(strings = {"!", "~", "|", "@"})
    void everyDelimiterMakesAHeader(String field) {
        d.hears("H" + field + "\\^&<CR>L" + field + "1<CR>");
        assertThat(d.delivered()).hasSize(1);
    }

    @Test
    @DisplayName("H in the middle of a line of noise starts nothing, H behind its end does")
    void onlyAtTheStartOfALine() {
        d.hears("x" + H);
        assertThat(d.delivered()).isEmpty();
        d.hears(H + L);
        assertThat(d.delivered()).containsExactly(H + L);
        d.hears("x<NUL>" + H + L + " " + H + "é" + H + L);
        assertThat(d.delivered())
                .as("a control character ends a line, a blank or a letter does not")
                .hasSize(2);
    }

    @Test
    @DisplayName("CR LF and LF end records too")
    void lineEnds() {
        d.hears("H|\\^&<LF>L|1<LF>H|\\^&<CR><LF>L|1<CR><LF>");
        assertThat(d.delivered()).containsExactly("H|\\^&<LF>L|1<LF>", "H|\\^&<CR><LF>L|1<CR>");
        d.closes();
        assertThat(d.all(Noise.class)).as("the LF behind the last CR").containsExactly(new Noise(21, 1));
    }

    @ParameterizedTest(name = "{0} among records breaks them off")
    @CsvSource({"<ENQ>, <ACK>", "<EOT>, ''", "<DC1>, ''", "<STX>, ''"})
    void aControlCharacterBreaksThemOff(String control, String answer) {
        assertThat(d.hears(H + "P|" + control)).isEqualTo(answer);
        incomplete(d, Cause.UNFRAMED_BROKEN, 0, 8);
        assertThat(d.delivered()).isEmpty();
    }

    @Test
    @DisplayName("A16 ENQ behind H alone: the H is noise, the session starts")
    void enquiryBehindH() {
        assertThat(d.hears("H<ENQ>" + frame(1, H + L))).isEqualTo("<ACK><ACK>");
        assertThat(d.all(Noise.class)).containsExactly(new Noise(0, 1));
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("A35 30 s of silence end them; each byte starts the time anew")
    void silence() {
        d.hears(H);
        assertThat(d.wakesAt()).isEqualTo(30);
        assertThat(d.link.state()).isEqualTo(LinkState.RECEIVING);
        d.at(20);
        d.hears(P);
        assertThat(d.at(49.999)).isEmpty();
        assertThat(d.all(Incomplete.class)).isEmpty();
        assertThat(d.at(50)).isEmpty();
        incomplete(d, Cause.RECEIVER_TIMEOUT, 0, 10);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.wakesAt()).isEqualTo(-1);
        d.hears(H + L);
        assertThat(d.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("a second H ends the first message as incomplete, at the offset of each")
    void headerAgain() {
        d.hears(H + P + H + L);
        incomplete(d, Cause.HEADER_AGAIN, 0, 10);
        assertThat(d.delivered()).containsExactly(H + L);
        assertThat(d.all(LinkEvent.Delivered.class).get(0).offset()).isEqualTo(10);
    }

    @Test
    @DisplayName("A14 above the limit: told at the first byte too many, wherever the network cuts; what came is kept")
    void tooLong() {
        Dialogue small = with(BARE.withMessageLimit(8));
        small.hears(H + "P|1<CR>x<CR>" + "H|<CR>L<CR><EOT>");
        assertThat(small.all(LinkEvent.FrameRefused.class))
                .containsExactly(new LinkEvent.FrameRefused(FrameFault.MESSAGE_TOO_LONG, 8, 8, 9));
        assertThat(small.all(LinkEvent.FrameDropped.class)).containsExactly(new LinkEvent.FrameDropped(8, 1));
        incomplete(small, Cause.MESSAGE_TOO_LONG, 0, 8);
        assertThat(small.all(Noise.class)).containsExactly(new Noise(9, 3));
        assertThat(small.delivered()).as("the next message").containsExactly("H|<CR>L<CR>");
    }

    @Test
    @DisplayName("A14 exactly the limit is a message")
    void atTheLimit() {
        Dialogue small = with(BARE.withMessageLimit(10));
        small.hears(H + L);
        assertThat(small.delivered()).containsExactly(H + L);
    }

    @Test
    @DisplayName("D17 the link closes: what came is for quarantine, H alone is noise")
    void closes() {
        d.hears(H + P);
        d.closes();
        incomplete(d, Cause.LINK_CLOSED, 0, 10);
        Dialogue other = with(BARE);
        other.hears("H");
        other.closes();
        assertThat(other.all(Noise.class)).containsExactly(new Noise(0, 1));
        assertThat(other.all(Incomplete.class)).isEmpty();
    }

    @Test
    @DisplayName("within a session of ENQ and EOT too, but not among its frames or while one waits for its answer")
    void insideASession() {
        assertThat(d.hears("<ENQ>" + H + L + "<EOT>")).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(H + L);
        Dialogue between = with(BARE);
        between.hears("<ENQ>" + frame(1, H) + H + L);
        assertThat(between.delivered()).as("a framed message is in progress").isEmpty();
        Dialogue holding = with(BARE).holding();
        holding.hears("<ENQ>" + frame(1, H + L) + H + P + L);
        assertThat(holding.delivered()).as("a frame waits for its answer").containsExactly(H + L);
    }

    @Test
    @DisplayName("we do not ask for the line while they come")
    void weDoNotAsk() {
        d.hears(H);
        d.sends(H + L);
        assertThat(d.says()).isEmpty();
        assertThat(d.hears(L)).isEqualTo("<ENQ>");
        assertThat(d.events)
                .extracting(event -> event.getClass().getSimpleName())
                .isEqualTo(List.of("Tolerated", "Delivered"));
    }
}
