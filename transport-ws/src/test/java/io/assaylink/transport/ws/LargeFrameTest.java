// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import io.assaylink.transport.ReceiveProgress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One frame of 50 MB at the pace of a bad line, in virtual time: 200 kB/s, 250 s. */
class LargeFrameTest {
    private static final int SIZE = 50_000_000;
    private static final int HEADER = 14;
    private static final int TENTH = 20_000;
    /** The bounds of a connection to a hub, its message limit raised. No total: the minimum rate is what ends a trickle. */
    private static final ReceiveLimits LIMITS = ReceiveLimits.defaults()
            .withMaxMessage(64L << 20)
            .withTotal(Duration.ZERO)
            .withMinRate(8 << 10, Duration.ofSeconds(10))
            .withLiveness(Duration.ofSeconds(50));

    private final LinkRig rig = new LinkRig(true, LIMITS, WebSocketLinkOptions.defaults());
    private byte[] frame = new byte[0];
    private CompletableFuture<ReceiveOutcome<WebSocketMessage>> asked = new CompletableFuture<>();

    @BeforeEach
    void ask() {
        byte[] payload = new byte[SIZE];
        payload[SIZE - 1] = 'z';
        frame = rig.frame(0x82, payload);
        assertThat(frame).hasSize(SIZE + HEADER);
        askAgain();
    }

    @AfterEach
    void end() {
        rig.close();
    }

    private void askAgain() {
        asked = rig.connection().inbound().receiveAsync(Duration.ofHours(1)).toCompletableFuture();
        rig.settle();
    }

    private void comes(int from, int to) {
        for (int at = from; at < to; at += TENTH) {
            rig.advance(Duration.ofMillis(100));
            rig.peer(Arrays.copyOfRange(frame, at, Math.min(to, at + TENTH)));
        }
    }

    @Test
    @DisplayName("T8 X-5: it is not cut, not Idle and not Stalled, and how far it is can be asked at any time")
    void slowButMoving() {
        comes(0, HEADER);
        for (int second = 0; second < 250; second += 10) {
            ReceiveProgress progress = rig.connection().progress();
            assertThat(progress.bytesSoFar()).isEqualTo(HEADER + second * 200_000L);
            assertThat(progress.declared()).hasValue(SIZE + HEADER);
            assertThat(progress.sinceNanos()).hasValue(Duration.ofMillis(100).toNanos());
            assertThat(asked).isNotDone();
            int at = (int) progress.bytesSoFar();
            comes(at, at + 2_000_000);
        }
        assertThat(asked)
                .isCompletedWithValueMatching(outcome -> outcome instanceof Received<WebSocketMessage> whole
                        && whole.message().bytes().length == SIZE
                        && whole.message().bytes()[SIZE - 1] == 'z'
                        && whole.arrival().bytes() == SIZE + HEADER);
        assertThat(rig.connection().progress()).isEqualTo(ReceiveProgress.NONE);
        assertThat(rig.told()).isEmpty(); // no ping: bytes are life
    }

    @Test
    @DisplayName("X-5: silence inside it is Stalled, with what came so far; it goes on all the same")
    void stalls() {
        comes(0, 2_000_000);
        rig.advance(LIMITS.stall());
        assertThat(asked).isCompletedWithValue(new Stalled<>(2_000_000, LIMITS.stall()));
        assertThat(rig.connection().isConnected()).isTrue();
        askAgain();
        comes(2_000_000, frame.length);
        assertThat(asked).isCompletedWithValueMatching(outcome -> outcome instanceof Received);
    }

    @Test
    @DisplayName(
            "X-5: control frames between fragments are life and no progress: the message is stalled, then too slow")
    void controlIsNoProgress() {
        rig.peer(rig.frame(0x02, new byte[200_000]));
        for (int second = 0; second < 10; second++) {
            assertThat(asked).isNotDone();
            rig.advance(Duration.ofSeconds(1));
            rig.peer(rig.frame(0x8A, new byte[0]));
        }
        assertThat(asked).isCompletedWithValue(new Stalled<>(200_000 + HEADER, LIMITS.stall()));
        for (int second = 10; second < 25; second++) {
            rig.advance(Duration.ofSeconds(1));
            rig.peer(rig.frame(0x8A, new byte[0]));
        }
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.closed())
                .hasValueSatisfying(reason -> assertThat(reason).isInstanceOf(CloseReason.TooSlow.class));
    }

    @Test
    @DisplayName("W1: its announcement takes 64 KiB, not 50 MB; what came takes at most twice of it")
    void memory() {
        comes(0, HEADER + 1);
        assertThat(rig.connection().progress().declared()).hasValue(SIZE + HEADER);
        assertThat(rig.link.decoder().held()).isEqualTo(64 << 10);
        comes(HEADER + 1, 1_000_001);
        assertThat(rig.link.decoder().held()).isLessThanOrEqualTo(2_000_000);
    }
}
