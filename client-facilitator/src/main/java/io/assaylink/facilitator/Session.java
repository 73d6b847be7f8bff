// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.Verdict.Kind;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
    /** What a frame may have before the hub says so. */
    static final long FRAME_BYTES_BEFORE_WELCOME = 16 << 20;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ClientOptions options;
    private final Identity identity;
    private final BackOff backOff;
    private final List<Effect> effects = new ArrayList<>();
    private final EventWindow window;
    private final Requests requests;
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

    private Duration byeHint = Duration.ZERO;
    private long drainUpto;
    /** When a drain gives up; unset where none is wanted. */
    private long drainDeadline = NEVER;

    private long maxFrameBytes = FRAME_BYTES_BEFORE_WELCOME;
    private EnvelopeReader reader = new EnvelopeReader(FRAME_BYTES_BEFORE_WELCOME);

    Session(ClientOptions options, Identity identity, BackOff backOff) {
        this.options = options;
        this.identity = identity;
        this.backOff = backOff;
        this.window = new EventWindow(identity.source(), options, backOff, effects::add);
        this.requests = new Requests(options, identity, effects::add);
        this.comeback = new Comeback(options, backOff);
        this.badFrames = new Rate(MINUTE, options.maxBadFrames());
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

    /** What the hub takes in one frame, as it said last. */
    long maxFrameBytes() {
        return maxFrameBytes;
    }

    int pendingRequests() {
        return requests.pending();
    }

    long nextDeadline() {
        boolean closing = live && (phase == Phase.BACKING_OFF || phase == Phase.SUSPENDED); // its end will wake us
        long own = Math.min(closing ? NEVER : until, drainDeadline);
        return Math.min(own, Math.min(window.nextDeadline(), requests.nextDeadline()));
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
        requests.request(request, isUp(), epoch, reason, now);
    }

    void cancel(PendingReply request) {
        requests.cancel(request);
        drained();
    }

    /** A handler is done; {@code answer} is wanted where its ticket still counts. */
    void served(long ticket, Answer answer) {
        requests.served(ticket, answer, epoch);
        drained();
    }

    /** No new event after this; closes when what is accepted is acknowledged, or at {@code deadline}. */
    void drain(long deadline) {
        if (phase == Phase.CLOSED || drainDeadline != NEVER) {
            return;
        }
        drainDeadline = deadline;
        drainUpto = window.last();
        if (phase == Phase.IDLE) {
            effects.add(new Effect.Drained(window.isDone(drainUpto)));
            close("drained");
        } else if (phase == Phase.READY) {
            to(Phase.DRAINING, "draining");
            drained();
        }
    }

    void close(String why) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (isUp()) {
            effects.add(new Effect.Send(epoch, EnvelopeWriter.bye(why, -1)));
        }
        until = NEVER;
        drainDeadline = NEVER;
        to(Phase.CLOSED, why);
        window.lost();
        requests.lost(why);
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

    // ---- what the outbox says

    void appended(long last, long acknowledged, long now) {
        window.appended(last, acknowledged);
        window.pump(now);
    }

    void loaded(long read, List<Stored> events, long now) {
        window.loaded(read, events, now);
        drained();
    }

    void loadFailed(long read, long now) {
        window.loadFailed(read, now);
        effects.add(new Effect.Raise(new Alarm("outbox.failed", 0, 0)));
    }

    void deadLettered(long sequence, boolean done, long now) {
        window.settledDurably(sequence, done, now);
        drained();
    }

    // ---- what the connection says

    void connected(long ofEpoch, long now) {
        if (ofEpoch != epoch || phase != Phase.CONNECTING) {
            effects.add(new Effect.Disconnect(ofEpoch, 1000, "not wanted"));
            return;
        }
        to(Phase.HANDSHAKING, "connected");
        until = now + options.handshakeTimeout().toNanos();
        effects.add(new Effect.Send(
                epoch,
                EnvelopeWriter.hello(new Envelope.Hello(
                        1,
                        options.clientId(),
                        identity.instance(),
                        options.software(),
                        identity.source(),
                        window.next(),
                        OptionalLong.empty(),
                        List.of("ack.upto")))));
    }

    /** The connection of this epoch is over, or never came about. */
    void disconnected(long ofEpoch, CloseReason why, long now) {
        if (ofEpoch != epoch || !live) {
            return;
        }
        live = false;
        switch (phase) {
            case CLOSED -> effects.add(new Effect.Ended());
            case CONNECTING, HANDSHAKING, READY, DRAINING -> lost(Verdict.of(why, isUp()), now);
            case IDLE, BACKING_OFF, SUSPENDED -> tick(now);
        }
    }

    void frame(long ofEpoch, byte[] bytes, long now) {
        if (ofEpoch != epoch || !(isUp() || phase == Phase.HANDSHAKING)) {
            return;
        }
        try {
            Envelope envelope = reader.read(bytes);
            if (phase == Phase.HANDSHAKING) {
                handshake(envelope, now);
            } else {
                ready(envelope, now);
            }
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
            violation("too many bad frames", now);
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
        window.tick(now);
        requests.tick(epoch, now);
        drained();
    }

    private void handshake(Envelope envelope, long now) {
        if (envelope instanceof Envelope.Bye bye) {
            bye(bye, now);
        } else if (!(envelope instanceof Envelope.Welcome welcome)) {
            violation("no welcome", now);
        } else {
            until = NEVER;
            readySince = now;
            maxFrameBytes = welcome.maxFrameBytes();
            reader = new EnvelopeReader(Math.max(welcome.maxFrameBytes(), 1 << 20));
            requests.maxFrameBytes(welcome.maxFrameBytes());
            to(drainDeadline == NEVER ? Phase.READY : Phase.DRAINING, "welcome");
            if (!window.welcome(epoch, welcome.acked(), welcome.maxInFlight(), welcome.maxFrameBytes(), now)) {
                violation("acked beyond what was sent", now);
            }
            drained();
        }
    }

    private void ready(Envelope envelope, long now) throws EnvelopeException {
        if (envelope instanceof Envelope.Ack ack) {
            if (!window.ack(ack.upto(), now)) {
                violation("ack beyond what was sent", now);
            }
            drained();
        } else if (envelope instanceof Envelope.Nack nack) {
            nack(nack, now);
        } else if (envelope instanceof Envelope.Message message) {
            requests.message(message, phase == Phase.READY, epoch, now);
            if (requests.isFlooded()) {
                violation("too many unknown replies", now);
            }
            drained();
        } else if (envelope instanceof Envelope.Ping ping) {
            effects.add(new Effect.Send(epoch, EnvelopeWriter.pong(ping.n())));
        } else if (envelope instanceof Envelope.Bye bye) {
            bye(bye, now);
        } else if (envelope instanceof Envelope.Unknown unknown) {
            requests.unknown(unknown, epoch);
        } else if (!(envelope instanceof Envelope.Pong)) {
            effects.add(new Effect.Count(Counter.UNEXPECTED_FRAME));
        }
    }

    private void nack(Envelope.Nack nack, long now) {
        if (nack.sequence().isEmpty()) {
            requests.refused(nack.id().orElse(""), nack.error());
        } else if (!window.nack(nack.sequence().getAsLong(), nack.error(), now)) {
            violation("nack beyond what was sent", now);
        }
        drained();
    }

    private void bye(Envelope.Bye bye, long now) {
        byeHint = Duration.ofMillis(bye.retryAfterMs().orElse(0));
        effects.add(new Effect.Disconnect(epoch, 1000, "bye"));
        lost(new Verdict(Kind.TRANSIENT, "hub said bye", Duration.ZERO), now);
    }

    private boolean isUp() {
        return phase == Phase.READY || phase == Phase.DRAINING;
    }

    private void violation(String words, long now) {
        if (isUp() || phase == Phase.HANDSHAKING) {
            effects.add(new Effect.Raise(new Alarm("hub.protocol-violation", epoch, epoch)));
            effects.add(new Effect.Disconnect(epoch, 4400, words));
            lost(new Verdict(Kind.TRANSIENT, words, Duration.ZERO), now);
        }
    }

    private void lost(Verdict verdict, long now) {
        Duration uptime = isUp() ? Duration.ofNanos(now - readySince) : Duration.ZERO;
        Duration hint = byeHint.isZero() ? verdict.hint() : byeHint;
        byeHint = Duration.ZERO;
        window.lost();
        requests.lost(verdict.words());
        Comeback.Next next = comeback.after(verdict, uptime, hint, now);
        next.alarm().ifPresent(code -> effects.add(new Effect.Raise(new Alarm(code, epoch, epoch))));
        until = next.until();
        to(next.phase(), verdict.words());
    }

    private void due(long now) {
        switch (phase) {
            case HANDSHAKING -> {
                effects.add(new Effect.Disconnect(epoch, 4400, "no welcome in time"));
                lost(new Verdict(Kind.TRANSIENT, "no welcome in time", Duration.ZERO), now);
            }
            case BACKING_OFF, SUSPENDED -> {
                if (!live) {
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

    private void drained() {
        if (phase == Phase.DRAINING && window.isDone(drainUpto) && requests.isQuiet()) {
            effects.add(new Effect.Drained(true));
            close("drained");
        }
    }

    private void to(Phase next, String why) {
        StateChange change = new StateChange(phase, next, why, epoch);
        phase = next;
        reason = why;
        effects.add(new Effect.Changed(change));
    }
}
