// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Intake;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** control does not starve behind data. */
class ControlWhilePausedTest {
    private static final ReceiveLimits LIMITS = ReceiveLimits.defaults().withInbox(2);

    private static WebSocketLinkOptions ahead(int messages, long bytes) {
        return WebSocketLinkOptions.defaults().withReadAhead(messages, bytes);
    }

    private static String next(LinkRig rig) {
        var asked = rig.connection().inbound().receiveAsync(Duration.ofHours(1)).toCompletableFuture();
        rig.settle();
        ReceiveOutcome<WebSocketMessage> outcome = asked.getNow(null);
        if (outcome instanceof Received<WebSocketMessage> received) {
            return new String(received.message().bytes(), StandardCharsets.UTF_8);
        }
        return String.valueOf(outcome);
    }

    /** Two messages fill the inbox, then come a ping, a message and a close frame. */
    private static List<byte[]> traffic(LinkRig frames) {
        return List.of(
                frames.text("one"),
                frames.text("two"),
                frames.frame(0x89, new byte[] {'?'}),
                frames.text("three"),
                frames.close(1001));
    }

    @Test
    @DisplayName("X-29: with a full inbox a ping is answered and the close frame seen; what was read comes in order")
    void pingAndClose() {
        try (LinkRig rig = new LinkRig(true, LIMITS, ahead(8, 1 << 16))) {
            rig.connection().inbound();
            traffic(rig).forEach(rig::peer);
            assertThat(rig.told()).containsExactly("8A ?", "88 1001");
            assertThat(rig.unread()).isZero();
            assertThat(List.of(next(rig), next(rig), next(rig), next(rig)))
                    .containsExactly(
                            "one",
                            "two",
                            "three",
                            new ReceiveOutcome.Closed<>(new CloseReason.ByPeer(1001, "", false)).toString());
        }
    }

