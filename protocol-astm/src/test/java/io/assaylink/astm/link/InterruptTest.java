// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Receiver interrupt of E1381: EOT in place of ACK, in both directions. */
@ParameterizedClass(name = "{0} bytes per read")
@ValueSource(ints = {1, 1 << 20})
class InterruptTest {

    private static final String H = "H|\\^&<CR>";
    private static final String P = "P|1<CR>";
    private static final String L = "L|1|N<CR>";

    private final Dialogue d;

    InterruptTest(int chunk) {
        d = new Dialogue(Position.COMPUTER, chunk);
    }

    @Test
    @DisplayName("as receiver: the next good frame is answered EOT, once; our message goes when the peer has stopped")
    void receiverAsksOnce() {
        d.hears("<ENQ>" + frame(1, H));
        d.sends(H + L);
        assertThat(d.link.interrupt()).isTrue();
        assertThat(d.link.interrupt()).as("asked already").isFalse();
        assertThat(d.hears(frame(2, P))).isEqualTo("<EOT>");
        assertThat(d.hears("<EOT>")).isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("as receiver: a peer that takes EOT for ACK goes on, and nothing is lost")
    void ignoredInterrupt() {
        d.hears("<ENQ>");
        d.link.interrupt();
        assertThat(d.hears(frame(1, H))).isEqualTo("<EOT>");
        assertThat(d.hears(frame(2, P))).isEqualTo("<ACK>");
        assertThat(d.hears(frame(3, L))).isEqualTo("<ACK>");
        assertThat(d.hears("<EOT>")).isEmpty();
        assertThat(d.delivered()).containsExactly(H + P + L);
    }

    @Test
    @DisplayName("as receiver: a frame that is refused is answered NAK, a held one EOT when it is accepted")
    void onlyInPlaceOfAck() {
        d.holding().hears("<ENQ>");
        d.link.interrupt();
        assertThat(d.hears(frame(2, P))).isEqualTo("<NAK>");
        assertThat(d.hears(frame(1, H + L))).isEmpty();
        assertThat(d.accepts(new Hold(1))).isEqualTo("<EOT>");
    }

    @Test
    @DisplayName("as receiver: neutral or closed there is nobody to interrupt, and a session's wish ends with it")
    void nobodyToInterrupt() {
        assertThat(d.link.interrupt()).isFalse();
        d.hears("<ENQ>");
        assertThat(d.link.interrupt()).isTrue();
        assertThat(d.hears("<EOT><ENQ>" + frame(1, H))).isEqualTo("<ACK><ACK>");
        d.closes();
        assertThat(d.link.interrupt()).isFalse();
    }

    @Test
    @DisplayName("A33 as sender: the message is finished, then the line is the peer's for 15 s or until it has sent")
    void senderYields() {
        d.sends(H + L);
        d.sends(H + L);
        d.says();
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
        assertThat(d.hears("<EOT>")).isEqualTo(frame(2, L));
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.at(3)).isEmpty();
        assertThat(d.hears("<ENQ>" + frame(1, H + L))).isEqualTo("<ACK><ACK>");
        assertThat(d.hears("<EOT>")).as("the peer has had its turn").isEqualTo("<ENQ>");
    }

    @Test
    @DisplayName("A33 as sender: EOT to the last frame is its ACK")
    void interruptOfTheLastFrame() {
        long id = d.sends(H + L);
        d.sends(H + L);
        d.says();
        d.hears("<ACK>");
        d.hears("<ACK>");
        assertThat(d.hears("<EOT>")).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new LinkEvent.MessageSent(id));
        assertThat(d.at(14.999)).isEmpty();
        assertThat(d.at(15)).isEqualTo("<ENQ>");
    }
}
