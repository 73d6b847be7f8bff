// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Intake;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 7, in virtual time. */
class CloseHandshakeTest {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private static LinkRig rig(boolean server, ReceiveLimits limits) {
        LinkRig rig =
                new LinkRig(server, limits, WebSocketLinkOptions.defaults().withReadAhead(2, 1 << 16));
        rig.connection().inbound();
        rig.settle();
        return rig;
    }

    private static void close(LinkRig rig) {
        var unused = rig.connection().close(WITHIN);
        rig.settle();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("7.1.2: a peer that holds its close frame back is waited for as long as was said, and no longer")
    void heldClose(boolean server) {
        try (LinkRig rig = rig(server, ReceiveLimits.defaults());
                LogLines log = new LogLines(WebSocketLink.class)) {
            close(rig);
            assertThat(rig.told()).containsExactly("88 1000");
            for (int i = 0; i < 49; i++) {
                rig.advance(Duration.ofMillis(100));
                rig.peer(rig.text("more"));
                assertThat(rig.closed()).isEmpty();
            }
            rig.advance(Duration.ofMillis(100));
            assertThat(rig.closed()).contains(new CloseReason.Local(0, ""));
            assertThat(rig.channel.isOpen()).isFalse();
            assertThat(log.lines())
                    .containsExactly(
                            "MESSAGES_AFTER_OUR_CLOSE " + rig.connection().name() + " 49");
        }
    }

    @Test
    @DisplayName("5.5.2: behind our close frame a ping is still answered, and nothing else is sent")
    void pingWhileClosing() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults())) {
            close(rig);
            var late = rig.connection()
                    .outbound()
                    .send(WebSocketMessage.text("late"))
                    .toCompletableFuture();
            rig.peer(rig.frame(0x89, new byte[] {'?'}));
            assertThat(rig.told()).containsExactly("88 1000", "8A ?");
            rig.peer(rig.close(1000));
            assertThat(rig.told()).isEmpty();
            assertThat(rig.closed()).contains(new CloseReason.Local(0, ""));
            assertThatThrownBy(late::join).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    @DisplayName("7.1.1: the server ends the connection at once when both have closed")
    void serverEndsIt() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults())) {
            rig.peer(rig.close(1001));
            assertThat(rig.told()).containsExactly("88 1001");
            assertThat(rig.closed()).contains(new CloseReason.ByPeer(1001, "", false));
        }
    }

    @Test
    @DisplayName("7.1.1: the client leaves that to the server, for 2 s")
    void clientWaits() {
        try (LinkRig rig = rig(false, ReceiveLimits.defaults())) {
            rig.peer(rig.close(1001));
            assertThat(rig.told()).containsExactly("88 1001");
            rig.advance(Duration.ofSeconds(2).minus(A_MOMENT));
            assertThat(rig.closed()).isEmpty();
            rig.advance(A_MOMENT);
            assertThat(rig.closed()).contains(new CloseReason.ByPeer(1001, "", false));
        }
    }

    @Test
    @DisplayName("7.1.7: and where the peer then ends its half, that is the end")
    void failedAndEnded() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults())) {
            rig.peer(rig.frame(0x83, new byte[0]));
            rig.loop.execute(() -> rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
            rig.settle();
            assertThat(rig.closed()).contains(new CloseReason.ProtocolViolation("WS_UNKNOWN_OPCODE", 0));
        }
    }

    @Test
    @DisplayName("7.1.3: both close at the same time: each says it once, who asked keeps its reason")
    void crossing() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults())) {
            close(rig);
            rig.peer(rig.close(1001));
            assertThat(rig.told()).containsExactly("88 1000");
            assertThat(rig.closed()).contains(new CloseReason.Local(0, ""));
        }
    }

    @Test
    @DisplayName("5.5.1: what comes behind a close frame is ignored, and that is said")
    void dataAfterClose() {
        try (LinkRig rig = rig(false, ReceiveLimits.defaults());
                LogLines log = new LogLines(WebSocketLink.class)) {
            byte[] more = rig.text("Doe^Jane");
            byte[] both = new byte[4 + more.length];
            System.arraycopy(rig.close(1000), 0, both, 0, 4);
            System.arraycopy(more, 0, both, 4, more.length);
            rig.peer(both);
            rig.peer(more);
            rig.peer(rig.frame(0x89, new byte[0]));
            rig.advance(Duration.ofSeconds(2));
            assertThat(rig.told()).containsExactly("88 1000");
            assertThat(rig.connection().stats().messagesIn()).isZero();
            assertThat(log.lines())
                    .containsExactly("BYTES_AFTER_CLOSE " + rig.connection().name() + " " + (2 * more.length + 2));
        }
    }

    @Test
    @DisplayName(
            "X-29: closing while reading has stopped reads on to the peer's close frame; what was read is delivered")
    void closeWhileStopped() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults().withInbox(1))) {
            for (int i = 0; i < 6; i++) {
                rig.peer(rig.text("m" + i));
            }
            rig.peer(rig.close(1000));
            assertThat(rig.connection().intake()).isEqualTo(Intake.STOPPED);
            assertThat(rig.unread()).isPositive();
            close(rig);
            rig.settle();
            assertThat(rig.told()).containsExactly("88 1000");
            assertThat(rig.unread()).isZero();
            assertThat(rig.closed()).contains(new CloseReason.Local(0, ""));
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                got.add(
                        rig.connection()
                                                .inbound()
                                                .receiveAsync(Duration.ZERO)
                                                .toCompletableFuture()
                                                .join()
                                        instanceof ReceiveOutcome.Received<WebSocketMessage> received
                                ? new String(received.message().bytes(), StandardCharsets.UTF_8)
                                : "closed");
            }
            assertThat(got).containsExactly("m0", "m1", "m2", "closed");
        }
    }

    /** Pauses at once and writes down what it is told. */
    private static final class Paused implements Machine<WebSocketMessage> {
        private final List<String> told = new ArrayList<>();

        @Override
        public void opened(Driver<WebSocketMessage> driver, long now) {
            driver.reading(false);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            told.add(new String(message.bytes(), StandardCharsets.UTF_8));
        }

        @Override
        public void closed(CloseReason reason, long now) {
            told.add(reason.toString());
        }
    }

    @Test
    @DisplayName("X-29: a machine that does not read is told of the peer's end behind all that came, within its bound")
    void peerClosesOnAPausedMachine() {
        ReceiveLimits limits = ReceiveLimits.defaults().withHalfClose(Duration.ofSeconds(10));
        try (LinkRig rig = new LinkRig(true, limits, WebSocketLinkOptions.defaults())) {
            Paused machine = new Paused();
            rig.connection().drive(machine);
            rig.settle();
            rig.peer(rig.text("one"));
            rig.peer(rig.text("two"));
            rig.peer(rig.close(1001));
            rig.advance(Duration.ofSeconds(10).minus(A_MOMENT));
            assertThat(machine.told).isEmpty();
            rig.advance(A_MOMENT);
            assertThat(rig.told()).containsExactly("88 1001");
            assertThat(machine.told).containsExactly("one", "two", new CloseReason.ByPeer(1001, "", false).toString());
        }
    }

    @Test
    @DisplayName(
            "7.1.7: who broke a rule is told so, reads our end behind it, and is not listened to any more, for 2 s")
    void failed() {
        try (LinkRig rig = rig(true, ReceiveLimits.defaults())) {
            rig.peer(rig.frame(0x83, new byte[0]));
            rig.peer(rig.text("more"));
            rig.peer(rig.frame(0x89, new byte[0]));
            rig.peer(rig.close(1000));
            assertThat(rig.told()).containsExactly("88 1002 WS_UNKNOWN_OPCODE");
            assertThat(rig.channel.isOutputShutdown()).isTrue();
            rig.advance(Duration.ofSeconds(2).minus(A_MOMENT));
            assertThat(rig.closed()).isEmpty();
            rig.advance(A_MOMENT);
            assertThat(rig.closed()).contains(new CloseReason.ProtocolViolation("WS_UNKNOWN_OPCODE", 0));
            assertThat(rig.connection().stats().messagesIn()).isZero();
        }
    }
}
