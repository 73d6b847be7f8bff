// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionClosedException;
import io.assaylink.transport.Inbound;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import io.assaylink.transport.ReceiveProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What every transport keeps, whatever moves its bytes. Times are lower bounds only.
 *
 * <p>Extend this one; what is above it holds what is told to observers and to machines.
 */
@Timeout(30)
public abstract class ConnectionContract<M> extends DriveContract<M> {
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
            ReceiveProgress progress = rig.connection().progress();
            assertThat(progress.bytesSoFar()).isPositive();
            assertThat(progress.sinceNanos()).isPresent();
            progress.declared().ifPresent(whole -> assertThat(whole).isGreaterThan(progress.bytesSoFar()));
            assertThat(rig.connection().isConnected()).isTrue();
            rig.peerFinishes("rest");
            ReceiveOutcome<M> next = inbound.receive(LONG);
            while (next instanceof Stalled) {
                next = inbound.receive(LONG);
            }
            assertThat(received(rig, next)).isEqualTo(half + "rest");
            assertThat(rig.connection().progress()).isEqualTo(ReceiveProgress.NONE);
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
    @Execution(ExecutionMode.CONCURRENT)
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
    @DisplayName("1.7: receive without a bound of its own takes that of the limits")
    void defaultOfReceive() throws Exception {
        try (Rig<M> rig = open(ReceiveLimits.defaults().withIdle(SHORT))) {
            ReceiveOutcome<M> outcome = rig.connection().inbound().receive();
            assertThat(outcome).isInstanceOf(Idle.class);
            assertThat(((Idle<M>) outcome).quiet()).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    @DisplayName("0.2: iterating over outcomes gives each of them, and ends behind Closed")
    void iteratesOverOutcomes() throws Exception {
        try (Rig<M> rig = open(ReceiveLimits.defaults().withStall(SHORT))) {
            rig.peerSends("one");
            List<String> got = new ArrayList<>();
            for (ReceiveOutcome<M> outcome : rig.connection().inbound().outcomes(SHORT)) {
                String name = outcome.getClass().getSimpleName();
                boolean onItsWay = got.isEmpty() && name.equals("Idle"); // on a busy machine for longer than SHORT
                if (!onItsWay && !got.contains(name)) {
                    got.add(name);
                    switch (name) {
                        case "Idle" -> rig.peerBegins("h".repeat(64));
                        case "Stalled" -> rig.peerEnds();
                        default -> {}
                    }
                }
            }
            assertThat(got).containsExactly("Received", "Idle", "Stalled", "Closed");
        }
    }

    @Test
    @DisplayName("0.2: iterating over messages waits through Idle")
    void iteratesThroughSilence() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults().withIdle(SHORT), seen)) {
            Iterator<M> messages = rig.connection().inbound().iterator();
            CompletableFuture<M> next = CompletableFuture.supplyAsync(messages::next);
            seen.await("idle");
            seen.await("idle");
            rig.peerSends("after the quiet");
            assertThat(rig.text(next.get(20, TimeUnit.SECONDS))).isEqualTo("after the quiet");
            rig.peerEnds();
            assertThat(messages.hasNext()).isFalse();
        }
    }

    @Test
    void quietIsNoReasonToCloseUnlessAskedFor() throws Exception {
        Duration quiet = Duration.ofMillis(150);
        try (Rig<M> rig = open(ReceiveLimits.defaults().withCloseAfterQuiet(quiet))) {
            Inbound<M> inbound = rig.connection().inbound();
            assertThat(inbound.receive(SHORT)).isInstanceOf(Idle.class);
            var waiting = inbound.receiveAsync(LONG).toCompletableFuture();
            assertThat(rig.peerSeesTheEnd()).isTrue();
            rig.peerEnds();
            CloseReason reason = closed(waiting.get(20, TimeUnit.SECONDS));
            assertThat(reason).isInstanceOf(CloseReason.Quiet.class);
            assertThat(((CloseReason.Quiet) reason).quiet()).isGreaterThanOrEqualTo(quiet);
        }
    }

    @Test
    @DisplayName("T15: of two bounds for one close the shorter one holds, in either order")
    void shorterBoundOfTwoCloses() throws Exception {
        Duration never = Duration.ofHours(1);
        for (List<Duration> bounds : List.of(List.of(never, Duration.ZERO), List.of(SHORT, never))) {
            try (Rig<M> rig = open()) {
                rig.connection().inbound();
                for (Duration bound : bounds) {
                    var unused = rig.connection().close(bound);
                }
                assertThat(rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                        .isInstanceOf(CloseReason.Local.class);
            }
        }
    }
}
