// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.frame.Wire.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Packed senders: messages that share a frame, {@link Tolerance#MESSAGES_SHARE_FRAME}. */
class SharedFrameTest {

    private static final String FIRST = "H|\\^&|1<CR>R|1|^^^GLU|5.4<CR>L|1<CR>";
    private static final String SECOND = "H|\\^&|2<CR>R|1|^^^GLU|6.1<CR>L|1<CR>";
    private static final String THIRD = "H|\\^&|3<CR>L|1<CR>";

    private static Dialogue lenient() {
        return new Dialogue(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults(), 7);
    }

    @Test
    void theFrameIsAcknowledgedWhenTheLastMessageIsAccepted() {
        Dialogue d = lenient().holding();
        assertThat(d.hears("<ENQ>" + frame(1, FIRST + SECOND))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(FIRST);
        assertThat(d.accepts(new Hold(1))).isEmpty();
        assertThat(d.link.state()).isEqualTo(LinkState.HOLDING);
        assertThat(d.wakesAt()).isZero();
        assertThat(d.at(0)).isEmpty();
        assertThat(d.delivered()).containsExactly(FIRST, SECOND);
        assertThat(d.accepts(new Hold(2))).isEqualTo("<ACK>");
        assertThat(d.hears(frame(1, FIRST + SECOND)))
                .as("a repeat, its ACK got lost")
                .isEqualTo("<ACK>");
        assertThat(d.hears(frame(2, THIRD) + "<EOT>")).isEmpty();
        assertThat(d.all(LinkEvent.Delivered.class)).hasSize(3);
        assertThat(d.all(LinkEvent.Tolerated.class))
                .extracting(LinkEvent.Tolerated::used)
                .containsExactly(Tolerance.MESSAGES_SHARE_FRAME);
    }

    @Test
    void messagesAreCutAnywhere() {
        Dialogue d = lenient();
        String all = FIRST + SECOND + THIRD;
        int one = FIRST.length() + 9;
        int two = FIRST.length() + SECOND.length() + 4;
        String frames = part(1, all.substring(0, 6)) + part(2, all.substring(6, one));
        assertThat(d.hears(
                        "<ENQ>" + frames + part(3, all.substring(one, two)) + frame(4, all.substring(two)) + "<EOT>"))
                .isEqualTo("<ACK><ACK><ACK><ACK><ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(d.all(LinkEvent.Delivered.class).get(0).offset()).isEqualTo(1);
        assertThat(d.all(LinkEvent.Delivered.class).get(1).offset())
                .as("STX of frame 2")
                .isEqualTo(1 + 6 + 7);
        assertThat(d.all(LinkEvent.Incomplete.class)).isEmpty();
    }

    @Test
    @DisplayName("A26 what was accepted of a refused frame is not delivered again")
    void aRefusedMessageRefusesTheFrame() {
        Dialogue d = lenient().holding();
        String start = FIRST.substring(0, 20);
        String rest = FIRST.substring(20) + SECOND + THIRD;
        d.hears("<ENQ>" + part(1, start));
        d.hears(frame(2, rest));
        d.accepts(new Hold(1));
        d.at(0);
        assertThat(d.refuses(new Hold(2))).isEqualTo("<NAK>");
        assertThat(d.hears(frame(2, rest))).isEmpty();
        assertThat(d.delivered()).containsExactly(FIRST, SECOND, SECOND);
        assertThat(d.all(LinkEvent.MessageRepeated.class))
                .containsExactly(new LinkEvent.MessageRepeated(new Hold(1), 1));
        d.accepts(new Hold(3));
        d.at(0);
        assertThat(d.accepts(new Hold(4))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, SECOND, SECOND, THIRD);
    }

    @Test
    void allMessagesOfAFrameShareTheTimeThatTheSenderWaits() {
        Dialogue d = lenient().holding();
        d.hears("<ENQ>" + frame(1, FIRST + SECOND));
        assertThat(d.at(9)).isEmpty();
        d.accepts(new Hold(1));
        assertThat(d.at(9)).isEmpty();
        assertThat(d.wakesAt()).isEqualTo(10);
        assertThat(d.at(10)).isEqualTo("<NAK>");
        d.hears("<EOT>");
        d.accepts(new Hold(2));
        assertThat(d.hears("<ENQ>" + frame(1, FIRST + SECOND)))
                .as("a new session: both are known")
                .isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, SECOND);
    }

    @Test
    void theSessionEndsBetweenTwoMessages() {
        Dialogue d = lenient().holding();
        d.hears("<ENQ>" + frame(1, FIRST + SECOND));
        d.accepts(new Hold(1));
        assertThat(d.hears(frame(2, THIRD))).isEmpty();
        assertThat(d.all(LinkEvent.FrameRefused.class).get(0).code()).isEqualTo(FrameFault.FRAME_NOT_AWAITED);
        d.hears("<EOT>");
        assertThat(d.wakesAt()).isEqualTo(-1);
        d.hears("<ENQ>" + frame(1, FIRST + SECOND));
        assertThat(d.delivered()).containsExactly(FIRST, SECOND);
        assertThat(d.accepts(new Hold(2))).isEqualTo("<ACK>");
    }

    @Test
    void twinsInOneFrameAreTwoMessages() {
        Dialogue d = lenient();
        assertThat(d.hears("<ENQ>" + frame(1, THIRD + THIRD))).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).containsExactly(THIRD, THIRD);
    }

    @Test
    void textThatIsNoMessageIsRefused() {
        Dialogue d = lenient();
        assertThat(d.hears("<ENQ>" + frame(1, FIRST + "R|1<CR>"))).isEqualTo("<ACK><NAK>");
        assertThat(d.delivered()).isEmpty();
        assertThat(d.hears(frame(1, FIRST + SECOND + "R|1<CR>"))).isEqualTo("<NAK>");
        assertThat(d.delivered()).as("what stands before is not held up by it").containsExactly(FIRST);
        assertThat(d.hears(frame(1, FIRST + SECOND))).isEqualTo("<ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, SECOND);
    }

    @Test
    void thousandsInOneFrame() {
        Dialogue d = lenient();
        assertThat(d.hears("<ENQ>" + frame(1, "H|<CR>L<CR>".repeat(12_000)))).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).hasSize(12_000);
    }

    @Test
    void theLastRecordOfTheFrameMayLackItsEnd() {
        Dialogue d = lenient();
        assertThat(d.hears("<ENQ>" + frame(1, FIRST + "H|\\^&|3<CR>L|1"))).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, THIRD);
    }

    @Test
    void aMessageWithoutTerminatorBetweenTwoOthers() {
        Dialogue d = lenient();
        assertThat(d.hears("<ENQ>" + frame(1, FIRST + "H|\\^&|x<CR>P|1<CR>" + THIRD)))
                .isEqualTo("<ACK><ACK>");
        assertThat(d.delivered()).containsExactly(FIRST, THIRD);
        assertThat(d.all(LinkEvent.Incomplete.class)).singleElement().satisfies(incomplete -> {
            assertThat(incomplete.cause()).isEqualTo(LinkEvent.Incomplete.Cause.HEADER_AGAIN);
            assertThat(incomplete.bytes()).hasSize("H|\\^&|x\rP|1\r".length());
        });
    }
}
