// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.fault.FaultyTransport;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Flaws of trying again: the control has each, ours has none. */
class ReconnectFlawsTest {
    private static final Duration COST = Duration.ofNanos(6400); // of one refused connect, as measured in the field

    private final VirtualLoop loop = new VirtualLoop();
    private final AtomicInteger attempts = new AtomicInteger();

    /** Ours, on a connect that is given. */
    private Reconnector<String> reconnecting(RetryPolicy policy, Supplier<CompletionStage<String>> connect) {
        Attempt<String> attempt = new Attempt<>() {
            @Override
            public CompletionStage<String> once() {
                attempts.incrementAndGet();
                return connect.get();
            }

            @Override
            public CompletionStage<Failure> ended(String brought) {
                return new CompletableFuture<>();
            }

            @Override
            public void discard(String brought) {}
        };
        Reconnector<String> reconnector = new Reconnector<>(
                attempt, policy, TokenBucket.defaults(), loop, new SplittableRandom(1), new ReconnectObserver<>() {});
        reconnector.start();
        return reconnector;
    }

    private static CompletionStage<String> refused() {
        return CompletableFuture.failedFuture(new NaiveReconnector.Refused());
    }

    @Nested
    @DisplayName("X-8: two parties reconnect, and one of them does not authenticate")
    class TwoReconnectors {
        @Test
        void control() {
            NaiveSelfHealing naive = new NaiveSelfHealing();
            naive.ensureConnected();
            naive.send("one");
            naive.lose();
            naive.send("two");
            naive.ensureConnected();
            assertThat(naive.wire())
                    .as("the second connection carries data without authentication")
                    .containsExactly("connect", "authenticate", "one", "connect", "two");
        }

        @Test
        void ours() {
            LoopbackTransport<String> transport =
                    LoopbackTransport.on(loop, "hub", LineFraming::new, ReceiveLimits.defaults());
            AtomicInteger accepted = new AtomicInteger();
            var unused = transport.server().listen(far -> accepted.incrementAndGet());
            var connecting = transport.connect().toCompletableFuture();
            loop.run();
            Connection<String> connection = connecting.join();
            transport.pairOf(connection).orElseThrow().toFar().sever();
            loop.run();
            var sent = connection.outbound().send("two").toCompletableFuture();
            var asked = connection.inbound().receiveAsync(Duration.ofDays(1)).toCompletableFuture();
            loop.advance(Duration.ofDays(1));
            assertThat(sent).isCompletedExceptionally();
            assertThat(asked.join()).isInstanceOf(Closed.class);
            assertThat(accepted)
                    .as("a connection is mortal and nothing in it connects")
                    .hasValue(1);
        }
    }

    @Nested
    @DisplayName("X-9: when the tries are used up the loop goes on without a delay")
    class Hammering {
        @Test
        void control() {
            NaiveReconnector naive = new NaiveReconnector(
                    loop,
                    () -> {
                        throw new NaiveReconnector.Refused();
                    },
                    COST);
            naive.start();
            loop.advance(Duration.ofSeconds(15)); // 1 + 2 + 4 + 8: the tries
            long before = naive.attempts();
            loop.advance(Duration.ofSeconds(1));
            assertThat(naive.attempts() - before).isGreaterThan(100_000);
        }

        @Test
        void ours() {
            Reconnector<String> gaveUp = reconnecting(RetryPolicy.fiveAttempts(), ReconnectFlawsTest::refused);
            loop.advance(Duration.ofDays(1));
            assertThat(attempts).hasValue(5);
            assertThat(gaveUp.state()).isEqualTo(Reconnector.State.GAVE_UP);
        }

        @Test
        void oursUnderTheWorstPolicyThereIs() {
            reconnecting(RetryPolicy.fixed(Duration.ZERO), ReconnectFlawsTest::refused);
            loop.advance(Duration.ofSeconds(100));
            assertThat(attempts).as("a burst of ten, then one a second").hasValue(110);
        }
    }

    @Nested
    @DisplayName("X-9b: after a success the loop goes round at once and nothing else runs")
    class Spinning {
        private static final int BUDGET = 100_000;
        private final AtomicInteger others = new AtomicInteger();

        /** Another task of the process, every 10 ms. */
        private void other() {
            others.incrementAndGet();
            loop.schedule(this::other, Duration.ofMillis(10).toNanos());
        }

        private static final class Exhausted extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        @Test
        void control() {
            other();
            NaiveReconnector naive = new NaiveReconnector(
                    loop,
                    () -> {
                        if (attempts.incrementAndGet() == BUDGET) {
                            throw new Exhausted(); // it would go on
                        }
                        return true;
                    },
                    COST);
            naive.start();
            assertThatThrownBy(() -> loop.advance(Duration.ofSeconds(2))).isInstanceOf(Exhausted.class);
            assertThat(others).hasValue(1);
        }

