// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.link.LinkEvent.MessageSent;
import io.assaylink.astm.link.LinkEvent.SendCause;
import io.assaylink.astm.link.LinkEvent.SendFailed;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who goes first when several messages wait for the line, and until when. */
class SendQueueTest {

    private static final String WORKLIST = "H|\\^&|worklist<CR>L|1<CR>";
    private static final String ANSWER = "H|\\^&|answer<CR>L|1|F<CR>";
    private static final SendOptions URGENT = SendOptions.queryAnswer(Duration.ofSeconds(30));

    private final Dialogue d = new Dialogue(Position.COMPUTER, 1);

    private void sendsWhatItHas(String message) {
        int cut = message.indexOf("L|");
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, message.substring(0, cut)));
        assertThat(d.hears("<ACK>")).isEqualTo(frame(2, message.substring(cut)));
    }

    @Test
    @DisplayName("the answer to a query goes before worklists, also one that comes after ENQ")
    void answerFirst() {
        long first = d.sends(WORKLIST);
        long second = d.sends(WORKLIST);
        assertThat(d.says()).isEqualTo("<ENQ>");
        long answer = d.sends(ANSWER, URGENT);
        sendsWhatItHas(ANSWER);
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT><ENQ>");
        sendsWhatItHas(WORKLIST);
        d.hears("<ACK>");
        sendsWhatItHas(WORKLIST);
        d.hears("<ACK>");
        assertThat(d.events).containsExactly(new MessageSent(answer), new MessageSent(first), new MessageSent(second));
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("a message on its way is finished first")
    void messageOnItsWayIsFinished() {
        d.sends(WORKLIST);
        d.says();
        sendsWhatItHas(WORKLIST);
        d.sends(ANSWER, URGENT);
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT><ENQ>");
        sendsWhatItHas(ANSWER);
    }

    @Test
    @DisplayName("an answer that found no turn in time fails as EXPIRED, the others stay")
    void expires() {
        d.hears("<ENQ>");
        long answer = d.sends(ANSWER, SendOptions.queryAnswer(Duration.ofSeconds(5)));
        long worklist = d.sends(WORKLIST);
        assertThat(d.at(4.999)).isEmpty();
        assertThat(d.wakesAt()).isEqualTo(5);
        assertThat(d.at(5)).isEmpty();
        assertThat(d.all(SendFailed.class)).containsExactly(new SendFailed(answer, SendCause.EXPIRED, 0));
        assertThat(d.hears("<EOT>")).isEqualTo("<ENQ>");
        sendsWhatItHas(WORKLIST);
        d.hears("<ACK>");
        assertThat(d.all(MessageSent.class)).containsExactly(new MessageSent(worklist));
    }

    @Test
    @DisplayName("expired while we asked: ACK is answered EOT, nothing is sent, nothing fails twice")
    void expiresWhileAsking() {
        long answer = d.sends(ANSWER, SendOptions.queryAnswer(Duration.ofSeconds(5)));
        assertThat(d.says()).isEqualTo("<ENQ>");
        d.at(6);
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new SendFailed(answer, SendCause.EXPIRED, 0));
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.wakesAt()).isEqualTo(-1);
    }

    @Test
    @DisplayName("expired while we asked, and no answer or NAK or ENQ comes: neutral, nothing fails twice")
    void expiresWhileAskingInVain() {
        long answer = d.sends(ANSWER, SendOptions.queryAnswer(Duration.ofSeconds(5)));
        d.says();
        assertThat(d.at(15)).isEqualTo("<EOT>");
        long second = d.sends(ANSWER, SendOptions.queryAnswer(Duration.ofSeconds(12)));
        assertThat(d.at(25)).isEqualTo("<ENQ>");
        d.at(27);
        assertThat(d.hears("<NAK>")).isEmpty();
        assertThat(d.events)
                .containsExactly(
                        new SendFailed(answer, SendCause.EXPIRED, 0), new SendFailed(second, SendCause.EXPIRED, 0));
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
    }

    @Test
    @DisplayName("a message whose first frame was sent does not expire")
    void onItsWayNothingExpires() {
        d.sends(ANSWER, SendOptions.queryAnswer(Duration.ofSeconds(5)));
        d.says();
        sendsWhatItHas(ANSWER);
        d.at(6);
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.all(MessageSent.class)).hasSize(1);
    }

    @Test
    @DisplayName("all that waits fails once when the link closes, also the message on its way")
    void closes() {
        d.sends(WORKLIST);
        d.says();
        sendsWhatItHas(WORKLIST);
        d.sends(ANSWER, URGENT);
        d.sends(WORKLIST);
        d.closes();
        assertThat(d.all(SendFailed.class)).extracting(SendFailed::id).containsExactly(1L, 2L, 3L);
        assertThat(d.all(SendFailed.class)).extracting(SendFailed::cause).containsOnly(SendCause.LINK_CLOSED);
    }

    @Test
    @DisplayName("a message that waits is taken back without a word: an ACK of ENQ is answered EOT")
    void withdrawn() {
        long answer = d.sends(ANSWER, URGENT);
        assertThat(d.says()).isEqualTo("<ENQ>");
        assertThat(d.link.withdraw(answer)).isTrue();
        assertThat(d.link.withdraw(answer)).isFalse();
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.wakesAt()).isEqualTo(-1);
        assertThat(d.events).isEmpty();
    }

    @Test
    void whatIsOnItsWayIsNotTakenBack() {
        long first = d.sends(WORKLIST);
        long second = d.sends(WORKLIST);
        d.says();
        sendsWhatItHas(WORKLIST);
        assertThat(d.link.withdraw(first)).isFalse();
        assertThat(d.link.withdraw(second)).isTrue();
        assertThat(d.hears("<ACK>")).isEqualTo("<EOT>");
        assertThat(d.events).containsExactly(new MessageSent(first));
    }

    @Test
    void optionsRefuseNoTimeAtAll() {
        SendOptions options = SendOptions.defaults().withPriority(SendOptions.Priority.QUERY_ANSWER);
        assertThat(options.withExpiresAfter(Duration.ofSeconds(30))).isEqualTo(URGENT);
        assertThatThrownBy(() -> options.withExpiresAfter(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
