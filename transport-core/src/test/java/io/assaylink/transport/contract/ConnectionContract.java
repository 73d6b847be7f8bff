// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionClosedException;
import io.assaylink.transport.Inbound;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transport keeps, whatever moves its bytes. Times are lower bounds only. */
@Timeout(30)
public abstract class ConnectionContract<M> {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** An established connection that nobody consumes yet. */
    protected abstract Rig<M> open(ReceiveLimits limits) throws Exception;

    private Rig<M> open() throws Exception {
        return open(ReceiveLimits.defaults());
    }

    private String received(Rig<M> rig, ReceiveOutcome<M> outcome) {
        assertThat(outcome).isInstanceOf(Received.class);
        return rig.text(((Received<M>) outcome).message());
    }

    private static <M> CloseReason closed(ReceiveOutcome<M> outcome) {
        assertThat(outcome).isInstanceOf(Closed.class);
        return ((Closed<M>) outcome).reason();
    }

    @Test
    void receivesInOrder() throws Exception {
        try (Rig<M> rig = open()) {
            rig.peerSends("one");
            rig.peerSends("two");
            assertThat(received(rig, rig.connection().inbound().receive(LONG))).isEqualTo("one");
            assertThat(received(rig, rig.connection().inbound().receive(LONG))).isEqualTo("two");
        }
    }