        @Test
        void ours() {
            other();
            reconnecting(RetryPolicy.defaults(), () -> CompletableFuture.completedFuture("connected"));
            loop.advance(Duration.ofSeconds(2));
            assertThat(attempts).hasValue(1);
            assertThat(others).hasValue(201);
        }
    }

    @Nested
    @DisplayName("X-9c: a failure of an unexpected type ends the loop for good")
    class Unexpected {
        @Test
        void control() {
            NaiveReconnector naive = new NaiveReconnector(
                    loop,
                    () -> {
                        throw new IllegalStateException("not the type it expects");
                    },
                    COST);
            naive.start();
            assertThatThrownBy(() -> loop.advance(Duration.ofDays(1))).isInstanceOf(IllegalStateException.class);
            loop.advance(Duration.ofDays(1));
            assertThat(naive.attempts()).isEqualTo(1);
        }

        @Test
        void ours() {
            List<Supplier<CompletionStage<String>>> connects = new ArrayList<>(List.of(
                    () -> {
                        throw new IllegalStateException("thrown");
                    },
                    () -> CompletableFuture.failedFuture(new IllegalArgumentException("failed")),
                    () -> CompletableFuture.failedFuture(new StackOverflowError()),
                    () -> CompletableFuture.completedFuture("up")));
            Reconnector<String> reconnector = reconnecting(
                    RetryPolicy.defaults(), () -> connects.remove(0).get());
            loop.advance(Duration.ofMinutes(1));
            assertThat(reconnector.state()).isEqualTo(Reconnector.State.UP);
        }
    }

    @Nested
    @DisplayName("X-10: a peer that accepts and drops is hammered")
    class Flapping {
        private static final Duration NIGHT = Duration.ofHours(1);

        @Test
        void control() {
            NaiveReconnector naive = new NaiveReconnector(loop, () -> false, COST);
            naive.start();
            loop.advance(NIGHT);
            assertThat(naive.attempts()).isGreaterThan(3500);
        }

        @Test
        void ours() {
            LoopbackTransport<String> peer =
                    LoopbackTransport.on(loop, "peer", LineFraming::new, ReceiveLimits.defaults());
            var unused = peer.server().listen(far -> {
                attempts.incrementAndGet();
                far.inbound();
            });
            FaultyTransport<String> dropping = FaultyTransport.around(
                    peer,
                    LineFraming::new,
                    ReceiveLimits.defaults(),
                    loop,
                    FaultPlan.script(new Fault.AcceptThenClose()));
            List<Failure.Kind> kinds = new ArrayList<>();
            Reconnector<Connection<String>> reconnector = new Reconnector<>(
                    Attempt.connecting(dropping),
                    RetryPolicy.defaults(),
                    TokenBucket.defaults(),
                    loop,
                    new SplittableRandom(1),
                    new ReconnectObserver<>() {
                        @Override
                        public void up(Connection<String> connection) {
                            connection.inbound();
                        }

                        @Override
                        public void waiting(Failure failure, int row, Duration delay) {
                            kinds.add(failure.kind());
                        }
                    });
            reconnector.start();
            loop.advance(NIGHT);
            assertThat(attempts.get()).as("one in half a minute, on average").isBetween(60, 250);
            assertThat(kinds).containsOnly(Failure.Kind.FLAPPING);
        }
    }

    @Nested
    @DisplayName("X-23: a fleet that lost its link together comes back together")
    class Fleet {
        private static final int CLIENTS = 10_000;

        /** The most connects within 100 ms, over five attempts of each client. */
        private int worst(RetryPolicy policy) {
            int[] slots = new int[20_000];
            Failure lost = Failure.transientFailure("lost");
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom random = new SplittableRandom(client);
                Duration at = Duration.ZERO;
                for (int row = 1; row <= 4; row++) {
                    at = at.plus(policy.delay(row, lost, random).orElseThrow());
                    slots[(int) (at.toMillis() / 100)]++;
                }
            }
            return Arrays.stream(slots).max().orElseThrow();
        }

        @Test
        void control() {
            assertThat(worst(RetryPolicy.defaults().withJitter(1, 1))).isEqualTo(CLIENTS);
            assertThat(worst(RetryPolicy.fiveAttempts())).as("±10 %").isGreaterThan(CLIENTS * 2 / 5);
        }

        @Test
        void ours() {
            assertThat(worst(RetryPolicy.defaults())).isLessThan(CLIENTS / 5);
        }

        @Test
        void oursAtTheVeryFirstAttempt() {
            int[] slots = new int[10];
            for (int client = 0; client < CLIENTS; client++) {
                Duration first = RetryPolicy.defaults().first(new SplittableRandom(client));
                slots[(int) (first.toMillis() / 100)]++;
            }
            assertThat(slots)
                    .as("each tenth of the first second has its tenth")
                    .satisfies(counts -> assertThat(Arrays.stream(counts).boxed())
                            .allMatch(count -> count > CLIENTS / 12 && count < CLIENTS / 8));
        }
    }
}
