// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.fault.plan.FaultEvent;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each fault in virtual time, both ways. */
class FaultyTransportTest {
    private static final ReceiveLimits LIMITS =
            ReceiveLimits.defaults().withIdle(Duration.ZERO).withStall(Duration.ofHours(1));

    private final VirtualLoop loop = new VirtualLoop();
    private final LoopbackTransport<ByteBuffer> bytes = LoopbackTransport.on(loop, "peer", Framing::none, LIMITS);
    private final Reads near = new Reads();
    private final Reads far = new Reads();

    private FaultyTransport<ByteBuffer> faulty(FaultPlan plan) {
        var unused = bytes.server().listen(connection -> connection.drive(far));
        return FaultyTransport.overBytes(bytes, Framing::none, LIMITS, loop, plan);
    }

    /** Connects, and drives the near end. */
    private FaultyTransport<ByteBuffer> open(Fault... faults) {
        FaultyTransport<ByteBuffer> transport = faulty(FaultPlan.script(faults));
        CompletableFuture<Connection<ByteBuffer>> connected =
                transport.connect().toCompletableFuture();
        loop.run();
        connected.join().drive(near);
        loop.run();
        return transport;
    }

    private void send(Reads from, String text) {
        Objects.requireNonNull(from.driver)
                .execute(() -> Objects.requireNonNull(from.driver)
                        .send(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
        loop.run();
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void withoutFaultsNothingIsChanged() {
        FaultyTransport<ByteBuffer> transport = open();
        send(near, "out");
        send(far, "in");
        assertThat(far.texts).containsExactly("out");
        assertThat(near.texts).containsExactly("in");
        assertThat(transport.faults().events()).isEmpty();
        assertThat(transport.faults().live()).isEqualTo(1);
        assertThat(transport.name()).isEqualTo("faulty loopback:peer");
    }

    @Test
    void cutEndsOneReadAtAnyByte() {
        open(new Fault.Cut(Direction.IN, 2), new Fault.Cut(Direction.OUT, 3));
        send(far, "abcdef");
        send(near, "abcdef");
        assertThat(near.texts).containsExactly("ab", "cdef");
        assertThat(far.texts).containsExactly("abc", "def");
    }

    @Test
    void splitCutsAllThatFollows() {
        open(new Fault.Split(Direction.IN, 1, 2, ms(10)));
        send(far, "abcdef");
        loop.advance(ms(100));
        assertThat(near.texts).containsExactly("a", "bc", "de", "f");
        assertThat(near.times).containsExactly(0L, 0L, 10L, 20L);
    }

    @Test
    void coalesceJoinsWhatWasSentApart() {
        open(new Fault.Coalesce(Direction.IN, 0, 6, ms(500)));
        send(far, "ab");
        loop.advance(ms(100));
        send(far, "cdefg");
        assertThat(near.texts).containsExactly("abcdef", "g");
    }

    @Test
    void coalesceGivesUpInTime() {
        open(new Fault.Coalesce(Direction.IN, 0, 6, ms(500)));
        send(far, "ab");
        loop.advance(ms(499));
        assertThat(near.texts).isEmpty();
        loop.advance(ms(1));
        assertThat(near.texts).containsExactly("ab");
    }

    @Test
    void delayMovesBytesAndTheEnd() {
        open(new Fault.Delay(Direction.IN, 0, ms(300)));
        send(far, "a");
        loop.advance(ms(100));
        send(far, "b");
        Objects.requireNonNull(far.driver).close(new CloseReason.Local(0, ""), ms(5000));
        loop.advance(ms(299));
        assertThat(near.texts).containsExactly("a");
        assertThat(near.closed).isNull();
        loop.advance(ms(1));
        assertThat(near.all()).isEqualTo("ab");
        assertThat(near.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
    }

    @Test
    void throttleLetsNoMorePassThanItsRate() {
        open(new Fault.Throttle(Direction.IN, 0, 100));
        send(far, "x".repeat(50));
        loop.advance(ms(250));
        assertThat(near.all()).hasSize(30); // five bytes at once, then five every 50 ms
        loop.advance(ms(200));
        assertThat(near.all()).hasSize(50);
        assertThat(near.times).containsExactly(0L, 50L, 100L, 150L, 200L, 250L, 300L, 350L, 400L, 450L);
    }

    @Test
    @DisplayName("T6: a partition loses nothing; what was sent comes after it")
    void blackHoleHoldsAndReleases() {
        open(new Fault.BlackHole(Direction.BOTH, 2, Duration.ofMinutes(10)));
        send(near, "abc");
        send(far, "123");
        loop.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(far.all()).isEqualTo("ab");
        assertThat(near.all()).isEqualTo("12");
        loop.advance(ms(1));
        assertThat(far.all()).isEqualTo("abc");
        assertThat(near.all()).isEqualTo("123");
    }

    @Test
    @DisplayName("T10: a black hole takes a window and no more; the writer finds that it is stuck")
    void blackHoleStallsTheWriter() {
        open(new Fault.BlackHole(Direction.OUT, 0, Fault.FOREVER));
        send(near, "x".repeat(1 << 20));
        loop.advance(Duration.ofSeconds(61));
        assertThat(near.closed).isInstanceOf(CloseReason.WriteStalled.class);
        assertThat(far.texts).isEmpty();
    }

    @Test
    @DisplayName("T9: a reader that does not read holds the peer back")
    void backPressureReachesThePeer() {
        open();
        Objects.requireNonNull(near.driver).reading(false);
        send(far, "x".repeat(1 << 20));
        loop.advance(ms(1));
        long taken = Objects.requireNonNull(far.driver).connection().stats().bytesOut();
        assertThat(taken).isBetween(64L << 10, 512L << 10);
        Objects.requireNonNull(near.driver)
                .execute(() -> Objects.requireNonNull(near.driver).reading(true));
        loop.advance(ms(1));
        assertThat(near.all()).hasSize(1 << 20);
    }

    @Test
    @DisplayName("T4: half-closed, the peer sees an end in order behind the last byte")
    void halfCloseOut() {
        open(new Fault.HalfClose(Direction.OUT, 3));
        send(near, "abcdef");
        assertThat(far.all()).isEqualTo("abc");
        assertThat(far.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
    }

    @Test
    void halfCloseIn() {
        open(new Fault.HalfClose(Direction.IN, 3));
        send(far, "abcdef");
        assertThat(near.all()).isEqualTo("abc");
        assertThat(near.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
    }

    @Test
    @DisplayName("T2: reset at byte k, seen as such by both ends")
    void resetAtByte() {
        open(new Fault.Reset(Direction.IN, 4));
        send(far, "abc");
        assertThat(near.closed).isNull();
        send(far, "def");
        assertThat(near.all()).isEqualTo("abcd");
        assertThat(near.closed).isEqualTo(new CloseReason.Lost("connection reset", false));
        assertThat(far.closed).isEqualTo(new CloseReason.Lost("connection reset", false));
    }

    @Test
    void corruptChangesOneByteAndCutsNothing() {
        open(new Fault.Corrupt(Direction.IN, 1, 0x20), new Fault.Corrupt(Direction.OUT, 0, 1));
        send(far, "abc");
        send(near, "abc");
        assertThat(near.texts).containsExactly("aBc");
        assertThat(far.texts).containsExactly("`bc");
    }

    @Test
    void duplicateRepeatsBytesBehindThemselves() {
        open(new Fault.Duplicate(Direction.IN, 1, 3));
        send(far, "ab");
        send(far, "cdef");
        assertThat(near.all()).isEqualTo("abcdbcdef");
    }

    @Test
    void duplicateOfAnEndedStreamRepeatsWhatCame() {
        open(new Fault.Duplicate(Direction.IN, 1, 30));
        send(far, "abc");
        Objects.requireNonNull(far.driver).close(new CloseReason.Local(0, ""), ms(500));
        loop.advance(ms(1));
        assertThat(near.all()).isEqualTo("abcbc");
        assertThat(near.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
    }

    @Test
    @DisplayName("T15: a close that is never answered is bounded by its own time")
    void holdClose() {
        FaultyTransport<ByteBuffer> transport = open(new Fault.HoldClose(Direction.IN));
        Objects.requireNonNull(near.driver).close(new CloseReason.Local(0, ""), ms(700));
        loop.advance(ms(699));
        assertThat(far.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
        assertThat(near.closed).isNull();
        loop.advance(ms(1));
        assertThat(near.closed).isEqualTo(new CloseReason.Local(0, ""));
        assertThat(transport.faults().live()).isZero();
    }

    @Test
    @DisplayName("X-10: a peer that accepts and drops")
    void acceptThenClose() {
        FaultyTransport<ByteBuffer> transport = open(new Fault.AcceptThenClose());
        assertThat(near.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
        assertThat(far.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
        assertThat(transport.faults().events()).hasSize(1);
        assertThat(transport.faults().live()).isZero();
    }

    @Test
    @DisplayName("T5: connects are refused for a while, by plan and by hand")
    void refuse() {
        FaultyTransport<ByteBuffer> transport = faulty(FaultPlan.script(new Fault.Refuse(ms(500))));
        var refused = transport.connect().toCompletableFuture();
        loop.run();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(ConnectFailedException.class);
        loop.advance(ms(500));
        var accepted = transport.connect().toCompletableFuture();
        loop.run();
        assertThat(accepted.join().isConnected()).isTrue();
        transport.faults().heal(); // the plan refused again for the next one
        transport.faults().inject(new Fault.Refuse(ms(100)));
        var again = transport.connect().toCompletableFuture();
        loop.run();
        assertThat(again).isCompletedExceptionally();
        loop.advance(ms(100));
        var after = transport.connect().toCompletableFuture();
        loop.run();
        assertThat(after.join().isConnected()).isTrue();
    }

    @Test
    void byHandFaultsCountFromWhereTheDirectionStands() {
        FaultyTransport<ByteBuffer> transport = open();
        send(far, "abc");
        transport.faults().inject(new Fault.BlackHole(Direction.IN, 1, Fault.FOREVER));
        loop.run();
        send(far, "def");
        assertThat(near.all()).isEqualTo("abcd");
        transport.faults().heal();
        loop.run();
        assertThat(near.all()).isEqualTo("abcdef");
        transport.faults().cut();
        loop.run();
        assertThat(near.closed).isInstanceOf(CloseReason.Lost.class);
        assertThat(transport.faults().events())
                .extracting(
                        FaultEvent::connection,
                        FaultEvent::direction,
                        FaultEvent::offset,
                        event -> event.fault().kind())
                .containsExactly(
                        tuple(1, Direction.IN, 4L, Fault.Kind.BLACK_HOLE),
                        tuple(1, Direction.OUT, 0L, Fault.Kind.RESET));
        assertThatThrownBy(() -> transport.faults().inject(new Fault.AcceptThenClose()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void healEndsAllThatLasts() {
        FaultyTransport<ByteBuffer> transport = open(
                new Fault.Delay(Direction.IN, 0, Fault.FOREVER),
                new Fault.Throttle(Direction.IN, 0, 1),
                new Fault.Split(Direction.IN, 0, 1, Fault.FOREVER),
                new Fault.HoldClose(Direction.IN));
        send(far, "abcdef");
        Objects.requireNonNull(far.driver).close(new CloseReason.Local(0, ""), Duration.ofDays(1));
        loop.advance(Duration.ofHours(1));
        assertThat(near.texts).isEmpty();
        transport.faults().heal();
        loop.run();
        assertThat(near.texts).containsExactly("abcdef");
        assertThat(near.closed).isEqualTo(new CloseReason.ByPeer(0, "", false));
    }

    @Test
    void theLogForgetsItsOldestAndCountsThem() {
        FaultyTransport<ByteBuffer> transport = open();
        for (int i = 0; i < LiveFaults.LOG_LIMIT + 5; i++) {
            transport.faults().inject(new Fault.Cut(Direction.IN, 0));
        }
        loop.run();
        assertThat(transport.faults().events()).hasSize(LiveFaults.LOG_LIMIT);
        assertThat(transport.faults().forgotten()).isEqualTo(5);
    }

    @Test
    @DisplayName("around a transport of messages, its messages suffer as bytes and are read again")
    void aroundMessages() {
        LoopbackTransport<String> lines = LoopbackTransport.on(loop, "lines", LineFraming::new, LIMITS);
        var unused = lines.server()
                .listen(connection -> connection
                        .outbound()
                        .send("first")
                        .thenCompose(sent -> connection.outbound().send("second")));
        FaultyTransport<String> transport = FaultyTransport.around(
                lines,
                LineFraming::new,
                LIMITS,
                loop,
                FaultPlan.script(new Fault.Duplicate(Direction.IN, 0, 6), new Fault.Reset(Direction.IN, 9)));
        var connected = transport.connect().toCompletableFuture();
        loop.run();
        List<ReceiveOutcome<String>> outcomes =
                List.of(receive(connected.join()), receive(connected.join()), receive(connected.join()));
        assertThat(outcomes.toString()).contains("message=first").doesNotContain("second");
        assertThat(outcomes.subList(0, 2)).allMatch(outcome -> outcome instanceof ReceiveOutcome.Received);
        assertThat(outcomes.get(2))
                .isEqualTo(new ReceiveOutcome.Closed<>(new CloseReason.Lost("connection reset", true)));
    }

    private <M> ReceiveOutcome<M> receive(Connection<M> connection) {
        var asked = connection.inbound().receiveAsync(Duration.ofSeconds(1)).toCompletableFuture();
        loop.advance(Duration.ofSeconds(1));
        return asked.join();
    }

    @Test
    void halfAMessageIsInTransitAboveTheFaults() {
        FaultyTransport<ByteBuffer> unused = faulty(FaultPlan.none());
        FaultyTransport<String> transport = FaultyTransport.overBytes(
                bytes,
                LineFraming::new,
                LIMITS.withStall(Duration.ofSeconds(10)),
                loop,
                FaultPlan.script(new Fault.BlackHole(Direction.IN, 4, Fault.FOREVER)));
        var connected = transport.connect().toCompletableFuture();
        loop.run();
        var asked = connected.join().inbound().receiveAsync(Duration.ZERO).toCompletableFuture();
        send(far, "half and the rest\n");
        loop.advance(Duration.ofSeconds(10));
        assertThat(unused.faults().live()).isZero();
        assertThat(asked.join()).isInstanceOf(ReceiveOutcome.Idle.class);
        var next = connected.join().inbound().receiveAsync(Duration.ZERO).toCompletableFuture();
        loop.advance(Duration.ofSeconds(10));
        assertThat(next.join()).isInstanceOf(ReceiveOutcome.Stalled.class);
    }
}
