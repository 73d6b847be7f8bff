// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionClosedException;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a driven machine is told, on every transport. */
abstract class DriveContract<M> extends ObserverContract<M> {

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

    @Test
    @DisplayName(
            "1.1: a machine is told of silences as a caller is: Idle where nothing is owed, Stalled inside a message")
    void machineIsToldOfSilences() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults().withIdle(SHORT).withStall(SHORT), seen)) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            rig.connection().drive(new Echo<>(rig, told));
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("opened");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("idle");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("idle");
            rig.peerBegins("h".repeat(64));
            String next = told.poll(20, TimeUnit.SECONDS);
            while ("idle".equals(next)) {
                next = told.poll(20, TimeUnit.SECONDS);
            }
            assertThat(next).isEqualTo("stalled");
            rig.peerFinishes("rest");
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("h".repeat(64) + "rest");
            rig.peerEnds();
            rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(List.copyOf(told)).last().isEqualTo("closed ByPeer");
            assertThat(seen.told()).contains("idle", "stalled").endsWith("closed ByPeer");
        }
    }

    @Test
    @DisplayName("T14: what a machine throws ends its connection, is told to its owner, and holds no text")
    void machineThatThrows() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults(), seen)) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            rig.connection().drive(new Echo<>(rig, told));
            rig.peerSends("fail");
            rig.peerSends("after it");
            rig.peerEnds();
            CloseReason reason = rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(reason)
                    .isInstanceOfSatisfying(
                            CloseReason.MachineFailed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(AssertionError.class.getName()));
            assertThat(reason.toString()).contains("Echo.received").doesNotContain("patient");
            assertThat(told).containsExactly("opened", "fail", "closed MachineFailed");
            assertThat(seen.told()).endsWith("closed MachineFailed");
        }
    }

    @Test
    @DisplayName("T15: closed from eight threads and from inside a callback at once: one end, and every stage ends")
    void closesFromEverywhere() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults(), seen)) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            rig.connection().drive(new Echo<>(rig, told));
            rig.peerSends("close");
            rig.peerEnds();
            List<CompletableFuture<Void>> sends = new CopyOnWriteArrayList<>();
            List<Thread> closers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Thread closer = new Thread(() -> {
                    for (int n = 0; n < 20; n++) {
                        sends.add(rig.connection()
                                .outbound()
                                .send(rig.message("m".repeat(1000)))
                                .toCompletableFuture());
                    }
                    var unused = rig.connection().close(FAREWELL);
                });
                closer.start();
                closers.add(closer);
            }
            for (Thread closer : closers) {
                closer.join();
            }
            CloseReason reason = rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(rig.connection()
                            .close(Duration.ZERO)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(reason);
            assertThat(sends)
                    .hasSize(160)
                    .allSatisfy(send -> assertThat(send.handle((none, failure) ->
                                            failure == null || failure instanceof ConnectionClosedException)
                                    .get(20, TimeUnit.SECONDS))
                            .isTrue());
            assertThat(told).filteredOn(event -> event.startsWith("closed ")).hasSize(1);
            assertThat(seen.told())
                    .filteredOn(event -> event.startsWith("closed "))
                    .hasSize(1);
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
            if (rig.text(message).equals("close")) {
                var unused = driver.get(0).connection().close(FAREWELL);
            }
            if (rig.text(message).equals("fail")) {
                throw new AssertionError("patient's name");
            }
            driver.get(0).send(rig.message("echo of " + rig.text(message)));
            deadline = now + SHORT.toNanos();
        }

        @Override
        public void idle(Duration quiet, long now) {
            told.add(quiet.compareTo(SHORT) >= 0 ? "idle" : "idle too early");
        }

        @Override
        public void stalled(long bytesSoFar, Duration quiet, long now) {
            told.add(bytesSoFar > 0 && quiet.compareTo(SHORT) >= 0 ? "stalled" : "stalled too early");
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
