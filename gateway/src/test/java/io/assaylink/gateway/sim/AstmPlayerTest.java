// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The player in virtual time against scripted answers. */
class AstmPlayerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte ENQ = 0x05;
    private static final byte EOT = 0x04;
    private static final byte ACK = 0x06;
    private static final byte NAK = 0x15;

    private final Wire wire = new Wire();

    @Test
    void eachTurnWaitsForTheAnswerToTheOneBefore() {
        byte[] capture = capture(new byte[] {ENQ}, frame(1, "H|\\^&\r"), frame(2, "L|1|N\r"), new byte[] {EOT});
        AstmPlayer player = play(capture);
        assertThat(wire.sent).hasSize(1);
        answer(player, ACK, 0);
        answer(player, ACK, 0);
        answer(player, ACK, 0);
        assertThat(wire.all()).isEqualTo(capture);
        assertThat(result(player).problem()).isEmpty();
        assertThat(new String(result(player).accepted(), StandardCharsets.ISO_8859_1))
                .isEqualTo("H|\\^&\rL|1|N\r");
    }

    @Test
    void aRefusedGoodFrameIsSentAgainAtMostSixTimesInAll() {
        AstmPlayer player = play(capture(new byte[] {ENQ}, frame(1, "H|\\^&\r"), new byte[] {EOT}));
        answer(player, ACK, 0);
        for (int i = 0; i < 6; i++) {
            answer(player, NAK, 0);
        }
        assertThat(wire.sent).hasSize(1 + 6 + 1);
        assertThat(wire.sent.get(7)).containsExactly(EOT);
        assertThat(result(player).problem()).contains("6 times");
    }

    @Test
    void aBadFrameThatTheCaptureRepairsIsNotRepeatedByThePlayer() {
        byte[] bad = frame(1, "H|\\^&\r");
        bad[bad.length - 3] ^= 1;
        byte[] capture = capture(new byte[] {ENQ}, bad, frame(1, "H|\\^&\r"), frame(2, "L|1|N\r"), new byte[] {EOT});
        AstmPlayer player = play(capture);
        answer(player, ACK, 0);
        answer(player, NAK, 0);
        answer(player, ACK, 0);
        answer(player, ACK, 0);
        assertThat(wire.all()).isEqualTo(capture);
        assertThat(result(player).refusals()).isOne();
    }

    @Test
    void aFrameOutOfTurnThatTheCaptureRepairsIsNotRepeatedByThePlayer() {
        byte[] capture = capture(
                new byte[] {ENQ},
                frame(1, "H|\\^&\r"),
                frame(3, "L|1|N\r"),
                frame(2, "P|1\r"),
                frame(3, "L|1|N\r"),
                new byte[] {EOT});
        AstmPlayer player = play(capture);
        for (byte reply : new byte[] {ACK, ACK, NAK, ACK, ACK}) {
            answer(player, reply, 0);
        }
        assertThat(wire.all()).isEqualTo(capture);
        assertThat(new String(result(player).accepted(), StandardCharsets.ISO_8859_1))
                .isEqualTo("H|\\^&\rP|1\rL|1|N\r");
    }

    @Test
    void aRepeatOfAnAcceptedFrameCountsOnce() {
        byte[] first = frame(1, "H|\\^&\r");
        AstmPlayer player = play(capture(new byte[] {ENQ}, first, first, frame(2, "L|1|N\r"), new byte[] {EOT}));
        for (int i = 0; i < 4; i++) {
            answer(player, ACK, 0);
        }
        assertThat(new String(result(player).accepted(), StandardCharsets.ISO_8859_1))
                .isEqualTo("H|\\^&\rL|1|N\r");
    }

    @Test
    void aBusyReceiverIsAskedAgainAfterTenSeconds() {
        AstmPlayer player = play(capture(new byte[] {ENQ}, frame(1, "L\r"), new byte[] {EOT}));
        answer(player, NAK, 3 * SECOND);
        assertThat(player.nextDeadline(3 * SECOND)).isEqualTo(13 * SECOND);
        player.tick(12 * SECOND);
        assertThat(wire.sent).hasSize(1);
        player.tick(13 * SECOND);
        assertThat(wire.sent).hasSize(2);
        assertThat(wire.sent.get(1)).containsExactly(ENQ);
    }

    @Test
    void silenceEndsWithEotAfterFifteenSeconds() {
        AstmPlayer player = play(capture(new byte[] {ENQ}, frame(1, "L\r"), new byte[] {EOT}));
        player.tick(14 * SECOND);
        assertThat(wire.sent).hasSize(1);
        player.tick(15 * SECOND);
        assertThat(wire.sent.get(1)).containsExactly(EOT);
        assertThat(result(player).problem()).contains("no answer within 15 s");
    }

    @Test
    void aClosedConnectionEndsThePlay() {
        AstmPlayer player = play(capture(new byte[] {ENQ}));
        player.closed(new CloseReason.Lost("reset", false), 0);
        assertThat(result(player).problem()).contains("closed");
    }

    private AstmPlayer play(byte[] capture) {
        List<AstmCapture.Turn> turns = AstmCapture.turns(capture);
        assertThat(capture(turns.stream().map(AstmCapture.Turn::bytes).toArray(byte[][]::new)))
                .as("the turns are the capture")
                .isEqualTo(capture);
        AstmPlayer player = new AstmPlayer(turns, Duration.ofSeconds(15), Duration.ofSeconds(10));
        player.opened(wire, 0);
        return player;
    }

    private static void answer(AstmPlayer player, byte reply, long now) {
        player.received(ByteBuffer.wrap(new byte[] {reply}), now);
    }

    private static AstmPlayer.Played result(AstmPlayer player) {
        CompletableFuture<AstmPlayer.Played> done = player.done().toCompletableFuture();
        assertThat(done).isDone();
        return done.join();
    }

    private static byte[] frame(int number, String text) {
        byte[] body = (number + text + "\u0003").getBytes(StandardCharsets.ISO_8859_1);
        int sum = IntStream.range(0, body.length).map(i -> body[i] & 0xFF).sum();
        return capture(
                new byte[] {0x02}, body, String.format("%02X\r\n", sum & 0xFF).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] capture(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** What the player wrote. */
    private static final class Wire implements Machine.Driver<ByteBuffer> {
        private final List<byte[]> sent = new ArrayList<>();

        byte[] all() {
            return capture(sent.toArray(byte[][]::new));
        }

        @Override
        public Connection<ByteBuffer> connection() {
            throw new IllegalStateException("the player asks for no connection");
        }

        @Override
        public void send(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            sent.add(bytes);
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void reading(boolean wanted) {}

        @Override
        public void close(CloseReason reason, Duration within) {}
    }
}