    /** What a handler does that stops reading when its queue is full, on Netty's own codec. */
    private static final class NaivePausing extends SimpleChannelInboundHandler<WebSocketFrame> {
        final ArrayDeque<String> queue = new ArrayDeque<>();
        boolean closeSeen;

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof PingWebSocketFrame) {
                var unused = context.writeAndFlush(
                        new PongWebSocketFrame(frame.content().retain()));
            } else if (frame instanceof CloseWebSocketFrame) {
                closeSeen = true;
            } else {
                queue.add(frame.content().toString(StandardCharsets.UTF_8));
                var unused = context.channel().config().setAutoRead(queue.size() < 2);
            }
        }
    }

    @Test
    @DisplayName("X-29, control: who stops reading at a full queue answers no ping and sees no close frame")
    void naive() {
        NaivePausing naive = new NaivePausing();
        EmbeddedChannel channel = new EmbeddedChannel(
                new WebSocket13FrameDecoder(true, false, 1000), new WebSocket13FrameEncoder(false), naive);
        List<byte[]> unread = new ArrayList<>();
        try (LinkRig frames = new LinkRig(true, LIMITS, ahead(8, 1 << 16))) {
            for (byte[] read : traffic(frames)) {
                if (channel.config().isAutoRead()) {
                    var unused = channel.writeInbound(Unpooled.wrappedBuffer(read));
                } else {
                    unread.add(read);
                }
            }
        }
        assertThat(naive.queue).containsExactly("one", "two");
        assertThat(unread).hasSize(3);
        assertThat(naive.closeSeen).isFalse();
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        var unused = channel.finishAndReleaseAll();
    }

    @Test
    @DisplayName("X-29: reading ahead is bounded in messages; at the bound it stops, says so, and nothing is lost")
    void boundInMessages() {
        try (LinkRig rig = new LinkRig(true, LIMITS, ahead(4, 1 << 16))) {
            rig.connection().inbound();
            rig.settle();
            assertThat(rig.connection().intake()).isEqualTo(Intake.OPEN);
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                rig.peer(rig.text("m" + i));
                told.add(i + 1 + " " + rig.connection().intake());
            }
            assertThat(told).contains("1 OPEN", "2 AHEAD", "5 AHEAD", "6 STOPPED", "20 STOPPED");
            assertThat(rig.connection().stats().messagesIn()).isEqualTo(6);
            assertThat(rig.unread()).isEqualTo(14 * rig.text("m10").length - 4);
            for (int i = 0; i < 20; i++) {
                assertThat(next(rig)).isEqualTo("m" + i);
            }
            assertThat(rig.connection().intake()).isEqualTo(Intake.OPEN);
            assertThat(rig.unread()).isZero();
        }
    }

    @Test
    @DisplayName("X-29: and in bytes, those of the message in transit included")
    void boundInBytes() {
        try (LinkRig rig = new LinkRig(true, LIMITS, ahead(1000, 1000))) {
            rig.connection().inbound();
            rig.peer(rig.text("one"));
            rig.peer(rig.text("two"));
            byte[] large = rig.frame(0x82, new byte[5000]);
            for (int i = 0; i < large.length; i += 100) {
                rig.peer(Arrays.copyOfRange(large, i, Math.min(large.length, i + 100)));
            }
            assertThat(rig.connection().intake()).isEqualTo(Intake.STOPPED);
            assertThat(rig.connection().progress().bytesSoFar()).isEqualTo(1000);
            assertThat(rig.connection().progress().declared()).hasValue(large.length);
            assertThat(next(rig)).isEqualTo("one");
            assertThat(rig.unread()).isZero();
            assertThat(next(rig)).isEqualTo("two");
            assertThat(next(rig)).hasSize(5000);
        }
    }

    @Test
    @DisplayName("X-29: control frames are answered again as soon as half of what was read ahead is consumed")
    void readsAheadAgain() {
        ReceiveLimits roomy = ReceiveLimits.defaults().withInbox(50);
        try (LinkRig rig = new LinkRig(true, roomy, ahead(10, 1 << 16))) {
            rig.connection().inbound();
            for (int i = 0; i < 60; i++) {
                rig.peer(rig.text("m" + i));
            }
            rig.peer(rig.frame(0x89, new byte[] {'?'}));
            assertThat(rig.connection().intake()).isEqualTo(Intake.STOPPED);
            for (int i = 0; i < 6; i++) {
                assertThat(rig.told()).isEmpty();
                assertThat(next(rig)).isEqualTo("m" + i);
            }
            assertThat(rig.told()).containsExactly("8A ?");
            assertThat(rig.connection().intake()).isEqualTo(Intake.AHEAD);
        }
    }

    @Test
    @DisplayName("X-29: while reading ahead a dead peer is found; while stopped the clocks on it stand still")
    void clocks() {
        ReceiveLimits watched = LIMITS.withLiveness(Duration.ofSeconds(30));
        try (LinkRig rig = new LinkRig(true, watched, ahead(8, 1 << 16))) {
            rig.connection().inbound();
            rig.peer(rig.text("one"));
            rig.peer(rig.text("two"));
            rig.advance(Duration.ofSeconds(16));
            assertThat(rig.told()).containsExactly("89");
            rig.peer(rig.frame(0x8A, new byte[0]));
            rig.advance(Duration.ofSeconds(31));
            assertThat(rig.told()).containsExactly("89", "88 1008 PeerSilent");
        }
        try (LinkRig rig = new LinkRig(true, watched, ahead(1, 1 << 16))) {
            rig.connection().inbound();
            for (String text : List.of("one", "two", "three")) {
                rig.peer(rig.text(text));
            }
            assertThat(rig.connection().intake()).isEqualTo(Intake.STOPPED);
            rig.advance(Duration.ofHours(1));
            assertThat(rig.told()).isEmpty();
            assertThat(rig.connection().isConnected()).isTrue();
            assertThat(next(rig)).isEqualTo("one");
            assertThat(next(rig)).isEqualTo("two");
            assertThat(next(rig)).isEqualTo("three");
            assertThat(rig.connection().stats().pausedNanos())
                    .isEqualTo(Duration.ofHours(1).toNanos());
        }
    }

    /** Takes one message, pauses, and goes on when it is told to. */
    private static final class OneAtATime implements Machine<WebSocketMessage> {
        final List<String> got = new ArrayList<>();
        final List<Driver<WebSocketMessage>> driver = new ArrayList<>();

        @Override
        public void opened(Driver<WebSocketMessage> with, long now) {
            driver.add(with);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            got.add(new String(message.bytes(), StandardCharsets.UTF_8));
            driver.get(0).reading(false);
        }

        @Override
        public void idle(Duration quiet, long now) {
            got.add("idle");
        }

        @Override
        public void stalled(long bytesSoFar, Duration quiet, long now) {
            got.add("stalled");
        }

        @Override
        public void closed(CloseReason reason, long now) {
            got.add("closed");
        }
    }

    @Test
    @DisplayName("X-29: a machine that pauses after each message holds no more for it, hears no idleness, and gets all")
    void machine() {
        try (LinkRig rig = new LinkRig(true, LIMITS, ahead(4, 1 << 16))) {
            rig.readSize = 8;
            OneAtATime machine = new OneAtATime();
            rig.connection().drive(machine);
            rig.settle();
            for (int i = 0; i < 100; i++) {
                rig.peer(rig.text("m" + i));
            }
            rig.peer(rig.frame(0x89, new byte[] {'?'}));
            rig.advance(Duration.ofSeconds(20));
            assertThat(machine.got).containsExactly("m0");
            for (int i = 1; i < 100; i++) {
                machine.driver.get(0).execute(() -> machine.driver.get(0).reading(true));
                rig.settle();
                assertThat(machine.got).hasSize(i + 1).last().isEqualTo("m" + i);
                assertThat(rig.connection().stats().messagesIn()).isLessThanOrEqualTo(i + 6L);
            }
            assertThat(rig.told()).containsExactly("8A ?");
        }
    }
}
