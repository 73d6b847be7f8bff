// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionClosedException;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Inbound;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.SeenEvents;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The clocks of a pulled connection, in virtual time: hours pass in microseconds. */
class VirtualTimeTest {
    private static final Duration QUIET = Duration.ofMillis(100);

    private final VirtualLoop loop = new VirtualLoop();
    private LoopbackPair<String> pair = open(ReceiveLimits.defaults());

    private LoopbackPair<String> open(ReceiveLimits limits) {
        pair = LoopbackTransport.on(loop, "test", LineFraming::new, limits).pair();
        return pair;
    }

    private CompletableFuture<ReceiveOutcome<String>> ask(Duration quiet) {
        CompletableFuture<ReceiveOutcome<String>> asked =
                pair.near().inbound().receiveAsync(quiet).toCompletableFuture();
        loop.run();
        return asked;
    }

    /** A receive whose outcome is of no interest. */
    private void receiveAside(Duration quiet) {
        var unused = ask(quiet);
    }

    private ReceiveOutcome<String> now(CompletableFuture<ReceiveOutcome<String>> asked) {
        assertThat(asked).isDone();
        return asked.join();
    }

    private String received(CompletableFuture<ReceiveOutcome<String>> asked) {
        assertThat(now(asked)).isInstanceOf(Received.class);
        return ((Received<String>) asked.join()).message();
    }

    private CloseReason closed(CompletableFuture<ReceiveOutcome<String>> asked) {
        assertThat(now(asked)).isInstanceOf(Closed.class);
        return ((Closed<String>) asked.join()).reason();
    }

