// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.Tolerance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All timers, counts and limits of E1381 are settings of the link: astm.md 2.6. */
class LinkOptionsTest {

    private static final String H = "H|\\^&<CR>";
    private static final String L = "L|1|N<CR>";
    private static final LinkTimers TIMERS = LinkTimers.defaults();
    private static final Duration THREE = Duration.ofSeconds(3);

    private static Dialogue with(LinkTimers timers) {
        return new Dialogue(Position.COMPUTER, LinkProfile.strict(), timers, 1);
    }

    private static Dialogue asking(Position position, LinkTimers timers) {
        Dialogue d = new Dialogue(position, LinkProfile.strict(), timers, 1);
        d.sends(H + L);
        assertThat(d.says()).isEqualTo("<ENQ>");
        return d;
    }

    private static Dialogue waiting(LinkTimers timers) {
        Dialogue d = asking(Position.COMPUTER, timers);
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
        return d;
    }

    private static void saysAt(Dialogue d, double seconds, String said) {
        assertThat(d.at(seconds - 0.001)).isEmpty();
        assertThat(d.at(seconds)).isEqualTo(said);
    }

    @Nested
    @DisplayName("E1381 6.5 sender")
    class Sending {

        @Test
        void replyToEnquiry() {
            saysAt(asking(Position.COMPUTER, TIMERS.withReplyToEnquiry(THREE)), 3, "<EOT>");
        }

        @Test
        void enquiryRefused() {
            Dialogue d = asking(Position.COMPUTER, TIMERS.withEnquiryRefused(THREE));
            d.hears("<NAK>");
            saysAt(d, 3, "<ENQ>");
        }

        @Test
        void contention() {
            Dialogue instrument = asking(Position.INSTRUMENT, TIMERS.withContentionInstrument(THREE));
            instrument.hears("<ENQ>");
            saysAt(instrument, 3, "<ENQ>");
            Dialogue computer = asking(Position.COMPUTER, TIMERS.withContentionComputer(THREE));
            computer.hears("<ENQ>");
            saysAt(computer, 3, "<ENQ>");
        }

        @Test
        void replyToFrame() {
            saysAt(waiting(TIMERS.withReplyToFrame(THREE)), 3, "<EOT>");
        }

        @Test
        @DisplayName("the time for an answer starts anew with each send of a frame")
        void replyToRepeatedFrame() {
            Dialogue d = waiting(TIMERS);
            d.at(14);
            assertThat(d.hears("<NAK>")).isEqualTo(frame(1, H));
            saysAt(d, 29, "<EOT>");
        }

        @Test
        void afterInterrupt() {
            Dialogue d = waiting(TIMERS.withAfterInterrupt(THREE));
            d.sends(H + L);
            d.hears("<EOT>");
            assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
            saysAt(d, 3, "<ENQ>");
        }

        @Test
        void retryPause() {
            Dialogue d = asking(Position.COMPUTER, TIMERS.withRetryPause(THREE));
            d.sends(H + L);
            assertThat(d.at(15)).isEqualTo("<EOT>");
            saysAt(d, 18, "<ENQ>");
        }

        @Test
        void sends() {
            Dialogue d = waiting(TIMERS.withSends(1));
            assertThat(d.hears("<NAK>")).isEqualTo("<EOT>");
        }

        @Test
        void enquiries() {
            Dialogue d = asking(Position.COMPUTER, TIMERS.withEnquiries(1));
            d.hears("<NAK>");
            assertThat(d.all(LinkEvent.SendFailed.class))
                    .extracting(LinkEvent.SendFailed::cause)
                    .containsExactly(LinkEvent.SendCause.PEER_BUSY);
        }