    @Test
    void sendsInOrder() throws Exception {
        try (Rig<M> rig = open()) {
            for (int i = 0; i < 20; i++) {
                var unused = rig.connection().outbound().send(rig.message("m" + i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(rig.peerReceives()).isEqualTo("m" + i);
            }
            rig.connection().outbound().whenWritable().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("X-1: quiet is Idle, again and again, and the line is not deaf after it")
    void idleAgainAndAgain() throws Exception {
        try (Rig<M> rig = open()) {
            Inbound<M> inbound = rig.connection().inbound();
            for (int i = 0; i < 3; i++) {
                ReceiveOutcome<M> outcome = inbound.receive(SHORT);
                assertThat(outcome).isInstanceOf(Idle.class);
                assertThat(((Idle<M>) outcome).quiet()).isGreaterThanOrEqualTo(SHORT);
            }
            rig.peerSends("after the quiet");
            assertThat(received(rig, inbound.receive(LONG))).isEqualTo("after the quiet");
        }
    }

    @Test
    @DisplayName("X-5: half a message is Stalled, never Idle, and its rest completes it")
    void halfAMessageStalls() throws Exception {
        String half = "h".repeat(64);
        try (Rig<M> rig = open(ReceiveLimits.defaults().withStall(SHORT))) {
            Inbound<M> inbound = rig.connection().inbound();
            var waiting = inbound.receiveAsync(LONG).toCompletableFuture();
            rig.peerBegins(half);
            ReceiveOutcome<M> outcome = waiting.get(20, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Stalled.class);
            assertThat(((Stalled<M>) outcome).bytesSoFar()).isPositive();
            assertThat(rig.connection().progress().bytesSoFar()).isPositive();
            assertThat(rig.connection().isConnected()).isTrue();
            rig.peerFinishes("rest");
            ReceiveOutcome<M> next = inbound.receive(LONG);
            while (next instanceof Stalled) {
                next = inbound.receive(LONG);
            }
            assertThat(received(rig, next)).isEqualTo(half + "rest");
            assertThat(rig.connection().progress().bytesSoFar()).isZero();
        }
    }

    @Test
    @DisplayName("T3: an end in the middle of a message says so")
    void endMidMessage() throws Exception {
        try (Rig<M> rig = open()) {
            rig.peerSends("whole");
            rig.peerBegins("h".repeat(64));
            Inbound<M> inbound = rig.connection().inbound();
            assertThat(received(rig, inbound.receive(LONG))).isEqualTo("whole");
            awaitTransit(rig);
            rig.peerEnds();
            CloseReason reason = closed(inbound.receive(LONG));
            assertThat(midMessage(reason)).isTrue();
            assertThat(closed(inbound.receive(LONG))).isEqualTo(reason);
            assertThat(rig.connection().isConnected()).isFalse();
        }
    }

    @Test
    @DisplayName("T2: a reset in the middle of a message says so")
    void resetMidMessage() throws Exception {
        try (Rig<M> rig = open()) {
            Inbound<M> inbound = rig.connection().inbound();
            rig.peerBegins("h".repeat(64));
            awaitTransit(rig);
            rig.peerResets();
            CloseReason reason = closed(inbound.receive(LONG));
            assertThat(reason).isInstanceOf(CloseReason.Lost.class);
            assertThat(midMessage(reason)).isTrue();
        }
    }

    /** Returns when the first byte of a message is here; no receive tells that before the stall clock does. */
    private static void awaitTransit(Rig<?> rig) {
        while (rig.connection().progress().bytesSoFar() == 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean midMessage(CloseReason reason) {
        return (reason instanceof CloseReason.ByPeer peer && peer.midMessage())
                || (reason instanceof CloseReason.Lost lost && lost.midMessage());
    }

    @Test
    void bufferedComesBeforeClosed() throws Exception {
        try (Rig<M> rig = open()) {
            rig.peerSends("one");
            rig.peerSends("two");
            rig.peerEnds();
            Inbound<M> inbound = rig.connection().inbound();
            rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(received(rig, inbound.receive(Duration.ZERO))).isEqualTo("one");
            assertThat(received(rig, inbound.receive(Duration.ZERO))).isEqualTo("two");
            CloseReason reason = closed(inbound.receive(Duration.ZERO));
            assertThat(reason).isInstanceOf(CloseReason.ByPeer.class);
            assertThat(midMessage(reason)).isFalse();
        }
    }

    @Test
    @DisplayName("X-6: a cancelled and an interrupted receive lose nothing")
    void cancelLosesNothing() throws Exception {
        try (Rig<M> rig = open()) {
            Inbound<M> inbound = rig.connection().inbound();
            assertThat(inbound.receiveAsync(LONG).toCompletableFuture().cancel(false))
                    .isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> inbound.receive(LONG)).isInstanceOf(InterruptedException.class);
            rig.peerSends("kept");
            assertThat(received(rig, inbound.receive(LONG))).isEqualTo("kept");
        }
    }

    @Test
    @DisplayName("T19: a second receive at a time is refused")
    void secondReceiveIsRefused() throws Exception {
        try (Rig<M> rig = open()) {
            Inbound<M> inbound = rig.connection().inbound();
            var first = inbound.receiveAsync(LONG).toCompletableFuture();
            assertThatThrownBy(() -> inbound.receive(SHORT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Thread.currentThread().getName());
            rig.peerSends("for the first");
            assertThat(received(rig, first.get(20, TimeUnit.SECONDS))).isEqualTo("for the first");
        }
    }

    @Test
    void iteratesUntilTheEnd() throws Exception {
        try (Rig<M> rig = open()) {
            rig.peerSends("one");
            rig.peerSends("two");
            rig.peerEnds();
            List<String> got = new ArrayList<>();
            for (M message : rig.connection().inbound()) {
                got.add(rig.text(message));
            }
            assertThat(got).containsExactly("one", "two");
            List<ReceiveOutcome<M>> outcomes = new ArrayList<>();
            rig.connection().inbound().outcomes(SHORT).forEach(outcomes::add);
            assertThat(outcomes).singleElement().isInstanceOf(Closed.class);
        }
    }

    @Test
    void publishesOnDemand() throws Exception {
        try (Rig<M> rig = open()) {
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
            rig.connection().inbound().asPublisher().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscribed.complete(subscription);
                }

                @Override
                public void onNext(M message) {
                    got.add(rig.text(message));
                }

                @Override
                public void onError(Throwable failure) {
                    got.add("error");
                }

                @Override
                public void onComplete() {
                    got.add("complete");
                }
            });
            rig.peerSends("one");
            rig.peerSends("two");
            rig.peerEnds();
            subscribed.join().request(1);
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(got).isEmpty();
            subscribed.join().request(5);
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("complete");
        }
    }

    @Test
    @DisplayName("T9: a full inbox stops reading and loses nothing")
    void fullInbox() throws Exception {
        try (Rig<M> rig = open(ReceiveLimits.defaults().withInbox(2).withLiveness(Duration.ofMillis(200)))) {
            Inbound<M> inbound = rig.connection().inbound();
            for (int i = 0; i < 50; i++) {
                rig.peerSends("m" + i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(received(rig, inbound.receive(LONG))).isEqualTo("m" + i);
            }
        }
    }

    @Test
    @DisplayName("T1: a peer without a sign of life is dead")
    void silentPeer() throws Exception {
        Duration liveness = Duration.ofMillis(150);
        try (Rig<M> rig = open(ReceiveLimits.defaults().withLiveness(liveness))) {
            CloseReason reason = closed(rig.connection().inbound().receive(LONG));
            assertThat(reason).isInstanceOf(CloseReason.PeerSilent.class);
            assertThat(((CloseReason.PeerSilent) reason).quiet()).isGreaterThanOrEqualTo(liveness);
        }
    }

    @Test
    void messageAboveTheLimit() throws Exception {
        try (Rig<M> rig = open(ReceiveLimits.defaults().withMaxMessage(32))) {
            var waiting = rig.connection().inbound().receiveAsync(LONG).toCompletableFuture();
            rig.peerBegins("h".repeat(64));
            rig.peerEnds();
            CloseReason reason = closed(waiting.get(20, TimeUnit.SECONDS));
            assertThat(reason).isInstanceOf(CloseReason.TooLarge.class);
        }
    }

    @Test
    @DisplayName("T15: closing is idempotent from any thread, and the peer is told behind what was sent")
    void closing() throws Exception {
        try (Rig<M> rig = open()) {
            var inbound = rig.connection().inbound();
            var waiting = inbound.receiveAsync(LONG).toCompletableFuture();
            var unused = rig.connection().outbound().send(rig.message("last words"));
            List<Thread> closers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Thread closer = new Thread(() -> {
                    var unusedClosed = rig.connection().close(FAREWELL);
                });
                closer.start();
                closers.add(closer);
            }
            assertThat(rig.peerReceives()).isEqualTo("last words");
            assertThat(rig.peerSeesTheEnd()).isTrue();
            rig.peerEnds();
            for (Thread closer : closers) {
                closer.join();
            }
            CloseReason reason = rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(reason).isInstanceOf(CloseReason.Local.class);
            assertThat(closed(waiting.get(20, TimeUnit.SECONDS))).isEqualTo(reason);
            var late = rig.connection().outbound().send(rig.message("late")).toCompletableFuture();
            assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    @Test
    @DisplayName("W11: what came before a machine was chosen is handed to it; its answers leave, its end is told")
    void drives() throws Exception {
        try (Rig<M> rig = open()) {
            rig.peerSends("early");
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            rig.connection().drive(new Echo<>(rig, told));
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("opened");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("early");
            assertThat(rig.peerReceives()).isEqualTo("echo of early");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("tick");
            rig.peerEnds();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("closed ByPeer");
            assertThatThrownBy(() -> rig.connection().inbound()).isInstanceOf(IllegalStateException.class);
        }
    }

    private static final class Echo<M> implements Machine<M> {
        private final Rig<M> rig;
        private final BlockingQueue<String> told;
        private final List<Driver<M>> driver = new ArrayList<>();
        private long deadline = Long.MAX_VALUE;

        Echo(Rig<M> rig, BlockingQueue<String> told) {
            this.rig = rig;
            this.told = told;
        }

        @Override
        public void opened(Driver<M> with, long now) {
            driver.add(with);
            told.add("opened");
        }

        @Override
        public void received(M message, long now) {
            told.add(rig.text(message));
            driver.get(0).send(rig.message("echo of " + rig.text(message)));
            deadline = now + SHORT.toNanos();
        }

        @Override
        public void closed(CloseReason reason, long now) {
            told.add("closed " + reason.getClass().getSimpleName());
        }

        @Override
        public long nextDeadline(long now) {
            return deadline;
        }

        @Override
        public void tick(long now) {
            if (now - deadline >= 0) {
                deadline = Long.MAX_VALUE;
                told.add("tick");
            }
        }
    }
}