    private void far(String text) {
        pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    @Test
    void idleComesAfterTheQuietOfThisReceive() {
        var asked = ask(QUIET);
        loop.advance(Duration.ofMillis(99));
        assertThat(asked).isNotDone();
        loop.advance(Duration.ofMillis(1));
        assertThat(now(asked)).isEqualTo(new Idle<>(QUIET));
    }

    @Test
    @DisplayName("X-1: a line that was quiet for long is not deaf")
    void quietLineIsNotDeaf() {
        for (int i = 0; i < 257; i++) {
            var idle = ask(QUIET);
            loop.advance(QUIET);
            assertThat(now(idle)).isInstanceOf(Idle.class);
        }
        for (int i = 0; i < 100; i++) {
            far("m" + i + "\n");
        }
        for (int i = 0; i < 100; i++) {
            assertThat(received(ask(QUIET))).isEqualTo("m" + i);
        }
    }

    @Test
    @DisplayName("X-1b: the time that a handler takes is no silence of the peer")
    void handlerTimeIsNoSilence() {
        receiveAside(Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            far("m" + i + "\n");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(received(ask(QUIET))).isEqualTo("m" + i);
            loop.advance(Duration.ofMillis(150));
        }
        var asked = ask(QUIET);
        loop.advance(Duration.ofMillis(99));
        assertThat(asked).isNotDone();
    }

    @Test
    @DisplayName("X-4: idle is a value and the connection stays")
    void idleIsNoFailure() {
        var asked = ask(Duration.ZERO);
        assertThat(now(asked)).isEqualTo(new Idle<>(Duration.ZERO));
        assertThat(pair.near().isConnected()).isTrue();
    }

    @Test
    @DisplayName("X-5: a message whose bytes flow is never idle")
    void movingMessageIsNeverIdle() {
        var asked = ask(QUIET);
        for (int i = 0; i < 20; i++) {
            far("x");
            loop.advance(Duration.ofMillis(90));
            assertThat(asked).isNotDone();
        }
        assertThat(pair.near().progress().bytesSoFar()).isEqualTo(20);
        far("\n");
        assertThat(received(asked)).isEqualTo("x".repeat(20));
        Received<String> whole = (Received<String>) asked.join();
        assertThat(whole.arrival().bytes()).isEqualTo(21);
        assertThat(whole.arrival().lastByteNanos() - whole.arrival().firstByteNanos())
                .isEqualTo(Duration.ofMillis(1800).toNanos());
    }

    @Test
    void silenceInsideAMessageIsAStallAndKeepsTheConnection() {
        var asked = ask(QUIET);
        far("half");
        loop.advance(Duration.ofMillis(9_999));
        assertThat(asked).isNotDone();
        loop.advance(Duration.ofMillis(1));
        assertThat(now(asked)).isEqualTo(new Stalled<>(4, Duration.ofSeconds(10)));
        var next = ask(QUIET);
        far(" whole\n");
        assertThat(received(next)).isEqualTo("half whole");
    }

    @Test
    void receiveDuringOneLongStallStillEndsAfterItsBound() {
        receiveAside(QUIET);
        far("half");
        loop.advance(Duration.ofSeconds(10));
        var asked = ask(Duration.ofSeconds(15));
        loop.advance(Duration.ofMillis(14_999));
        assertThat(asked).isNotDone();
        loop.advance(Duration.ofMillis(1));
        assertThat(now(asked)).isEqualTo(new Stalled<>(4, Duration.ofSeconds(25)));
    }

    @Test
    @DisplayName("X-6: a cancelled receive loses nothing")
    void cancelledReceiveLosesNothing() {
        var asked = ask(QUIET);
        assertThat(asked.cancel(false)).isTrue();
        far("kept\n");
        assertThat(received(ask(QUIET))).isEqualTo("kept");
    }

    @Test
    @DisplayName("X-6: a time-out put on a receive by its caller loses nothing")
    void timedOutReceiveLosesNothing() {
        var asked = ask(QUIET);
        assertThat(asked.completeExceptionally(new IllegalStateException("caller's time-out")))
                .isTrue();
        far("kept\n");
        assertThat(received(ask(QUIET))).isEqualTo("kept");
        assertThat(asked).isCompletedExceptionally();
    }

    @Test
    @DisplayName("T19: two receivers at once are refused, and both are named")
    void secondReceiveIsRefused() {
        receiveAside(QUIET);
        Inbound<String> inbound = pair.near().inbound();
        assertThatThrownBy(() -> inbound.receiveAsync(QUIET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"" + Thread.currentThread().getName() + "\"");
    }

    @Test
    void bufferedComesBeforeClosedAndClosedStays() {
        receiveAside(Duration.ZERO);
        far("one\ntwo\nthr");
        pair.toNear().end();
        loop.run();
        assertThat(received(ask(QUIET))).isEqualTo("one");
        assertThat(received(ask(QUIET))).isEqualTo("two");
        CloseReason cutOff = new CloseReason.ByPeer(0, "", true);
        assertThat(closed(ask(QUIET))).isEqualTo(cutOff);
        assertThat(closed(ask(Duration.ZERO))).isEqualTo(cutOff);
    }

    @Test
    @DisplayName("T2: a reset in the middle of a message says so")
    void resetMidMessage() {
        var asked = ask(QUIET);
        far("half");
        pair.toNear().sever();
        loop.run();
        assertThat(closed(asked)).isEqualTo(new CloseReason.Lost("connection reset", true));
    }

    @Test
    @DisplayName("T3: an end in the middle of a message says so")
    void endMidMessage() {
        var asked = ask(QUIET);
        far("half");
        pair.toNear().end();
        loop.run();
        assertThat(closed(asked)).isEqualTo(new CloseReason.ByPeer(0, "", true));
    }

    @Test
    @DisplayName("T7: a trickle of one byte ends at the total bound")
    void trickleIsOverdue() {
        open(ReceiveLimits.defaults().withTotal(Duration.ofSeconds(60)));
        var asked = ask(QUIET);
        for (int i = 0; i < 60; i++) {
            far("x");
            loop.advance(Duration.ofSeconds(1));
        }
        loop.advance(Duration.ofSeconds(2));
        assertThat(closed(asked)).isEqualTo(new CloseReason.Overdue(Duration.ofSeconds(60), 60));
    }

    @Test
    void messageBelowTheMinimumRateIsTooSlow() {
        open(ReceiveLimits.defaults().withMinRate(200, Duration.ofSeconds(2)));
        var asked = ask(QUIET);
        far("x".repeat(1000)); // enough for 5 s
        loop.advance(Duration.ofMillis(4999));
        assertThat(asked).isNotDone();
        loop.advance(Duration.ofSeconds(3));
        assertThat(closed(asked)).isEqualTo(new CloseReason.TooSlow(200, 1000));
    }

    @Test
    @DisplayName("T8: a large message that keeps moving is not cut")
    void largeSlowMovingMessageIsNotCut() {
        open(ReceiveLimits.defaults().withTotal(Duration.ofMinutes(5)).withMinRate(64 << 10, Duration.ofSeconds(10)));
        var asked = ask(QUIET);
        for (int i = 0; i < 520; i++) {
            far("x".repeat(20_000));
            loop.advance(QUIET);
        }
        far("\n");
        assertThat(received(asked)).hasSize(520 * 20_000);
    }

    @Test
    @DisplayName("T8: by default too: 10 MiB at 100 kB/s take longer than the total bound, and have it")
    void largeSlowMovingMessageHasLonger() {
        open(ReceiveLimits.defaults());
        var asked = ask(QUIET);
        for (int i = 0; i < 1049; i++) {
            far("x".repeat(10_000));
            loop.advance(QUIET);
        }
        far("\n");
        assertThat(received(asked)).hasSize(10_490_000);
    }

    @Test
    @DisplayName("T8: what is large and slower than 64 kB/s has no longer than its bytes would take")
    void largeMessageThatBecomesSlow() {
        open(ReceiveLimits.defaults());
        var asked = ask(QUIET);
        far("x".repeat(6_400_000)); // 100 s at this rate
        for (int i = 0; i < 99; i++) {
            loop.advance(Duration.ofSeconds(1));
            far("x");
        }
        assertThat(asked).isNotDone();
        loop.advance(Duration.ofSeconds(4));
        assertThat(closed(asked)).isInstanceOf(CloseReason.Overdue.class);
    }

    @Test
    void totalIsTheBoundOfEveryMessageWhereNoRateLengthensIt() {
        open(ReceiveLimits.defaults().withTotalRate(0));
        var asked = ask(QUIET);
        for (int i = 0; i < 60; i++) {
            far("x".repeat(100_000));
            loop.advance(Duration.ofSeconds(1));
        }
        loop.advance(Duration.ofSeconds(2));
        assertThat(closed(asked)).isEqualTo(new CloseReason.Overdue(Duration.ofSeconds(60), 6_000_000));
    }

    @Test
    void messageAboveTheLimitIsRefused() {
        open(ReceiveLimits.defaults().withMaxMessage(100));
        var asked = ask(QUIET);
        far("x".repeat(101));
        loop.advance(Duration.ofSeconds(3));
        assertThat(closed(asked)).isEqualTo(new CloseReason.TooLarge(100, 101));
    }

    @Test
    @DisplayName("T1: a peer that sends nothing of any kind is dead at the liveness bound")
    void silentPeer() {
        open(ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(50)));
        var asked = ask(Duration.ofHours(1));
        loop.advance(Duration.ofSeconds(30));
        far("alive\n");
        received(asked);
        var last = ask(Duration.ofHours(1));
        loop.advance(Duration.ofMillis(49_999));
        assertThat(last).isNotDone();
        loop.advance(Duration.ofSeconds(3));
        assertThat(closed(last)).isEqualTo(new CloseReason.PeerSilent(Duration.ofSeconds(50)));
    }

    @Test
    @DisplayName("T9: a full inbox stops reading, and no clock of the peer runs meanwhile")
    void fullInboxStopsReadingAndClocks() {
        open(ReceiveLimits.defaults().withInbox(2).withLiveness(Duration.ofSeconds(5)));
        receiveAside(Duration.ZERO);
        pair.toNear().cut(available -> 2);
        far("a\nb\nc\nd\ne\n");
        assertThat(pair.near().stats().messagesIn()).isEqualTo(2);
        loop.advance(Duration.ofHours(1));
        assertThat(pair.near().isConnected()).isTrue();
        for (String expected : new String[] {"a", "b", "c", "d", "e"}) {
            assertThat(received(ask(QUIET))).isEqualTo(expected);
        }
        assertThat(pair.near().stats().pausedNanos())
                .isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    @DisplayName("T10: a peer that does not read what we write stalls the connection")
    void peerThatDoesNotRead() {
        var asked = ask(Duration.ofHours(1));
        var sent = pair.near().outbound().send("x".repeat(200_000)).toCompletableFuture();
        loop.run();
        assertThat(pair.near().outbound().isWritable()).isFalse();
        var writable = pair.near().outbound().whenWritable().toCompletableFuture();
        loop.advance(Duration.ofSeconds(29));
        assertThat(sent).isNotDone();
        loop.advance(Duration.ofSeconds(1));
        assertThat(closed(asked)).isEqualTo(new CloseReason.WriteStalled(Duration.ofSeconds(30)));
        assertThatThrownBy(sent::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionClosedException.class);
        assertThat(writable).isCompletedExceptionally();
    }

    @Test
    @DisplayName("T17: after a standstill of the process, what came meanwhile is read before clocks are judged")
    void standstillOfTheProcess() {
        open(ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(5)));
        var asked = ask(Duration.ofHours(1));
        pair.toNear().hold();
        far("sent while we stood\n");
        pair.toNear().release();
        loop.suspend(Duration.ofSeconds(60));
        loop.run();
        assertThat(received(asked)).isEqualTo("sent while we stood");
        assertThat(pair.near().isConnected()).isTrue();
    }

    @Test
    @DisplayName("T17: held up for a moment only, just as a bound is reached: the kernel is read all the same")
    void heldUpAtTheWrongMoment() {
        open(ReceiveLimits.defaults()
                .withTotal(Duration.ofSeconds(60))
                .withStall(Duration.ZERO)
                .withMinRate(0, Duration.ZERO));
        var asked = ask(Duration.ofHours(1));
        far("the fir");
        loop.advance(Duration.ofMillis(59_900));
        pair.toNear().hold();
        far("st half\n");
        loop.schedule(pair.toNear()::release, Duration.ofMillis(200).toNanos()); // behind the bound's own timer
        loop.suspend(Duration.ofMillis(300));
        loop.run();
        assertThat(received(asked)).isEqualTo("the first half");
        assertThat(pair.near().isConnected()).isTrue();
    }

    @Test
    @DisplayName("T17: a peer that was never asked for a sign of life is asked first, and has its time to answer")
    void quietPeerAfterAStandstill() {
        open(ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(50)));
        var asked = ask(Duration.ofHours(1));
        loop.suspend(Duration.ofMinutes(10));
        loop.advance(Duration.ofMillis(24_900));
        assertThat(pair.near().isConnected()).isTrue();
        far("still here\n");
        assertThat(received(asked)).isEqualTo("still here");
        var last = ask(Duration.ofHours(1));
        loop.suspend(Duration.ofMinutes(10));
        loop.advance(Duration.ofSeconds(28)); // and the farewell's
        assertThat(closed(last)).as("nor for ever").isInstanceOf(CloseReason.PeerSilent.class);
    }

