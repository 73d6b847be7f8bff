// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Flaws of receiving: the control has each, ours has none. */
class ReceiveFlawsTest {
    private static final Duration IDLE = Duration.ofMillis(NaiveReceiveLoop.IDLE);

    private final NaiveLine line = new NaiveLine();
    private final VirtualLoop loop = new VirtualLoop();
    private LoopbackPair<String> ours = open(ReceiveLimits.defaults());

    private LoopbackPair<String> open(ReceiveLimits limits) {
        return LoopbackTransport.on(loop, "ours", LineFraming::new, limits).pair();
    }

    private CompletableFuture<ReceiveOutcome<String>> ask() {
        return ours.near().inbound().receiveAsync(IDLE).toCompletableFuture();
    }

    private void bytes(String text) {
        ours.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    /** Receives until {@code until}, as a caller's loop does; the handler takes its time after each message. */
    private List<String> naively(long until, long handlerMillis) {
        NaiveReceiveLoop naive = new NaiveReceiveLoop(line);
        List<String> got = new ArrayList<>();
        while (line.now() < until) {
            try {
                got.add(naive.receive());
                line.pass(handlerMillis);
            } catch (TimeoutException idle) {
                // go on
            }
        }
        return got;
    }

    /** The same of ours. */
    private List<String> ours(Duration until, Duration handler) {
        List<String> got = new ArrayList<>();
        while (loop.ticker().nanos() < until.toNanos()) {
            var asked = ask();
            loop.run();
            if (!asked.isDone()) {
                loop.advance(IDLE);
            }
            if (asked.join() instanceof Received<String> received) {
                got.add(received.message());
                loop.advance(handler);
            }
        }
        return got;
    }

    @Nested
    @DisplayName("X-1: after one quiet time the line is deaf for ever")
    class Deaf {
        @Test
        void control() {
            for (int i = 0; i < 100; i++) {
                line.arrives(500, "m" + i);
            }
            assertThat(naively(3000, 0)).isEmpty();
        }

        @Test
        void ours() {
            loop.schedule(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            ours.toNear().inject(("m" + i + "\n").getBytes(StandardCharsets.UTF_8));
                        }
                    },
                    Duration.ofMillis(500).toNanos());
            assertThat(ReceiveFlawsTest.this.ours(Duration.ofSeconds(3), Duration.ZERO))
                    .hasSize(100)
                    .startsWith("m0", "m1")
                    .endsWith("m99");
        }
    }

    @Nested
    @DisplayName("X-1b: the time of the handler is taken for silence of the peer")
    class HandlerTime {
        @Test
        void control() {
            for (int i = 0; i < 10; i++) {
                line.arrives(0, "m" + i);
            }
            assertThat(naively(10_000, 150)).containsExactly("m0");
        }

        @Test
        void ours() {
            for (int i = 0; i < 10; i++) {
                bytes("m" + i + "\n");
            }
            assertThat(ReceiveFlawsTest.this.ours(Duration.ofSeconds(10), Duration.ofMillis(150)))
                    .hasSize(10);
        }
    }

    @Nested
    @DisplayName("X-2: the time-out of the wait cancels the handler, and the message with it")
    class HandlerInsideTheTimeout {
        @Test
        void control() {
            NaiveHybridLoop naive = new NaiveHybridLoop(line);
            for (int i = 0; i < 20; i++) {
                line.arrives(0, "m" + i);
            }
            for (int i = 0; i < 100; i++) {
                naive.round(150);
            }
            assertThat(naive.started()).isEqualTo(20);
            assertThat(naive.completed()).isZero();
        }

        @Test
        void ours() {
            for (int i = 0; i < 20; i++) {
                bytes("m" + i + "\n");
            }
            // a handler is the caller's own code, behind the outcome: no bound of a receive reaches it
            assertThat(ReceiveFlawsTest.this.ours(Duration.ofSeconds(10), Duration.ofMillis(150)))
                    .hasSize(20);
        }
    }

    @Nested
    @DisplayName("X-3: polling wakes a silent link up, and a send waits for the poll")
    class Polling {
        @Test
        void control() {
            naively(10_000, 0);
            assertThat(line.wakeUps()).isGreaterThanOrEqualTo(10); // and it sleeps and looks 980 times besides
            NaiveLine other = new NaiveLine();
            var unused = other.read(100);
            assertThat(other.now())
                    .as("what was enqueued at 0 is sent behind the receive")
                    .isEqualTo(100);
        }

        @Test
        void ours() {
            var asked = ours.near().inbound().receiveAsync(Duration.ofHours(1)).toCompletableFuture();
            loop.advance(Duration.ofSeconds(10));
            assertThat(loop.fired()).isZero();
            var sent = ours.near().outbound().send("at once").toCompletableFuture();
            loop.run();
            assertThat(sent).isCompleted();
            assertThat(asked).isNotDone();
        }
    }

    @Nested
    @DisplayName("X-4: idle and dead are one exception")
    class IdleIsDead {
        @Test
        void control() {
            NaiveReceiveLoop quiet = new NaiveReceiveLoop(line);
            line.pass(1000);
            assertThatThrownBy(quiet::receive).isExactlyInstanceOf(TimeoutException.class);
            NaiveReceiveLoop dead = new NaiveReceiveLoop(line); // whose peer is gone: nothing will ever come
            line.pass(1000);
            assertThatThrownBy(dead::receive).isExactlyInstanceOf(TimeoutException.class);
        }

        @Test
        void ours() {
            var quiet = ask();
            loop.advance(IDLE);
            assertThat(quiet.join()).isEqualTo(new Idle<>(IDLE));
            var dead = ask();
            ours.toNear().sever();
            loop.run();
            assertThat(dead.join()).isEqualTo(new Closed<>(new CloseReason.Lost("connection reset", false)));
        }
    }

    @Nested
    @DisplayName("X-5: a message whose bytes flow for 2 s is taken for idleness")
    class InTransit {
        @Test
        void control() {
            line.arrives(2000, "long");
            NaiveReceiveLoop naive = new NaiveReceiveLoop(line);
            assertThatThrownBy(naive::receive).isInstanceOf(TimeoutException.class);
            assertThat(line.now()).isLessThan(200);
        }

        @Test
        void ours() {
            var asked = ask();
            for (int i = 0; i < 40; i++) {
                bytes("x");
                loop.advance(Duration.ofMillis(50));
                assertThat(asked).isNotDone();
            }
            bytes("\n");
            assertThat(((Received<String>) asked.join()).message()).hasSize(40);
        }
    }

    @Nested
    @DisplayName("X-6: a receive that is cancelled takes a message with it")
    class Cancelled {
        @Test
        void control() {
            NaiveHandOver naive = new NaiveHandOver();
            naive.receive().cancel(false);
            naive.arrived("lost");
            naive.arrived("next");
            assertThat(naive.receive().join()).isEqualTo("next");
        }

        @Test
        void ours() {
            var first = ask();
            loop.run();
            assertThat(first.cancel(false)).isTrue();
            bytes("kept\nnext\n");
            var asked = ask();
            loop.run();
            assertThat(((Received<String>) asked.join()).message()).isEqualTo("kept");
        }

        @Test
        void oursTooLateToCancel() {
            var first = ask();
            bytes("had\n");
            assertThat(first.cancel(false)).as("it has its message").isFalse();
            assertThat(((Received<String>) first.join()).message()).isEqualTo("had");
        }
    }

    @Nested
    @DisplayName(
            "X-7: a wall clock that is set forward makes a lively line idle, one that is set back a silent one lively")
    class WallClock {
        @Test
        void control() throws TimeoutException {
            AtomicLong set = new AtomicLong();
            NaiveReceiveLoop naive = new NaiveReceiveLoop(line, () -> line.now() + set.get());
            line.arrives(10, "m");
            assertThat(naive.receive()).isEqualTo("m");
            set.set(Duration.ofHours(1).toMillis());
            assertThatThrownBy(naive::receive).isInstanceOf(TimeoutException.class);
            assertThat(line.now()).as("at once").isEqualTo(20);
            set.set(-Duration.ofHours(1).toMillis());
            line.arrives(Duration.ofMinutes(59).toMillis(), "an hour later");
            assertThat(naive.receive()).as("no idleness for an hour").isEqualTo("an hour later");
        }

        @Test
        void ours() {
            // nothing but the ticker of the loop is asked, and that is System.nanoTime outside of tests:
            // ArchitectureTest
            bytes("m\n");
            var message = ask();
            loop.run();
            assertThat(message.join()).isInstanceOf(Received.class);
            var asked = ask();
            loop.advance(IDLE.minusNanos(1));
            assertThat(asked).isNotDone();
            loop.advance(Duration.ofNanos(1));
            assertThat(asked.join()).isEqualTo(new Idle<>(IDLE));
        }
    }

    @Nested
    @DisplayName("X-28: limits of a message are applied to the session")
    class SessionLimits {
        private static final int BYTES = 1000;

        @Test
        void control() {
            NaiveSessionLimits naive = new NaiveSessionLimits(10 * BYTES, 60_000);
            int served = 0;
            while (served < 1000 && naive.received(BYTES, served * 1000L)) {
                served++;
            }
            assertThat(served).isEqualTo(10);
            assertThat(new NaiveSessionLimits(Long.MAX_VALUE, 60_000).received(1, 61_000))
                    .isFalse();
        }

        @Test
        void ours() {
            ours = open(ReceiveLimits.defaults().withMaxMessage(2 * BYTES).withTotal(Duration.ofSeconds(60)));
            for (int i = 0; i < 1000; i++) {
                bytes("x".repeat(BYTES) + "\n");
                var asked = ask();
                loop.advance(Duration.ofSeconds(1));
                assertThat(asked.join()).isInstanceOf(Received.class);
            }
            assertThat(ours.near().isConnected()).isTrue();
            bytes("x".repeat(2 * BYTES + 1));
            var asked = ask();
            loop.run();
            assertThat(ours.near().isConnected()).isFalse();
            loop.advance(Duration.ofSeconds(2));
            assertThat(asked.join()).isEqualTo(new Closed<>(new CloseReason.TooLarge(2 * BYTES, 2 * BYTES + 1)));
        }
    }
}
