// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sender that keeps what is not acknowledged, its reconnector, and a network in two halves, in virtual time. */
class PartitionTest {
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);
    private static final Duration DEAD_AFTER = Duration.ofSeconds(50);

    private final VirtualLoop loop = new VirtualLoop();
    private final LoopbackTransport<ByteBuffer> line = LoopbackTransport.on(
            loop, "hub", Framing::none, ReceiveLimits.defaults().withIdle(Duration.ZERO));
    private final FaultyTransport<String> transport = FaultyTransport.overBytes(
            line,
            LineFraming::new,
            ReceiveLimits.defaults().withIdle(Duration.ZERO).withLiveness(DEAD_AFTER),
            loop,
            FaultPlan.script());
    private final List<Integer> arrived = new ArrayList<>();
    private final ArrayDeque<Integer> unacknowledged = new ArrayDeque<>();
    private final List<Long> upAt = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private Machine.@Nullable Driver<String> up;
    private int numbers;

    /** Answers each line with the same line. */
    private final class Hub implements Machine<ByteBuffer> {
        private final LineFraming lines = new LineFraming();
        private @Nullable Driver<ByteBuffer> driver;

        @Override
        public void opened(Driver<ByteBuffer> with, long now) {
            driver = with;
        }

        @Override
        public void received(ByteBuffer bytes, long now) {
            Driver<ByteBuffer> with = driver;
            lines.decode(bytes, text -> {
                arrived.add(Integer.valueOf(text));
                if (with != null) {
                    with.send(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
                }
            });
        }

        @Override
        public void closed(CloseReason reason, long now) {}
    }

    /** Begins with what is not acknowledged, in order. */
    private final class Courier implements Machine<String> {
        @Override
        public void opened(Driver<String> driver, long now) {
            up = driver;
            unacknowledged.forEach(number -> driver.send("" + number));
        }

        @Override
        public void received(String message, long now) {
            unacknowledged.remove(Integer.valueOf(message));
        }

        @Override
        public void closed(CloseReason reason, long now) {
            up = null;
            ends.add(reason.getClass().getSimpleName());
        }
    }

    private final class Told implements ReconnectObserver<Connection<String>> {
        @Override
        public void up(Connection<String> connection) {
            upAt.add(loop.ticker().nanos());
            connection.drive(new Courier());
        }

        @Override
        public void waiting(Failure failure, int row, Duration delay) {
            assertThat(delay).isLessThanOrEqualTo(MAX_DELAY);
        }
    }

    /** One number every five seconds, as an instrument would. */
    private void work(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            if (i % 5 == 0) {
                int number = ++numbers;
                unacknowledged.add(number);
                Machine.Driver<String> driver = up;
                if (driver != null) {
                    driver.execute(() -> driver.send("" + number));
                }
            }
            loop.advance(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,false", "10,false", "60,true", "600,true"})
    @DisplayName("T6: 1 s and 10 s are survived by the same connection; after 60 s and 10 min it comes again in time")
    void partition(int seconds, boolean dies) {
        var unusedServer = line.server().listen(connection -> connection.drive(new Hub()));
        Reconnector<Connection<String>> reconnector = new Reconnector<>(
                Attempt.connecting(transport),
                RetryPolicy.exponential(Duration.ofSeconds(1), 2, MAX_DELAY),
                TokenBucket.defaults(),
                loop,
                new SplittableRandom(seconds),
                new Told());
        reconnector.start();
        work(Duration.ofSeconds(40));
        assertThat(upAt).hasSize(1);
        var unusedHole = transport.faults().inject(new Fault.BlackHole(Direction.BOTH, 0, Fault.FOREVER));
        var unusedRefusal = transport.faults().refuse(Fault.FOREVER);
        work(Duration.ofSeconds(seconds));
        assertThat(up == null).isEqualTo(dies);
        long healed = loop.ticker().nanos();
        var unusedHealing = transport.faults().heal();
        work(Duration.ofSeconds(45));
        loop.advance(Duration.ofSeconds(1));
        if (dies) {
            assertThat(ends).containsExactly("PeerSilent");
            assertThat(upAt).hasSize(2);
            assertThat(Duration.ofNanos(upAt.get(1) - healed)).isLessThanOrEqualTo(MAX_DELAY.plusSeconds(5));
        } else {
            assertThat(ends).isEmpty();
            assertThat(upAt).hasSize(1);
        }
        assertThat(unacknowledged).as("nothing lost").isEmpty();
        assertThat(arrived.stream().distinct().toList())
                .as("nothing lost, nothing out of order")
                .isEqualTo(IntStream.rangeClosed(1, numbers).boxed().toList());
        reconnector.close();
    }
}
