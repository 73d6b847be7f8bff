// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.Verdict.Kind;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facilitator protocol, client's side, without I/O: each call is one event at one time, its effects are taken with
 * {@link #take()}. The same events give the same effects.
 *
 * <pre>
 *   IDLE ─start─▶ CONNECTING ─connected/hello─▶ HANDSHAKING ─welcome─▶ READY ─drain─▶ DRAINING ─all acknowledged─▶ CLOSED
 *                   ▲   │                           │                   │                │                      (close, in
 *                   │   └──────────── failed, lost, broken rules ───────┴────────────────┘                       any state)
 *                   │                   │                   │
 *                   └─ time ─ BACKING_OFF(until, attempt)   SUSPENDED(until): credentials refused, replaced
 * </pre>
 *
 * <p>Every connection attempt has an epoch, and what an older epoch says is dropped by number. One thread at a time;
 * {@code now} is {@link io.assaylink.transport.Ticker} time.
 */
final class Session {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int VIOLATION = 4400;

    private final ClientOptions options;
    private final BackOff backOff;
    private final List<Effect> effects = new ArrayList<>();
    private final AssaylinkV1 protocol;
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

    Session(ClientOptions options, Identity identity, BackOff backOff) {
        this.options = options;
        this.backOff = backOff;
        this.protocol = new AssaylinkV1(options, identity, backOff, effects::add);
        this.comeback = new Comeback(options, backOff);
        this.badFrames = new Rate(MINUTE, options.maxBadFrames());
    }

    /** What is said; what it is told, {@link #settle} is to follow. */
    AssaylinkV1 protocol() {
        return protocol;
    }

    /** The effects since the last call, in order. */
    List<Effect> take() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    ClientState state(long now) {
        boolean waits = (phase == Phase.BACKING_OFF || phase == Phase.SUSPENDED) && until != NEVER;
        Optional<Duration> retryIn = waits ? Optional.of(Duration.ofNanos(Math.max(0, until - now))) : Optional.empty();
        return new ClientState(phase, reason, epoch, comeback.attempt(), retryIn);
    }

    Phase phase() {
        return phase;
    }

    long nextDeadline() {
        boolean held = live || protocol.isRenewing(); // their end will wake us
        boolean waits = phase == Phase.BACKING_OFF || phase == Phase.SUSPENDED;
        return Math.min(Math.min(held && waits ? NEVER : until, drainDeadline), protocol.nextDeadline());
    }

    // ---- what the caller wants

    void start(long now) {
        if (phase != Phase.IDLE) {
            return;
        }
        Duration wait = backOff.first();
        if (wait.isZero()) {
            connect("started");
        } else {
            until = now + wait.toNanos();
            to(Phase.BACKING_OFF, "started");
        }
    }

    void request(PendingReply request, long now) {
        if (phase == Phase.CLOSED) {
            effects.add(new Effect.Complete(request, new Outcome.Disconnected(Certainty.NOT_SENT, reason)));
        } else {
            protocol.request(request, reason, now);
        }
    }

    void cancel(PendingReply request) {
        protocol.cancel(request);
        settle();
    }

    /** No new event after this; closes when what is accepted is acknowledged, or at {@code deadline}. */
    void drain(long deadline) {
        if (phase == Phase.CLOSED || drainDeadline != NEVER) {
            return;
        }
        drainDeadline = deadline;
        protocol.drain();
        if (phase == Phase.IDLE) {
            effects.add(new Effect.Drained(protocol.isDrained()));
            close("drained");
        } else if (phase == Phase.READY) {
            to(Phase.DRAINING, "draining");
            settle();
        }
    }

    void close(String why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (isUp()) {
            effects.add(new Effect.Send(epoch, protocol.farewell(why)));
        }
        until = NEVER;
        drainDeadline = NEVER;
        to(Phase.CLOSED, why);
        protocol.lost(why, true);
        if (live) {
            effects.add(new Effect.Disconnect(epoch, 1000, why));
        } else {
            effects.add(new Effect.Ended());
        }
    }

    /** New credentials are there: a suspended session need not wait longer than the hourly bound. */
    void credentialsChanged(long now) {
        if (phase == Phase.SUSPENDED) {
            until = Math.min(until, comeback.earliest(now));
            tick(now);
        }
    }

    /** Closes a drain that is complete; to be called when the protocol was told something. */
    void settle() {
        if (phase == Phase.DRAINING && protocol.isDrained()) {
            effects.add(new Effect.Drained(true));
            close("drained");
        }
    }

    // ---- what the connection says

    void connected(long ofEpoch, long now) {
        if (ofEpoch != epoch || phase != Phase.CONNECTING) {
            effects.add(new Effect.Disconnect(ofEpoch, 1000, "not wanted"));
            return;
        }
        to(Phase.HANDSHAKING, "connected");
        until = now + options.timeouts().handshake().toNanos();
        protocol.connected(epoch);
    }

    /** The connection of this epoch is over, or never came about. */
    void disconnected(long ofEpoch, CloseReason why, long now) {
        if (ofEpoch != epoch || !live) {
            return;
        }
        live = false;
        switch (phase) {
            case CLOSED -> effects.add(new Effect.Ended());
            case CONNECTING, HANDSHAKING, READY, DRAINING -> lost(Verdict.of(why), Duration.ZERO, now);
            case IDLE, BACKING_OFF, SUSPENDED -> tick(now);
        }
    }

    void frame(long ofEpoch, byte[] bytes, long now) {
        if (ofEpoch != epoch || !isSpoken()) {
            return;
        }
        try {
            follow(phase == Phase.HANDSHAKING ? protocol.handshake(bytes) : protocol.frame(bytes, now), now);
            settle();
        } catch (EnvelopeException bad) {
            badFrame(ofEpoch, bad, now);
        }
    }

    /** A frame that is none; it costs the session nothing until there are too many of them. */
    void badFrame(long ofEpoch, EnvelopeException bad, long now) {
        if (ofEpoch != epoch) {
            return;
        }
        effects.add(new Effect.Count(Counter.BAD_FRAME));
        effects.add(new Effect.Raise(new Alarm("frame." + bad.code(), bad.offset(), bad.offset())));
        if (!badFrames.allows(now)) {
            follow(new Step.Violation(VIOLATION, "too many bad frames"), now);
        }
    }

    void tick(long now) {
        if (until != NEVER && now - until >= 0) {
            due(now);
        }
        if (drainDeadline != NEVER && now - drainDeadline >= 0) {
            effects.add(new Effect.Drained(false));
            close("drain timed out");
        }
        protocol.tick(now);
        settle();
    }

    private void follow(Step step, long now) {
        if (step instanceof Step.Ready && phase == Phase.HANDSHAKING) {
            until = NEVER;
            readySince = now;
            to(drainDeadline == NEVER ? Phase.READY : Phase.DRAINING, "welcome");
            follow(protocol.ready(now), now);
        } else if (step instanceof Step.Violation broken && isSpoken()) {
            effects.add(new Effect.Raise(new Alarm("hub.protocol-violation", epoch, epoch)));
            end(broken.code(), broken.words(), Duration.ZERO, now);
        } else if (step instanceof Step.Bye bye && isSpoken()) {
            effects.add(new Effect.Disconnect(epoch, 1000, "bye"));
            lost(new Verdict(Kind.TRANSIENT, "hub said bye", Duration.ZERO), bye.hint(), now);
        }
    }

    private boolean isUp() {
        return phase == Phase.READY || phase == Phase.DRAINING;
    }

    private boolean isSpoken() {
        return isUp() || phase == Phase.HANDSHAKING;
    }

    private void end(int code, String words, Duration hint, long now) {
        effects.add(new Effect.Disconnect(epoch, code, words));
        lost(new Verdict(Kind.TRANSIENT, words, Duration.ZERO), hint, now);
    }

    private void lost(Verdict verdict, Duration said, long now) {
        Duration uptime = isUp() ? Duration.ofNanos(now - readySince) : Duration.ZERO;
        Duration hint = said.isZero() ? verdict.hint() : said;
        protocol.lost(verdict.words(), false);
        Comeback.Next next = comeback.after(verdict, uptime, hint, now);
        next.alarm().ifPresent(code -> effects.add(new Effect.Raise(new Alarm(code, epoch, epoch))));
        until = next.until();
        to(next.phase(), verdict.words());
    }

    private void due(long now) {
        switch (phase) {
            case HANDSHAKING -> end(VIOLATION, "no welcome in time", Duration.ZERO, now);
            case BACKING_OFF, SUSPENDED -> {
                if (!live && !protocol.isRenewing()) {
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
        StateChange change = new StateChange(phase, next, why, epoch);
        phase = next;
        reason = why;
        effects.add(new Effect.Changed(change));
    }
}
