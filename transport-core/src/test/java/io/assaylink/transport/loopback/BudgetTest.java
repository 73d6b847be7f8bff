// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import io.assaylink.transport.Machine;
import io.assaylink.transport.PartialBudget;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that share a budget, in virtual time. */
class BudgetTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final PartialBudget budget = PartialBudget.of(1000);
    private final ReceiveLimits limits = ReceiveLimits.defaults()
            .withIdle(Duration.ZERO)
            .withMaxMessage(2000)
            .withBudget(budget);

    private LoopbackPair<String> open() {
        LoopbackPair<String> pair =
                LoopbackTransport.on(loop, "test", LineFraming::new, limits).pair();
        pair.near().inbound();
        loop.run();
        return pair;
    }

    private void send(LoopbackPair<?> pair, int bytes) {
        pair.toNear().inject("x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    private void send(LoopbackPair<?> pair, String text) {
        pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    private String received(LoopbackPair<String> pair) {
        CompletableFuture<ReceiveOutcome<String>> asked =
                pair.near().inbound().receiveAsync(Duration.ofSeconds(1)).toCompletableFuture();
        loop.run();
        return asked.join() instanceof ReceiveOutcome.Received<String> whole ? whole.message() : "nothing";
    }

    @Test
    void theLargestHolderIsClosedAndAllOthersAreServed() {
        LoopbackPair<String> small = open();
        LoopbackPair<String> large = open();
        send(large, 600);
        send(small, 400);
        assertThat(budget.held()).isEqualTo(1000);
        send(small, "more");
        loop.advance(Duration.ofSeconds(2));
        assertThat(large.near().closed().toCompletableFuture())
                .isCompletedWithValue(new CloseReason.TooLarge(CloseReason.TooLarge.Bound.BUDGET, 1000, 600));
        assertThat(budget.held()).isEqualTo(404);
        send(small, "\n");
        assertThat(received(small)).hasSize(404);
        assertThat(budget.held()).isZero();
    }

    @Test
    void whatAClosedOneHeldIsFreeBeforeItsFarewellIsThrough() {
        LoopbackPair<String> pair = open();
        LoopbackPair<String> other = open();
        send(pair, 600);
        send(other, 401);
        assertThat(pair.near().closed().toCompletableFuture()).isNotDone();
        assertThat(budget.held()).isEqualTo(401);
        send(pair, 600);
        assertThat(budget.held()).isEqualTo(401);
    }

    @Test
    void aSingleMessageBeyondTheBudgetIsNotKept() {
        LoopbackPair<String> pair = open();
        send(pair, 1001);
        loop.advance(Duration.ofSeconds(2));
        assertThat(pair.near().closed().toCompletableFuture())
                .isCompletedWithValue(new CloseReason.TooLarge(CloseReason.TooLarge.Bound.BUDGET, 1000, 1001));
        assertThat(budget.held()).isZero();
    }

    /** How a message in transit ends. */
    enum WayOut {
        WHOLE(Duration.ZERO),
        PEER_ENDS(Duration.ofSeconds(2)),
        RESET(Duration.ZERO),
        CLOSED_BY_US(Duration.ZERO),
        TOO_LARGE(Duration.ZERO),
        OVERDUE(Duration.ofSeconds(60)),
        FRAMING_FAILS(Duration.ZERO);

        private final Duration takes;

        WayOut(Duration takes) {
            this.takes = takes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasHeldIsGivenBack(WayOut out) {
        LoopbackPair<String> pair = LoopbackTransport.on(loop, "test", Brittle::new, limits.withMaxMessage(800))
                .pair();
        pair.near().inbound();
        loop.run();
        send(pair, 700);
        assertThat(budget.held()).isEqualTo(700);
        switch (out) {
            case WHOLE -> send(pair, "\n");
            case PEER_ENDS -> pair.toNear().end();
            case RESET -> pair.toNear().sever();
            case CLOSED_BY_US -> pair.near().close(Duration.ofSeconds(1));
            case TOO_LARGE -> send(pair, 101);
            case OVERDUE -> {}
            case FRAMING_FAILS -> send(pair, "!");
        }
        loop.advance(out.takes);
        assertThat(budget.held()).isZero();
        assertThat(budget.holders()).isZero();
        assertThat(pair.near().isConnected()).isEqualTo(out == WayOut.WHOLE);
    }

    /** Breaks at an exclamation mark. */
    private static final class Brittle implements Framing<String> {
        private final LineFraming lines = new LineFraming();

        @Override
        public void decode(ByteBuffer in, Consumer<String> out) {
            if (in.get(in.position()) == '!') {
                throw new IllegalStateException("broken");
            }
            lines.decode(in, out);
        }

        @Override
        public long inTransit() {
            return lines.inTransit();
        }

        @Override
        public ByteBuffer encode(String message) {
            return lines.encode(message);
        }
    }

    /** Keeps what it gets, as a protocol does whose connection cuts no messages. */
    private static final class Keeper implements Machine<ByteBuffer> {
        private long kept;

        @Override
        public void opened(Driver<ByteBuffer> driver, long now) {}

        @Override
        public void received(ByteBuffer bytes, long now) {
            kept += bytes.remaining();
        }

        @Override
        public long held() {
            return kept;
        }

        @Override
        public void closed(CloseReason reason, long now) {
            kept = 0;
        }
    }

    @Test
    void whatAMachineKeepsCountsAndGoesWithItAtOnce() {
        LoopbackPair<ByteBuffer> raw =
                LoopbackTransport.on(loop, "raw", Framing::none, limits).pair();
        Keeper keeper = new Keeper();
        raw.near().drive(keeper);
        loop.run();
        LoopbackPair<String> other = open();
        send(raw, 600);
        assertThat(budget.held()).isEqualTo(600);
        send(other, 401);
        assertThat(raw.near().closed().toCompletableFuture())
                .isCompletedWithValue(new CloseReason.TooLarge(CloseReason.TooLarge.Bound.BUDGET, 1000, 600));
        assertThat(keeper.kept).isZero();
        assertThat(budget.held()).isEqualTo(401);
        assertThat(other.near().isConnected()).isTrue();
    }
}