    @Test
    @DisplayName("X-3: a quiet connection wakes at its deadlines and at no other time")
    void noPolling() {
        var asked = ask(Duration.ofHours(10));
        loop.advance(Duration.ofHours(9));
        assertThat(loop.fired()).isZero();
        assertThat(loop.waiting()).isEqualTo(1);
        loop.advance(Duration.ofHours(1));
        assertThat(now(asked)).isInstanceOf(Idle.class);
        assertThat(loop.fired()).isEqualTo(1);
    }

    @Test
    @DisplayName("3.2: a connect that nobody listens for is observed")
    void connectFailureIsObserved() {
        SeenEvents seen = new SeenEvents();
        LoopbackTransport<String> nobody =
                LoopbackTransport.on(loop, "nobody", LineFraming::new, ReceiveLimits.defaults());
        nobody.observe(seen, ConnectionObserver.NONE);
        assertThat(nobody.connect().toCompletableFuture()).isNotDone();
        loop.run();
        assertThat(seen.told()).containsExactly("connect failed loopback:nobody Lost");
    }

    @Test
    void closeTellsThePeerBehindWhatWasSent() {
        receiveAside(Duration.ZERO);
        var far = pair.far().inbound();
        pair.near().outbound().send("last words");
        var closed = pair.near().close(Duration.ofSeconds(1)).toCompletableFuture();
        loop.run();
        assertThat(closed).isCompletedWithValue(new CloseReason.Local(0, ""));
        assertThat(received(far.receiveAsync(QUIET).toCompletableFuture())).isEqualTo("last words");
        assertThat(closed(far.receiveAsync(QUIET).toCompletableFuture()))
                .isEqualTo(new CloseReason.ByPeer(0, "", false));
        var late = pair.near().outbound().send("too late").toCompletableFuture();
        loop.run();
        assertThat(late).isCompletedExceptionally();
    }

    @Test
    @DisplayName("T15: closing against a peer that does not answer is bounded, by the shorter of two bounds")
    void closeIsBounded() {
        var asked = ask(QUIET);
        var closed = pair.near().close(Duration.ofSeconds(5)).toCompletableFuture();
        loop.advance(Duration.ofSeconds(1));
        pair.near().close(Duration.ofSeconds(2));
        pair.near().close(Duration.ofHours(1));
        loop.advance(Duration.ofMillis(1_999));
        assertThat(closed).isNotDone();
        loop.advance(Duration.ofMillis(1));
        assertThat(closed).isDone();
        assertThat(closed(asked)).isInstanceOf(CloseReason.Local.class);
    }
}
