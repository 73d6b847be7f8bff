// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The clocks of a driven connection, in virtual time. */
class DrivenTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> told = new ArrayList<>();
    private LoopbackPair<String> pair = open(ReceiveLimits.defaults().withIdle(Duration.ZERO));
    private final Recorder machine = new Recorder();

    private LoopbackPair<String> open(ReceiveLimits limits) {
        pair = LoopbackTransport.on(loop, "test", LineFraming::new, limits).pair();
        return pair;
    }

    private void far(String text) {
        pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    private void drive() {
        pair.near().drive(machine);
        loop.run();
    }

    /** Writes down what it is told. */
    private final class Recorder implements Machine<String> {
        private @Nullable Driver<String> opened;
        private long deadline = Long.MAX_VALUE;
        private boolean owes;
        private boolean answersOnly;

        private Driver<String> driver() {
            return Objects.requireNonNull(opened);
        }

        @Override
        public void opened(Driver<String> with, long now) {
            opened = with;
            told.add("opened");
        }

        @Override
        public void received(String message, long now) {
            told.add(message);
            switch (message) {
                case "echo" -> {
                    driver().send("1");
                    driver().send("2");
                }
                case "pause" -> driver().reading(false);
                case "fail" -> throw new IllegalArgumentException("patient's name");
                case "close" -> driver().close(new CloseReason.Local(7, "asked"), Duration.ofSeconds(1));
                default -> {}
            }
        }

        @Override
        public void idle(Duration quiet, long now) {
            told.add("idle " + quiet.toMillis());
        }

        @Override
        public void stalled(long bytesSoFar, Duration quiet, long now) {
            told.add("stalled " + bytesSoFar + " " + quiet.toMillis());
        }

        @Override
        public void closed(CloseReason reason, long now) {
            told.add("closed " + reason.getClass().getSimpleName());
        }

        @Override
        public boolean owesAnswer() {
            return owes;
        }

        @Override
        public boolean answersOnly() {
            return answersOnly;
        }

        @Override
        public long nextDeadline(long now) {
            return deadline;
        }

        @Override
        public void tick(long now) {
            told.add("tick " + Duration.ofNanos(now).toMillis());
            deadline = Long.MAX_VALUE;
        }
    }

    @Test
    @DisplayName("W11: nothing is read before a machine is chosen, and nothing is lost")
    void heldBackUntilDriven() {
        far("early\n");
        loop.advance(Duration.ofHours(1));
        assertThat(pair.near().stats().bytesIn()).isZero();
        drive();
        assertThat(told).containsExactly("opened", "early");
    }

    @Test
    void idleComesAgainAndAgain() {
        open(ReceiveLimits.defaults().withIdle(Duration.ofSeconds(1)));
        drive();
        loop.advance(Duration.ofMillis(2500));
        far("m\n");
        loop.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("opened", "idle 1000", "idle 2000", "m", "idle 1000");
    }

    @Test
    void stallIsToldOncePerSilence() {
        drive();
        far("half");
        loop.advance(Duration.ofSeconds(40));
        far("more");
        loop.advance(Duration.ofSeconds(15));
        far("\n");
        assertThat(told).containsExactly("opened", "stalled 4 10000", "stalled 8 10000", "halfmore");
    }

    @Test
    void deadlineOfTheMachineIsHonouredOnce() {
        drive();
        pair.near().outbound().send("unrelated");
        machine.driver().execute(() -> machine.deadline = Duration.ofSeconds(3).toNanos());
        loop.advance(Duration.ofSeconds(10));
        assertThat(told).containsExactly("opened", "tick 3000");
        assertThat(loop.fired()).isEqualTo(1);
    }

    @Test
    void nearerDeadlineReplacesAFartherOne() {
        machine.deadline = Duration.ofSeconds(3).toNanos();
        drive();
        machine.driver().execute(() -> machine.deadline = Duration.ofSeconds(1).toNanos());
        loop.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("opened", "tick 1000");
    }

    @Test
    void whatIsSentInOneTurnIsFlushedAtItsEnd() {
        drive();
        var far = pair.far().inbound();
        loop.run();
        far("echo\necho\n");
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            got.add(far.receiveAsync(Duration.ZERO).toCompletableFuture().join().toString());
        }
        assertThat(got).hasSize(4).allMatch(outcome -> outcome.startsWith("Received"));
        assertThat(pair.near().stats().messagesOut()).isEqualTo(4);
    }

    @Test
    @DisplayName("T9: while the machine is not reading nothing is handed to it and no clock runs")
    void notReading() {
        open(ReceiveLimits.defaults().withIdle(Duration.ofSeconds(1)).withLiveness(Duration.ofSeconds(5)));
        drive();
        far("a\npause\nb\nc\n");
        far("d\n");
        loop.advance(Duration.ofHours(1));
        assertThat(told).containsExactly("opened", "a", "pause");
        machine.driver().execute(() -> machine.driver().reading(true));
        loop.run();
        assertThat(told).containsExactly("opened", "a", "pause", "b", "c", "d");
    }

    @Test
    @DisplayName("T14: a machine that throws ends its own connection only, and its text is not told")
    void machineThatThrows() {
        drive();
        pair.far().inbound();
        far("fail\nnever\n");
        loop.advance(Duration.ofSeconds(2));
        assertThat(told).containsExactly("opened", "fail", "closed MachineFailed");
    }

    @Test
    void closeOfTheMachineIsTheLastWord() {
        drive();
        pair.far().inbound();
        far("close\nafter\n");
        loop.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("opened", "close", "closed Local");
        assertThat(pair.near().closed().toCompletableFuture()).isCompletedWithValue(new CloseReason.Local(7, "asked"));
    }

    @Test
    @DisplayName("T19: a driven connection cannot be pulled from, nor the other way round")
    void oneConsumer() {
        drive();
        assertThatThrownBy(() -> pair.near().inbound()).isInstanceOf(IllegalStateException.class);
        pair.far().inbound();
        assertThatThrownBy(() -> pair.far().drive(new Recorder())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void drivenAfterItEndedIsToldSo() {
        pair.near().close(Duration.ZERO);
        loop.run();
        drive();
        assertThat(told).containsExactly("opened", "closed Local");
    }

    private void owing() {
        drive();
        machine.owes = true;
        far("question\n");
        pair.toNear().end();
        loop.run();
    }

    @Test
    @DisplayName("T4: the peer ended its half and still reads: what is owed is answered, then the connection ends")
    void halfCloseIsAnswered() {
        pair.far().inbound();
        owing();
        loop.advance(Duration.ofSeconds(9));
        assertThat(told).containsExactly("opened", "question");
        assertThat(pair.near().isConnected()).isTrue();
        machine.driver().execute(() -> {
            machine.driver().send("answer");
            machine.owes = false;
        });
        loop.run();
        assertThat(received()).isEqualTo("answer");
        assertThat(told).containsExactly("opened", "question", "closed ByPeer");
    }

    @Test
    @DisplayName("T4: an answer that never comes holds the connection for the half-close bound and no longer")
    void halfCloseIsBounded() {
        owing();
        loop.advance(Duration.ofMillis(9_999));
        assertThat(told).containsExactly("opened", "question");
        loop.advance(Duration.ofMillis(1));
        assertThat(pair.near().isConnected()).isFalse();
        loop.advance(Duration.ofSeconds(2));
        assertThat(told).containsExactly("opened", "question", "closed ByPeer");
    }

    @Test
    @DisplayName("T4: who owes nothing ends at once, and so does everybody where the bound is zero")
    void nothingOwed() {
        drive();
        far("question\n");
        pair.toNear().end();
        loop.run();
        assertThat(told).containsExactly("opened", "question", "closed ByPeer");
        told.clear();
        open(ReceiveLimits.defaults().withIdle(Duration.ZERO).withHalfClose(Duration.ZERO));
        owing();
        assertThat(told).containsExactly("opened", "question", "closed ByPeer");
    }

    @Test
    @DisplayName("T15: a close in the middle of a half-close ends it once")
    void closeWhileHalfClosed() {
        owing();
        var closed = pair.near().close(Duration.ofSeconds(1)).toCompletableFuture();
        loop.advance(Duration.ofMinutes(1));
        assertThat(closed).isCompletedWithValueMatching(CloseReason.Local.class::isInstance);
        assertThat(told).containsExactly("opened", "question", "closed Local");
    }

    @Test
    @DisplayName("T10: a machine that only answers is not given more than the peer takes answers for")
    void answersThatAreNotTaken() {
        machine.answersOnly = true;
        drive();
        String large = "x".repeat(70_000);
        machine.driver().execute(() -> machine.driver().send(large)); // nobody reads at the other end
        machine.driver().execute(() -> machine.driver().send(large));
        loop.run();
        far("question\n");
        loop.advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("opened");
        var answers = pair.far().inbound();
        assertThat(answers.receiveAsync(Duration.ofSeconds(1)).toCompletableFuture())
                .isNotNull();
        loop.run();
        assertThat(told).containsExactly("opened", "question");
    }

    @Test
    @DisplayName(
            "T6: a partition of 10 s is survived by the same connection, one of 60 s is found by the liveness clock")
    void partition() {
        open(ReceiveLimits.defaults().withIdle(Duration.ZERO).withLiveness(Duration.ofSeconds(60)));
        drive();
        for (int seconds : new int[] {1, 10}) {
            pair.toNear().hold();
            far("behind " + seconds + " s\n");
            loop.advance(Duration.ofSeconds(seconds));
            assertThat(told).doesNotContain("behind " + seconds + " s");
            pair.toNear().release();
            loop.run();
            assertThat(told).endsWith("behind " + seconds + " s");
        }
        pair.toNear().hold();
        far("lost\n");
        loop.advance(Duration.ofSeconds(63));
        assertThat(told).containsExactly("opened", "behind 1 s", "behind 10 s", "closed PeerSilent");
    }

    private String received() {
        var asked = pair.far().inbound().receiveAsync(Duration.ofSeconds(1)).toCompletableFuture();
        loop.run();
        return asked.join() instanceof ReceiveOutcome.Received<String> received ? received.message() : "nothing";
    }
}