        @Test
        void countsStartAtOne() {
            assertThatThrownBy(() -> TIMERS.withSends(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> TIMERS.withEnquiries(0)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        @DisplayName("garbage a second behind a repeat is another burst")
        void burst() {
            Dialogue d = waiting(TIMERS);
            assertThat(d.hears("?")).isEqualTo(frame(1, H));
            assertThat(d.at(0.999)).isEmpty();
            assertThat(d.hears("?")).isEmpty();
            assertThat(d.at(1)).isEmpty();
            assertThat(d.hears("?")).isEqualTo(frame(1, H));
        }
    }

    @Nested
    @DisplayName("E1381 6.5 receiver")
    class Receiving {

        private void neutralAt(Dialogue d, double seconds) {
            assertThat(d.wakesAt()).isEqualTo(seconds);
            assertThat(d.at(seconds)).isEmpty();
            assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
            assertThat(d.all(LinkEvent.ReceiverTimeout.class)).hasSize(1);
        }

        @Test
        void receive() {
            Dialogue d = with(TIMERS.withReceive(THREE));
            d.hears("<ENQ>");
            neutralAt(d, 3);
        }

        @ParameterizedTest(name = "the time for the next frame starts anew with the answer to {0}")
        @ValueSource(
                strings = {
                    "2P|1<CR><ETX>3F", // accepted
                    "1H|\\^&<CR><ETX>E5", // a repeat
                    "3P|1<CR><ETX>40", // out of order
                    "2P|1<CR><ETX>00" // damaged
                })
        void receiveAnew(String frame) {
            Dialogue d = with(TIMERS);
            d.hears("<ENQ>" + frame(1, H));
            d.at(20);
            assertThat(d.hears("<STX>" + frame + "<CR><LF>")).isIn("<ACK>", "<NAK>");
            neutralAt(d, 50);
        }

        @Test
        @DisplayName("and with the answer to a message, accepted or refused")
        void receiveAnewBehindAHold() {
            Dialogue accepted = with(TIMERS).holding();
            accepted.hears("<ENQ>" + frame(1, H + L));
            accepted.at(9);
            assertThat(accepted.accepts(new Hold(1))).isEqualTo("<ACK>");
            neutralAt(accepted, 39);
            Dialogue refused = with(TIMERS).holding();
            refused.hears("<ENQ>" + frame(1, H + L));
            refused.at(9);
            assertThat(refused.refuses(new Hold(1))).isEqualTo("<NAK>");
            neutralAt(refused, 39);
        }

        @Test
        void frameDeadline() {
            Dialogue d = with(TIMERS.withFrame(THREE));
            d.hears("<ENQ><STX>1");
            neutralAt(d, 3);
            assertThat(d.wakesAt()).isEqualTo(-1);
        }

        @Test
        @DisplayName("A36 the deadline of a frame is gone when the frame has come")
        void frameDeadlineEnds() {
            Dialogue d = with(TIMERS.withFrame(THREE));
            d.hears("<ENQ>" + frame(1, H));
            assertThat(d.wakesAt()).isEqualTo(30);
        }

        @Test
        void hold() {
            Dialogue d = with(TIMERS.withHold(THREE)).holding();
            d.hears("<ENQ>" + frame(1, H + L));
            saysAt(d, 3, "<NAK>");
        }

        @Test
        void frameEnd() {
            Dialogue d = new Dialogue(Position.COMPUTER, LinkProfile.lenient(), TIMERS.withFrameEnd(THREE), 1);
            d.hears("<ENQ>" + frame(1, H).replace("<CR><LF>", ""));
            saysAt(d, 3, "<ACK>");
        }
    }

    @Nested
    @DisplayName("limits")
    class Limits {

        @Test
        void textLimit() {
            assertThat(LinkProfile.strict().withTextLimit(1).textLimit()).isEqualTo(1);
            assertThat(LinkProfile.strict().textLimit()).isEqualTo(63_993);
            assertThat(LinkProfile.e1381().textLimit()).isEqualTo(240);
            assertThatThrownBy(() -> LinkProfile.strict().withTextLimit(0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LinkProfile.strict().withTextLimit(63_994))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        @DisplayName("A14 a message of exactly the limit is delivered, one byte more is refused")
        void messageLimit() {
            LinkProfile exact = LinkProfile.strict().withMessageLimit(12);
            Dialogue d = new Dialogue(Position.COMPUTER, exact, TIMERS, 1);
            assertThat(d.hears("<ENQ>" + frame(1, H) + frame(2, "L|1|N<CR>"))).isEqualTo("<ACK><ACK><ACK>");
            Dialogue small = new Dialogue(Position.COMPUTER, exact.withMessageLimit(11), TIMERS, 1);
            assertThat(small.hears("<ENQ>" + frame(1, H) + frame(2, "L|1|N<CR>")))
                    .isEqualTo("<ACK><ACK><NAK>");
            assertThat(LinkProfile.strict().withMessageLimit(1).messageLimit()).isEqualTo(1);
            assertThatThrownBy(() -> LinkProfile.strict().withMessageLimit(0))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void characterSetOfTheRecords() {
            LinkProfile latin2 = LinkProfile.strict().withCharset(StandardCharsets.UTF_8);
            Dialogue d = new Dialogue(Position.COMPUTER, latin2, TIMERS, 1);
            d.hears("<ENQ>" + frame(1, H + L));
            assertThat(d.all(LinkEvent.Delivered.class).get(0).message().charset())
                    .isEqualTo(StandardCharsets.UTF_8);
        }

        @Test
        void switchesAreAddedAndTaken() {
            LinkProfile one = LinkProfile.strict().with(Tolerance.LF_IN_TEXT);
            assertThat(one.allows(Tolerance.LF_IN_TEXT)).isTrue();
            assertThat(one.without(Tolerance.LF_IN_TEXT)).isEqualTo(LinkProfile.strict());
            assertThat(one.withSending(new FrameEncoder(FrameEncoder.Packing.PACKED, 100))
                            .sending())
                    .isNotEqualTo(one.sending());
        }
    }

    @Nested
    @DisplayName("misuse and the end of the connection")
    class Misuse {

        @Test
        void aClosedLinkTakesNothingMore() {
            Dialogue d = with(TIMERS);
            d.closes();
            assertThatThrownBy(() -> d.hears("<ENQ>")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> d.sends(H + L)).isInstanceOf(IllegalStateException.class);
            d.closes();
            assertThat(d.at(100)).isEmpty();
            assertThat(d.events).isEmpty();
        }

        @Test
        @DisplayName("D17 a frame cut by the end of the connection is counted")
        void cutByTheEnd() {
            Dialogue d = with(TIMERS);
            d.hears("<ENQ><STX>1H|");
            d.closes();
            assertThat(d.all(LinkEvent.FrameDropped.class)).containsExactly(new LinkEvent.FrameDropped(1, 4));
        }

        @Test
        void acceptAndRefuseSayWhetherThePeerWaits() {
            Dialogue d = with(TIMERS).holding();
            d.hears("<ENQ>" + frame(1, H + L));
            assertThat(d.link.accept(new Hold(7), 0, d.events::add)).isFalse();
            assertThat(d.link.refuse(new Hold(7), RefuseReason.STORE_UNAVAILABLE, 0, d.events::add))
                    .isFalse();
            assertThat(d.link.refuse(new Hold(1), RefuseReason.STORE_UNAVAILABLE, 0, d.events::add))
                    .isTrue();
            assertThat(d.all(LinkEvent.MessageRefused.class))
                    .containsExactly(new LinkEvent.MessageRefused(new Hold(1), RefuseReason.STORE_UNAVAILABLE));
            assertThat(d.says()).isEqualTo("<NAK>");
            d.hears(frame(1, H + L));
            assertThat(d.link.accept(new Hold(2), 0, d.events::add)).isTrue();
            d.hears(frame(2, H + L));
            d.closes();
            assertThat(d.link.accept(new Hold(3), 0, d.events::add)).isFalse();
        }

        @Test
        @DisplayName("a message that was refused too late is delivered anew when it is repeated")
        void lateRefusal() {
            Dialogue d = with(TIMERS).holding();
            d.hears("<ENQ>" + frame(1, H + L));
            assertThat(d.at(10)).isEqualTo("<NAK>");
            assertThat(d.refuses(new Hold(1))).isEmpty();
            assertThat(d.hears(frame(1, H + L))).isEmpty();
            assertThat(d.all(LinkEvent.Delivered.class)).hasSize(2);
            assertThat(d.all(LinkEvent.MessageRepeated.class)).isEmpty();
            assertThat(d.accepts(new Hold(2))).isEqualTo("<ACK>");
        }
    }
}
