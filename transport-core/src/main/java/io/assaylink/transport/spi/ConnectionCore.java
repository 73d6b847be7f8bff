// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ConnectionStats;
import io.assaylink.transport.Inbound;
import io.assaylink.transport.Intake;
import io.assaylink.transport.Machine;
import io.assaylink.transport.Outbound;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveProgress;
import io.assaylink.transport.clock.Clocks;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.receive.Choice;
import io.assaylink.transport.receive.Consumption;
import io.assaylink.transport.receive.Driven;
import io.assaylink.transport.receive.Inbox;
import io.assaylink.transport.receive.Pulled;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The part of a connection that all transports share: clocks, limits, back-pressure, and the choice of pull or drive.
 *
 * <p>A transport gives it a {@link Link}, says {@link #opened}, and calls it on the loop: for each read {@link #bytesIn},
 * then {@link #message} for each message and {@link #transit} for what is left, then {@link #turnEnded};
 * {@link #peerEnded} or {@link #fail} when it is to end; {@link #terminated} when it has ended.
 *
 * @param <M> what one message is
 */
public final class ConnectionCore<M> implements Connection<M> {
    private static final AtomicLong EPOCHS = new AtomicLong();
    /** How long we wait for a link to end that we end for a fault, or that the peer ended. */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final String name;
    private final long epoch = EPOCHS.incrementAndGet();
    private final SocketAddress peer;
    private final Loop loop;
    private final ReceiveLimits limits;
    private final Link<M> link;
    private final Sender<M> sender;
    private final Inbox<M> inbox = new Inbox<>();
    private final Choice<M> choice;
    private final ConsumerSide<M> side;
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final Observed events = new Observed(this);
    private volatile Phase phase = Phase.OPEN;
    private volatile ReceiveProgress progress = ReceiveProgress.NONE;

    // From here on: loop only.
    private final Watch<M> watch;
    private final Holding<M> holding;
    private final Clocks clocks;
    private final Regulator<M> regulator;
    private boolean inTurn;
    /** Whoever was chosen, from {@link #begin} on. */
    private @Nullable Consumption<M> consumer;

    private @Nullable CloseReason reason;
    /** Set while the peer ended its half and is still owed answers. */
    private @Nullable CloseReason peerEnd;

    public ConnectionCore(String name, SocketAddress peer, Loop loop, ReceiveLimits limits, Link<M> link) {
        this.name = name;
        this.peer = peer;
        this.loop = loop;
        this.limits = limits;
        this.link = link;
        choice = new Choice<>(name);
        watch = new Watch<>(loop, limits, link, () -> turn(this::due));
        clocks = watch.clocks();
        holding = new Holding<>(this, link);
        regulator = new Regulator<>(link, inbox, clocks, events);
        sender = new Sender<>(this, link);
        side = new ConsumerSide<>(this, sender, inbox, clocks, regulator);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public SocketAddress peer() {
        return peer;
    }

    @Override
    public Optional<String> protocol() {
        return link.protocol();
    }

    @Override
    public boolean isConnected() {
        return phase == Phase.OPEN;
    }

    @Override
    public Outbound<M> outbound() {
        return sender;
    }

    @Override
    public Inbound<M> inbound() {
        return choice.pulled(() -> new Pulled<>(side, inbox), () -> submit(this::begin));
    }

    @Override
    public void drive(Machine<M> machine) {
        choice.driven(new Driven<>(side, inbox, machine), () -> submit(this::begin));
    }

    @Override
    public ReceiveProgress progress() {
        return progress;
    }

    @Override
    public Intake intake() {
        return phase == Phase.OPEN ? regulator.intake() : Intake.STOPPED;
    }

    @Override
    public ConnectionStats stats() {
        return events.snapshot();
    }

    @Override
    public CompletionStage<CloseReason> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public CompletionStage<CloseReason> close(Duration within) {
        submit(() -> end(new CloseReason.Local(0, ""), within));
        return closed();
    }

    @Override
    public String toString() {
        return name;
    }

    public Loop loop() {
        return loop;
    }

    public ReceiveLimits limits() {
        return limits;
    }

    /** The connection stands; {@code by} sees it from now on. Once, before anyone is given the connection. */
    public void opened(ConnectionObserver by) {
        submit(() -> events.opened(by));
    }

    /** Bytes of any kind came: life, and the beginning of a turn. */
    public void bytesIn(long count) {
        inTurn = true;
        events.bytesIn(count);
        clocks.bytes(now());
    }

    /** Bytes of any kind came, below what {@link #bytesIn} sees. */
    public void alive() {
        clocks.bytes(now());
    }

    /** Bytes of the message in transit so far, 0 where none is; its declared length, or -1. */
    public void transit(long bytesSoFar, long declared) {
        if (phase != Phase.OPEN) {
            return;
        }
        clocks.progress(bytesSoFar, now());
        progress = clocks.progress(declared);
        long found = Math.max(bytesSoFar, declared);
        if (found > limits.maxMessage()) {
            fail(new CloseReason.TooLarge(limits.maxMessage(), found));
        }
        regulate();
    }

    /** One whole message of {@code bytes} on the wire. A buffer is copied where it has to outlive the call. */
    public void message(M message, long bytes) {
        message(message, bytes, bytes);
    }

    /** The same of one that takes more {@code memory} than it had bytes on the wire: while it waits, that counts. */
    public void message(M message, long bytes, long memory) {
        if (phase != Phase.OPEN) {
            return;
        }
        inTurn = true;
        long now = now();
        long began = clocks.complete(now);
        events.received(bytes, now - began);
        progress = ReceiveProgress.NONE;
        Consumption<M> consumer = this.consumer;
        if (consumer != null) {
            consumer.received(message, bytes, memory, began, now);
        }
    }

    /** What one read brought is handed over: flushes, and re-arms the deadline. */
    public void turnEnded() {
        sender.drain();
        inTurn = false;
        events.pausedFor(clocks.stoodFor(now()));
        if (phase == Phase.CLOSED) {
            return;
        }
        holding.reckon(consumer);
        link.flush();
        CloseReason ended = peerEnd;
        if (ended != null && !owes()) {
            shut(ended, FAREWELL);
        }
        regulate();
        if (phase == Phase.OPEN) {
            watch.arm(consumer, now());
        } else {
            holding.drop(consumer);
        }
    }

    /** The kernel took bytes. */
    public void written(long count) {
        events.bytesOut(count);
        watch.written(now());
    }

    public void writabilityChanged() {
        sender.writabilityChanged();
        regulate();
    }

    /** A message could not be written: its stage fails as soon as it is known why. */
    public void sendFailed(CompletableFuture<Void> done) {
        sender.failed(done);
    }

    /** True while a message has begun and not ended. */
    public boolean midMessage() {
        return clocks.transit() > 0;
    }

    /** The peer will send no more: what is owed and what waits to be written is written, bounded, then the link ends. */
    public void peerEnded(CloseReason why) {
        if (!owes() || limits.halfClose().isZero()) {
            shut(why, FAREWELL);
        } else if (phase == Phase.OPEN && peerEnd == null) {
            peerEnd = why;
            clocks.stand(now());
            watch.within(limits.halfClose(), () -> turn(() -> shut(why, FAREWELL)));
        }
    }

    private boolean owes() {
        return consumer != null && consumer.owes();
    }

    /** We end the link, for this reason. */
    public void fail(CloseReason why) {
        shut(why, FAREWELL);
    }

    /** The link is gone. What was decided before counts for more than what was {@code observed}. */
    public void terminated(CloseReason observed) {
        if (phase == Phase.CLOSED) {
            return;
        }
        CloseReason last = reason == null ? observed : reason;
        reason = last;
        phase = Phase.CLOSED;
        watch.disarm();
        holding.release();
        events.pausedFor(clocks.stoodFor(now()));
        clocks.stand(now());
        events.closed(last);
        sender.close(last);
        Consumption<M> consumer = this.consumer;
        if (consumer != null) {
            consumer.closed(last, now());
        } else {
            inbox.close(last);
        }
        closed.complete(last);
    }

    /** Runs a task as a turn of its own; any thread. */
    void submit(Runnable task) {
        if (inTurn()) {
            task.run();
        } else {
            loop.execute(() -> turn(task));
        }
    }

    /** True on the loop, inside a turn: its end will flush. */
    boolean inTurn() {
        return loop.inLoop() && inTurn;
    }

    /** Runs a task as a turn, or as part of the one in progress. Loop only. */
    void turn(Runnable task) {
        boolean outer = !inTurn;
        inTurn = true;
        try {
            task.run();
        } finally {
            if (outer) {
                turnEnded();
            }
        }
    }

    Observed events() {
        return events;
    }

    /** Ends, or ends sooner: of two bounds the shorter one holds. */
    void end(CloseReason why, Duration within) {
        watch.shorten(within);
        shut(why, within);
    }

    void shut(CloseReason why, Duration within) {
        if (phase != Phase.OPEN) {
            return;
        }
        reason = why;
        watch.disarm();
        sender.ending();
        phase = Phase.CLOSING;
        clocks.stand(now());
        watch.within(within, link::cut);
        link.flush();
        link.finish(why);
    }

    private long now() {
        return loop.ticker().nanos();
    }

    private void begin() {
        Consumption<M> chosen = choice.made();
        if (chosen == null) {
            return;
        }
        consumer = chosen;
        chosen.begin(now());
        CloseReason over = reason;
        if (phase == Phase.CLOSED && over != null) {
            chosen.closed(over, now());
        }
    }

    private void regulate() {
        Consumption<M> consumer = this.consumer;
        if (phase == Phase.OPEN && peerEnd == null && consumer != null) {
            regulator.regulate(consumer, now());
        }
    }

    /** A deadline has come: looks at every clock once. Loop only, inside a turn. */
    private void due() {
        CloseReason broken = phase == Phase.OPEN && consumer != null ? watch.look(now()) : null;
        if (broken != null) {
            shut(broken, broken instanceof CloseReason.WriteStalled ? Duration.ZERO : FAREWELL);
        }
        reckon();
    }

    /** What the consumer is to be told by now. Loop only, inside a turn. */
    void reckon() {
        if (phase == Phase.OPEN && consumer != null) {
            consumer.reckon(now());
        }
    }
}
