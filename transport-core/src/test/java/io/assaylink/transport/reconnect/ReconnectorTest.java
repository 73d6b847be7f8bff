// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In virtual time: an hour of a hub that is away takes no time. */
class ReconnectorTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final Scripted attempt = new Scripted();
    private final List<String> told = new ArrayList<>();

    /** Fails while {@link #failing}, then brings a number. */
    private static final class Scripted implements Attempt<Integer> {
        private boolean failing;
        private boolean throwing;
        private int attempts;
        private final List<Integer> discarded = new ArrayList<>();
        private CompletableFuture<Failure> ended = new CompletableFuture<>();

        @Override
        public CompletionStage<Integer> once() {
            attempts++;
            if (throwing) {
                throw new IllegalStateException("unexpected");
            }
            return failing
                    ? CompletableFuture.failedFuture(new IllegalStateException("down"))
                    : CompletableFuture.completedFuture(attempts);
        }

        @Override
        public CompletionStage<Failure> ended(Integer brought) {
            ended = new CompletableFuture<>();
            return ended;
        }

        @Override
        public void discard(Integer brought) {
            discarded.add(brought);
        }

        void lose() {
            ended.complete(Failure.transientFailure("lost"));
        }
    }

    private final class Told implements ReconnectObserver<Integer> {
        @Override
        public void up(Integer brought) {
            told.add("up " + brought);
        }

        @Override
        public void waiting(Failure failure, int row, Duration delay) {
            told.add(failure.kind() + " " + row + " " + delay.toSeconds());
        }

        @Override
        public void gaveUp(Failure failure, int row) {
            told.add("gave up " + row);
            throw new IllegalStateException("an observer that throws");
        }

        @Override
        public void stopped() {
            told.add("stopped");
        }
    }

    private Reconnector<Integer> start(RetryPolicy policy) {
        Reconnector<Integer> reconnector =
                new Reconnector<>(attempt, policy, TokenBucket.defaults(), loop, new SplittableRandom(1), new Told());
        reconnector.start();
        return reconnector;
    }

    private static RetryPolicy doubling() {
        return RetryPolicy.defaults().withJitter(1, 1);
    }

    @Test
    void comesUpAndWaitsForItsEndWithoutWakingUp() {
        start(doubling());
        loop.advance(Duration.ofHours(1));
        assertThat(told).containsExactly("up 1");
        assertThat(loop.waiting()).isZero();
    }

    @Test
    void triesForEverWithGrowingDelay() {
        attempt.failing = true;
        start(doubling());
        loop.advance(Duration.ofSeconds(31));
        assertThat(told)
                .containsExactly(
                        "TRANSIENT 1 1",
                        "TRANSIENT 2 2",
                        "TRANSIENT 3 4",
                        "TRANSIENT 4 8",
                        "TRANSIENT 5 16",
                        "TRANSIENT 6 32");
        attempt.failing = false;
        loop.advance(Duration.ofSeconds(32));
        assertThat(told).last().isEqualTo("up 7");
    }

    @Test
    @DisplayName("X-10: a peer that accepts and drops is not hammered, and is called flapping")
    void flapping() {
        start(doubling());
        loop.run();
        for (int i = 0; i < 4; i++) {
            attempt.lose();
            loop.advance(Duration.ofSeconds(1L << i));
        }
        assertThat(told)
                .containsExactly(
                        "up 1",
                        "FLAPPING 1 1",
                        "up 2",
                        "FLAPPING 2 2",
                        "up 3",
                        "FLAPPING 3 4",
                        "up 4",
                        "FLAPPING 4 8",
                        "up 5");
        loop.advance(Duration.ofSeconds(30));
        attempt.lose();
        loop.run();
        assertThat(told).last().isEqualTo("TRANSIENT 1 1");
    }

    @Test
    @DisplayName("X-9: no policy can hammer: the bucket lies below")
    void neverHammers() {
        attempt.failing = true;
        start(RetryPolicy.fixed(Duration.ZERO));
        loop.advance(Duration.ofSeconds(100));
        assertThat(attempt.attempts).isEqualTo(110);
    }

    @Test
    @DisplayName("X-9c: an attempt that throws is one that failed; giving up is a state, and ends when somebody asks")
    void givesUp() {
        attempt.throwing = true;
        Reconnector<Integer> reconnector = start(doubling().withMaxAttempts(2));
        loop.advance(Duration.ofHours(1));
        assertThat(told).containsExactly("TRANSIENT 1 1", "gave up 2");
        assertThat(reconnector.state()).isEqualTo(Reconnector.State.GAVE_UP);
        attempt.throwing = false;
        reconnector.retryNow();
        loop.run();
        assertThat(told).last().isEqualTo("up 3");
    }

    @Test
    @DisplayName("Note 003: five attempts, then it is said, and nothing follows")
    void fiveAttempts() {
        attempt.failing = true;
        start(RetryPolicy.fiveAttempts().withJitter(1, 1));
        loop.advance(Duration.ofDays(1));
        assertThat(told)
                .containsExactly("TRANSIENT 1 1", "TRANSIENT 2 2", "TRANSIENT 3 4", "TRANSIENT 4 8", "gave up 5");
        assertThat(attempt.attempts).isEqualTo(5);
        assertThat(loop.waiting()).isZero();
    }

    @Test
    @DisplayName("Note 002: without reconnection one connection comes up, and none follows its end")
    void once() {
        Reconnector<Integer> reconnector = start(RetryPolicy.once());
        loop.run();
        attempt.lose();
        loop.advance(Duration.ofDays(1));
        assertThat(told).containsExactly("up 1", "gave up 1");
        assertThat(reconnector.state()).isEqualTo(Reconnector.State.GAVE_UP);
    }

    /** A loopback has one server for all: this one closes it where it listens itself. */
    private static final class OwnServer implements TransportServer<String> {
        private final TransportServer<String> shared;
        private boolean listens;

        OwnServer(TransportServer<String> shared) {
            this.shared = shared;
        }

        @Override
        public CompletionStage<Listening> listen(Consumer<Connection<String>> onConnection) {
            return shared.listen(onConnection).whenComplete((bound, failure) -> listens = failure == null);
        }

        @Override
        public void close() {
            if (listens) {
                shared.close();
            }
        }
    }

    @Test
    @DisplayName("T13: a listener whose port is in use is bound under the same policy, and given back with its server")
    void listens() {
        LoopbackTransport<String> transport =
                LoopbackTransport.on(loop, "port", LineFraming::new, ReceiveLimits.defaults());
        List<TransportServer.Listening> taken = new ArrayList<>();
        var unused = transport.server().listen(other -> {}).thenAccept(taken::add);
        List<Connection<String>> accepted = new ArrayList<>();
        List<String> states = new ArrayList<>();
        var reconnector = new Reconnector<>(
                Attempt.listening(() -> new OwnServer(transport.server()), accepted::add),
                doubling(),
                TokenBucket.defaults(),
                loop,
                new SplittableRandom(3),
                new ReconnectObserver<TransportServer.Listening>() {
                    @Override
                    public void up(TransportServer.Listening brought) {
                        states.add("up " + brought.address());
                    }

                    @Override
                    public void waiting(Failure failure, int row, Duration delay) {
                        states.add(failure.why() + " " + row);
                    }
                });
        reconnector.start();
        loop.advance(Duration.ofMillis(3500));
        taken.get(0).close();
        loop.advance(Duration.ofSeconds(4));
        assertThat(states).containsExactly("BindException 1", "BindException 2", "BindException 3", "up port");
        var connected = transport.connect().toCompletableFuture();
        loop.run();
        assertThat(accepted).hasSize(1);
        reconnector.close();
        loop.advance(Duration.ofSeconds(2));
        assertThat(accepted.get(0).isConnected()).isFalse();
        assertThat(connected).isDone();
        var refused = transport.connect().toCompletableFuture();
        loop.run();
        assertThat(refused).isCompletedExceptionally();
    }

    @Test
    void aServerThatCannotBeMadeIsAFailedAttempt() {
        List<String> states = new ArrayList<>();
        Attempt<TransportServer.Listening> attempt = Attempt.<String>listening(
                () -> {
                    throw new UnknownHostException("analyzer");
                },
                connection -> {});
        var unused = attempt.once()
                .whenComplete((bound, failure) -> states.add(Failure.of(failure).why()));
        assertThat(states).containsExactly("UnknownHostException");
    }

    @Test
    @DisplayName("T15: stopped in any state, nothing follows and what is up is given back")
    void stops() {
        Reconnector<Integer> reconnector = start(doubling());
        loop.run();
        reconnector.close();
        reconnector.close();
        loop.advance(Duration.ofHours(1));
        assertThat(told).containsExactly("up 1", "stopped");
        assertThat(attempt.discarded).containsExactly(1);
        assertThat(attempt.attempts).isEqualTo(1);
    }

    @Test
    void reconnectsALoopbackThatIsSevered() {
        LoopbackTransport<String> transport =
                LoopbackTransport.on(loop, "hub", LineFraming::new, ReceiveLimits.defaults());
        List<Connection<String>> ups = new ArrayList<>();
        var reconnector = new Reconnector<>(
                Attempt.connecting(transport),
                RetryPolicy.defaults(),
                TokenBucket.defaults(),
                loop,
                new SplittableRandom(7),
                new ReconnectObserver<Connection<String>>() {
                    @Override
                    public void up(Connection<String> brought) {
                        ups.add(brought);
                    }
                });
        reconnector.start();
        loop.advance(Duration.ofMinutes(5));
        assertThat(ups).isEmpty();
        transport.watch(pair -> pair.toFar().sever());
        var unused = transport.server().listen(connection -> {});
        loop.advance(Duration.ofMinutes(5));
        assertThat(ups).hasSizeGreaterThan(3);
        transport.watch(pair -> {});
        loop.advance(Duration.ofMinutes(5));
        assertThat(ups.get(ups.size() - 1).isConnected()).isTrue();
        assertThat(reconnector.state()).isEqualTo(Reconnector.State.UP);
    }
}
