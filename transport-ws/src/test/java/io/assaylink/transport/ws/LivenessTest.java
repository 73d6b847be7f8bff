// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults W4 and W12, in virtual time. A liveness of 30 s is a ping after 15 s of silence and 15 s for any answer. */
class LivenessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ReceiveLimits WATCHED = ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(30));

    private static LinkRig rig(ReceiveLimits limits) {
        return rig(limits, WebSocketLinkOptions.defaults());
    }

    private static LinkRig rig(ReceiveLimits limits, WebSocketLinkOptions options) {
        LinkRig rig = new LinkRig(true, limits, options);
        rig.connection().inbound();
        rig.settle();
        return rig;
    }

    /** Answers pings, and counts them. */
    private static int answer(LinkRig rig) {
        int pings = 0;
        for (LinkRig.Frame frame : rig.frames()) {
            if (frame.flags() == 0x89) {
                pings++;
                rig.peer(rig.frame(0x8A, frame.payload()));
            }
        }
        return pings;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 14, 15, 16, 29, 30, 31, 44, 45, 59, 100})
    @DisplayName("W4: whenever the peer falls silent, that is known at most 40 s later, and it was asked before")
    void noPong(int aliveFor) {
        try (LinkRig rig = rig(WATCHED)) {
            for (int second = 0; second < aliveFor; second++) {
                rig.advance(SECOND);
                answer(rig);
            }
            int pings = 0;
            int silent = 0;
            while (rig.connection().isConnected()) {
                rig.advance(SECOND);
                silent++;
                pings += (int) rig.frames().stream()
                        .filter(frame -> frame.flags() == 0x89)
                        .count();
                assertThat(silent).isLessThanOrEqualTo(40);
            }
            assertThat(pings).isEqualTo(1);
            rig.advance(Duration.ofSeconds(2));
            assertThat(rig.closed()).contains(new CloseReason.PeerSilent(Duration.ofSeconds(30)));
        }
    }

    @Test
    @DisplayName("W4: by default, with limits that say nothing of it")
    void byDefault() {
        try (LinkRig rig = rig(ReceiveLimits.defaults())) {
            rig.advance(Duration.ofSeconds(14));
            assertThat(rig.told()).isEmpty();
            rig.advance(SECOND);
            assertThat(rig.told()).containsExactly("89");
            rig.advance(Duration.ofSeconds(25));
            assertThat(rig.closed()).contains(new CloseReason.PeerSilent(Duration.ofSeconds(30)));
        }
    }

    @Test
    @DisplayName("W4: what the limits say counts for more; who wants no pings says so")
    void asSet() {
        try (LinkRig often = rig(ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(4)));
                LinkRig never = rig(
                        ReceiveLimits.defaults(),
                        WebSocketLinkOptions.defaults().withLiveness(Duration.ZERO))) {
            often.advance(Duration.ofSeconds(2));
            assertThat(often.told()).containsExactly("89");
            never.advance(Duration.ofDays(1));
            assertThat(never.told()).isEmpty();
            assertThat(never.connection().isConnected()).isTrue();
        }
    }

    @Test
    @DisplayName("W4: in the middle of a message too")
    void noPongMidMessage() {
        try (LinkRig rig = rig(WATCHED)) {
            rig.peer(rig.announced(0x81, 10, new byte[] {'a'}));
            rig.advance(Duration.ofSeconds(40));
            assertThat(rig.told()).containsExactly("89", "88 1008 PeerSilent");
        }
    }

    @Test
    @DisplayName("the protocol above may have a close code of its own for it")
    void codeOfSilence() {
        try (LinkRig rig = rig(WATCHED, WebSocketLinkOptions.defaults().withSilentCode(4408))) {
            rig.advance(Duration.ofSeconds(40));
            assertThat(rig.told()).containsExactly("89", "88 4408 PeerSilent");
        }
        assertThatThrownBy(() -> WebSocketLinkOptions.defaults().withSilentCode(1006))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("W4: any byte is life: a peer that answers no ping but sends is not silent")
    void anyByteIsLife() {
        try (LinkRig rig = rig(WATCHED)) {
            for (int i = 0; i < 100; i++) {
                rig.advance(Duration.ofSeconds(29));
                rig.peer(rig.text("news"));
            }
            assertThat(rig.connection().isConnected()).isTrue();
        }
    }

    /** A proxy that forgets a connection on which no byte went either way for a minute. */
    private static int minutesUntilCut(LinkRig rig, int minutes) {
        Duration idle = Duration.ZERO;
        for (int second = 0; second < minutes * 60; second++) {
            rig.advance(SECOND);
            idle = answer(rig) > 0 ? Duration.ZERO : idle.plus(SECOND);
            if (idle.compareTo(Duration.ofSeconds(60)) >= 0) {
                rig.loop.execute(
                        () -> rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
                rig.settle();
                return second / 60 + 1;
            }
        }
        return -1;
    }

    @Test
    @DisplayName("W12: a proxy that cuts what is idle for 60 s never sees that, for a day")
    void idleProxy() {
        try (LinkRig rig = rig(WATCHED)) {
            assertThat(minutesUntilCut(rig, 24 * 60)).isEqualTo(-1);
            assertThat(rig.connection().isConnected()).isTrue();
        }
    }

    @Test
    @DisplayName("W12, control: without pings it cuts after a minute, and that is a loss, for the reconnector")
    void idleProxyCuts() {
        try (LinkRig rig =
                rig(ReceiveLimits.defaults(), WebSocketLinkOptions.defaults().withLiveness(Duration.ZERO))) {
            assertThat(minutesUntilCut(rig, 5)).isEqualTo(1);
            rig.settle();
            rig.advance(Duration.ofSeconds(2));
            assertThat(rig.closed()).contains(new CloseReason.Lost("ended without a close frame (1006)", false));
        }
    }
}
