// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.ClientState;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A client's side of a hub's protocol, without I/O: each call is one event at one time, its effects are taken with
 * {@link #take()}. The same events give the same effects.
 *
 * <pre>
 *   IDLE ─start─▶ CONNECTING ─connected─▶ HANDSHAKING ─Ready─▶ READY ─drain─▶ DRAINING ─all finished─▶ CLOSED
 *                   ▲   │                      │                 │                │                  (close, in
 *                   │   └─────────── failed, lost, broken rules ─┴────────────────┘                   any state)
 *                   │                   │                   │
 *                   └─ time ─ BACKING_OFF(until, attempt)   SUSPENDED(until): credentials refused, replaced
 * </pre>
 *
 * <p>Every connection attempt has an epoch, and what an older epoch says is dropped by number. One thread at a time;
 * {@code now} is {@link io.assaylink.transport.Ticker} time.
 *
 * @param <D> the protocol that is spoken
 */
public final class Session<D extends Dialect> {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ClientOptions options;
    private final BackOff backOff;
    private final List<Effect> effects = new ArrayList<>();
    private final D dialect;
    private final Rate badFrames;
    private final Comeback comeback;

    private Phase phase = Phase.IDLE;
    private String reason = "not started";
    private long epoch;
    /** The connection of {@code epoch} is being made, is there, or is being closed. */
    private boolean live;

    private long readySince;
    /** End of HANDSHAKING, BACKING_OFF or SUSPENDED. */
    private long until = NEVER;

    /** When a drain gives up; unset where none is wanted. */
    private long drainDeadline = NEVER;

    /** A session that is not started; {@code dialect} gets the sink of its effects. */
    public Session(ClientOptions options, BackOff backOff, Function<Consumer<Effect>, D> dialect) {
        this.options = options;
        this.backOff = backOff;
        this.dialect = dialect.apply(effects::add);
        this.comeback = new Comeback(options, backOff);
        this.badFrames = new Rate(MINUTE, options.maxBadFrames());
    }

    /** What is spoken; what it is told, {@link #settle} is to follow. */
    public D dialect() {
        return dialect;
    }

    /** The effects since the last call, in order. */
    public List<Effect> take() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    public ClientState state(long now) {
        return new ClientState(phase, reason, epoch, comeback.attempt(), waits() ? left(now) : Optional.empty());
    }

    private Optional<Duration> left(long now) {
        return until == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, until - now)));
    }

    private boolean waits() {
        return phase == Phase.BACKING_OFF || phase == Phase.SUSPENDED;
    }

    public Phase phase() {
        return phase;
    }

    /** Why it is in its phase: stable words. */
    public String reason() {
        return reason;
    }

    public long nextDeadline() {
        boolean held = live || dialect.isHeld(); // their end will wake us
        return Math.min(Math.min(held && waits() ? NEVER : until, drainDeadline), dialect.nextDeadline());
    }

    // ---- what the caller wants

    public void start(long now) {
        if (phase != Phase.IDLE) {
            return;
        }
        Duration wait = backOff.first();
        if (wait.isZero()) {
            connect("started");
        } else {
            until = now + wait.toNanos();
            to(Phase.BACKING_OFF, "started", left(now));
        }
    }

    /** No new work after this; closes when what is accepted is finished, or at {@code deadline}. */
    public void drain(long deadline) {
        if (phase == Phase.CLOSED || drainDeadline != NEVER) {
            return;
        }
        drainDeadline = deadline;
        dialect.drain();
        if (phase == Phase.IDLE) {
            effects.add(new Effect.Drained(dialect.isDrained()));
            close("drained");
        } else if (phase == Phase.READY) {
            to(Phase.DRAINING, "draining");
            settle();
        }
    }

    public void close(String why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (isUp()) {
            dialect.farewell(why).ifPresent(frame -> effects.add(new Effect.Send(epoch, frame)));
        }
        until = NEVER;
        drainDeadline = NEVER;
        to(Phase.CLOSED, why);
        dialect.lost(why, true);
        if (live) {
            effects.add(new Effect.Disconnect(epoch, 1000, why));
        } else {
            effects.add(new Effect.Ended());
        }
    }

    /** New credentials are there: a suspended session need not wait longer than the hourly bound. */
    public void credentialsChanged(long now) {
        if (phase == Phase.SUSPENDED) {
            until = Math.min(until, comeback.earliest(now));
            tick(now);
        }
    }

    /** Closes a drain that is complete; to be called when the dialect was told something. */
    public void settle() {
        if (phase == Phase.DRAINING && dialect.isDrained()) {
            effects.add(new Effect.Drained(true));
            close("drained");
        }
    }

    // ---- what the connection says

    public void connected(long ofEpoch, long now) {
        if (ofEpoch != epoch || phase != Phase.CONNECTING) {
            effects.add(new Effect.Disconnect(ofEpoch, 1000, "not wanted"));
            return;
        }
        to(Phase.HANDSHAKING, "connected");
        until = now + options.timeouts().handshake().toNanos();
        follow(dialect.connected(epoch, now), now);
    }

    /** The connection of this epoch is over, or never came about. */
    public void disconnected(long ofEpoch, CloseReason why, long now) {
        if (ofEpoch != epoch || !live) {
            return;
        }
        live = false;
        if (why instanceof CloseReason.HandshakeFailed refused && refused.status() != 0) {
            effects.add(new Effect.Count(Counter.UPGRADE_REFUSED));
        }
        switch (phase) {
            case CLOSED -> effects.add(new Effect.Ended());
            case CONNECTING, HANDSHAKING -> lost(dialect.verdict(why), now);
            case READY, DRAINING -> lost(dialect.verdict(why).whileUp(why), now);
            case IDLE, BACKING_OFF, SUSPENDED -> tick(now);
        }
    }

    public void frame(long ofEpoch, byte[] bytes, long now) {
        if (ofEpoch != epoch || !(isUp() || phase == Phase.HANDSHAKING)) {
            return;
        }
        try {
            follow(phase == Phase.HANDSHAKING ? dialect.handshake(bytes, now) : dialect.frame(bytes, now), now);
            settle();
        } catch (EnvelopeException bad) {
            badFrame(ofEpoch, bad, now);
        }
    }

    /** A frame that is none; it costs the session nothing until there are too many of them. */
    public void badFrame(long ofEpoch, EnvelopeException bad, long now) {
        if (ofEpoch != epoch) {
            return;
        }
        effects.add(new Effect.Count(Counter.BAD_FRAME));
        effects.add(new Effect.Raise(new Alarm("frame." + bad.code(), bad.offset(), bad.offset())));
        if (!badFrames.allows(now)) {
            follow(new Step.Violation("too many bad frames"), now);
        }
    }

    public void tick(long now) {
        if (until != NEVER && now - until >= 0) {
            due(now);
        }
        if (drainDeadline != NEVER && now - drainDeadline >= 0) {
            effects.add(new Effect.Drained(false));
            close("drain timed out");
        }
        follow(dialect.tick(now), now);
        settle();
    }

    private void follow(Step step, long now) {
        if (step instanceof Step.Ready ready && phase == Phase.HANDSHAKING) {
            until = NEVER;
            readySince = now;
            to(drainDeadline == NEVER ? Phase.READY : Phase.DRAINING, ready.words());
            follow(dialect.ready(now), now);
        } else if (step instanceof Step.Violation broken && isSpoken()) {
            effects.add(new Effect.Raise(new Alarm("hub.protocol-violation", epoch, epoch)));
            effects.add(new Effect.Disconnect(epoch, broken.code(), broken.words()));
            lost(Verdict.passing(broken.words()), now);
        } else if (step instanceof Step.End end && isSpoken()) {
            effects.add(new Effect.Disconnect(epoch, end.code(), end.verdict().words()));
            lost(end.verdict(), now);
        }
    }

    private boolean isUp() {
        return phase == Phase.READY || phase == Phase.DRAINING;
    }

    private boolean isSpoken() {
        return isUp() || phase == Phase.HANDSHAKING;
    }

    private void lost(Verdict verdict, long now) {
        Duration uptime = isUp() ? Duration.ofNanos(now - readySince) : Duration.ZERO;
        Comeback.Next next = comeback.after(verdict, uptime, verdict.hint(), now);
        next.alarm().ifPresent(code -> effects.add(new Effect.Raise(new Alarm(code, epoch, epoch))));
        until = next.until();
        to(next.phase(), verdict.words(), left(now));
        dialect.lost(verdict.words(), false); // behind the change: who is told of it finds the session so
    }

    private void due(long now) {
        switch (phase) {
            case HANDSHAKING -> follow(new Step.End(Step.Violation.BROKEN, Verdict.passing("no welcome in time")), now);
            case BACKING_OFF, SUSPENDED -> {
                if (!live && !dialect.isHeld()) {
                    connect("next attempt");
                }
            }
            case IDLE, CONNECTING, READY, DRAINING, CLOSED -> until = NEVER;
        }
    }

    private void connect(String why) {
        until = NEVER;
        epoch++;
        live = true;
        to(Phase.CONNECTING, why);
        effects.add(new Effect.Count(Counter.CONNECT_ATTEMPT));
        effects.add(new Effect.Connect(epoch));
    }

    private void to(Phase next, String why) {
        to(next, why, Optional.empty());
    }

    private void to(Phase next, String why, Optional<Duration> retryIn) {
        StateChange change = new StateChange(phase, next, why, epoch, retryIn);
        phase = next;
        reason = why;
        effects.add(new Effect.Changed(change));
    }
}
