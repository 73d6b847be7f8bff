// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Effect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sender's read position in the outbox, and what is sent and not acknowledged.
 *
 * <pre>
 *        acked            position                last
 *   ───────┼─── in flight ───┼─── to be read ───────┼──▶ sequence
 * </pre>
 *
 * <p>A link failure moves the position and nothing else. No I/O; one thread at a time.
 */
final class EventWindow {
    private static final int READ_BATCH = 64;
    private static final int MAX_REASONS = 10_000;
    private static final long NEVER = Long.MAX_VALUE;

    private record InFlight(long sequence, long bytes) {}

    private final InstantSource clock;
    private final ClientOptions options;
    private final BackOff backOff;
    private final Consumer<Effect> out;

    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    /** Events above {@code acked} that are settled otherwise, and why: skipped wherever the position meets them. */
    private final TreeMap<Long, String> settled = new TreeMap<>();

    private String source;
    private long epoch;
    private boolean open;
    /** A hub has said in this run what it holds. */
    private boolean welcomed;

    /** {@code last} when this run began: what an earlier run sent of it is not known before a welcome. */
    private long found = -1;

    private int maxCount;
    private long maxFrameBytes;
    private long acked;
    private long trimmed;
    private long position;
    private long highestSent;
    private long last;
    /** Nothing is to be found in the outbox up to here; a later append raises {@code last} above it. */
    private long scanned;

    private long bytesInFlight;
    private long read;
    /** {@code last} when the read in progress was asked for: it saw what is up to here. */
    private long readUpto;

    private boolean reading;
    /** Those that are being written; nothing from the first of them on may be forgotten meanwhile. */
    private final TreeMap<Long, Effect> settling = new TreeMap<>();

    private long retrySettlingAt = NEVER;
    private int settlingFailures;
    private long refusedSequence;
    private int refusals;
    private long pausedUntil = NEVER;

    EventWindow(Identity identity, ClientOptions options, BackOff backOff, Consumer<Effect> out) {
        this.source = identity.source();
        this.clock = identity.clock();
        this.options = options;
        this.backOff = backOff;
        this.out = out;
        this.maxCount = options.window().maxInFlight();
    }

    /** What the outbox holds; told whenever something was appended. */
    void appended(long lastSequence, long acknowledged) {
        found = found < 0 ? lastSequence : found;
        last = Math.max(last, lastSequence);
        trimmed = Math.max(trimmed, acknowledged);
        highestSent = Math.max(highestSent, acknowledged);
    }

    /** First sequence that may be sent, for {@code hello}. */
    long next() {
        return trimmed + 1;
    }

    /** Begins after a welcome; false where the hub claims what never was: nothing is deleted then. */
    boolean welcome(long connection, long hubAcked, long hubMaxInFlight, long hubMaxFrame, long now) {
        long highest = Math.max(highestSent, Math.max(found, trimmed)); // what was appended since was never sent
        if (hubAcked > highest) {
            out.accept(new Effect.Raise(new Alarm("hub.acked-beyond", highest + 1, hubAcked)));
            return false;
        }
        if (hubAcked < trimmed) {
            out.accept(new Effect.Raise(new Alarm("hub.lost-data", hubAcked + 1, trimmed)));
        }
        epoch = connection;
        open = true;
        welcomed = true;
        maxCount = (int) Math.min(options.window().maxInFlight(), hubMaxInFlight);
        maxFrameBytes = hubMaxFrame;
        highestSent = Math.max(highestSent, hubAcked);
        rewind(hubAcked);
        advance(hubAcked);
        acked = hubAcked;
        pump(now);
        return true;
    }

    /** The connection is gone: everything unacknowledged will be sent again. */
    void lost() {
        open = false;
        rewind(acked);
        pausedUntil = NEVER;
    }

    /** Says false where it is beyond what was sent. */
    boolean ack(long upto, long now) {
        if (upto > highestSent) {
            out.accept(new Effect.Raise(new Alarm("hub.acked-beyond", highestSent + 1, upto)));
            return false;
        }
        if (upto <= acked) {
            out.accept(new Effect.Count(Counter.STALE_ACK));
            return true;
        }
        acked = upto;
        advance(upto);
        if (position < upto) {
            position = upto; // acknowledged while it was to be sent again
        }
        pump(now);
        return true;
    }

    /** Says false where it is beyond what was sent. */
    boolean nack(long sequence, Problem problem, long now) {
        if (sequence > highestSent) {
            return false;
        }
        if (sequence <= acked || settled.containsKey(sequence)) {
            out.accept(new Effect.Count(Counter.STALE_ACK));
            return true;
        }
        out.accept(new Effect.Count(Counter.EVENT_REFUSED));
        if (!problem.retryable()) {
            settle(sequence, problem.code(), problem.detail());
            pump(now);
            return true;
        }
        refusals = sequence == refusedSequence ? refusals + 1 : 1;
        refusedSequence = sequence;
        rewind(sequence - 1);
        if (refusals >= options.window().maxRefusals()) {
            settle(sequence, problem.code(), problem.detail());
            refusals = 0;
            pump(now);
        } else {
            pausedUntil = now + backOff.refused(refusals, problem.retryAfter()).toNanos();
        }
        return true;
    }

    /**
     * Nobody wants this event any more. False where it is too late: it was sent, or may have been by an earlier run.
     */
    boolean revoke(long sequence, long now) {
        boolean unsent = open ? sequence > position : sequence > highestSent && (welcomed || sequence > found);
        if (!unsent || sequence > last || settled.containsKey(sequence)) {
            return false;
        }
        remove(sequence, "revoked");
        pump(now);
        return true;
    }

    /** A newer event of its key took its place in the outbox. */
    void replaced(long sequence) {
        if (sequence > acked && settled.size() < MAX_REASONS) { // more are skipped for the reason that all gaps have
            settled.put(sequence, "coalesced");
        }
    }

    /** The outbox began a new epoch: the same events under another source, each number {@code fell} lower. */
    void renewed(String newSource, long newLast, long fell) {
        lost();
        source = newSource;
        last = newLast;
        found = Math.max(0, found - fell);
        acked = 0;
        trimmed = 0;
        position = 0;
        highestSent = 0;
        refusals = 0;
        settled.keySet().removeAll(settling.keySet()); // not done: they are refused or removed again
        settling.clear();
        retrySettlingAt = NEVER;
        TreeMap<Long, String> moved = new TreeMap<>();
        settled.forEach((sequence, reason) -> moved.put(sequence - fell, reason));
        settled.clear();
        settled.putAll(moved.tailMap(0L, false));
    }

    /** A dead letter is durable, or could not be written and is tried again; what was removed likewise. */
    void settledDurably(long sequence, boolean done, long now) {
        if (!done) {
            settlingFailures++; // a bound stays reached until a person has acted: that is not asked each second
            retrySettlingAt =
                    now + backOff.refused(settlingFailures, Duration.ZERO).toNanos();
            return;
        }
        settlingFailures = 0;
        settling.remove(sequence);
        advance(acked);
        pump(now);
    }

    void loaded(long answered, List<Stored> events, long now) {
        if (answered != read) {
            return; // of a position that is no more
        }
        reading = false;
        if (!open) {
            return;
        }
        if (events.isEmpty()) {
            scanned = Math.max(scanned, readUpto);
        }
        for (Stored event : events) {
            if (event.sequence() <= position) {
                continue; // acknowledged while it was read
            }
            skipUpTo(event.sequence() - 1);
            if (position < event.sequence() - 1) {
                break; // the window is full of skips; read again when they are acknowledged
            }
            byte[] frame = EnvelopeWriter.event(
                    event.type(),
                    source,
                    event.id(),
                    event.sequence(),
                    event.acceptedAt(),
                    event.subject(),
                    event.expiry(),
                    event.data());
            if (isExpired(event)) {
                remove(event.sequence(), "expired");
            }
            if (settled.containsKey(event.sequence())) {
                skipUpTo(event.sequence());
            } else if (frame.length > maxFrameBytes) {
                settle(event.sequence(), "too.large", "frame of " + frame.length + " bytes");
                skipUpTo(event.sequence());
            } else {
                out.accept(new Effect.SendEvent(epoch, event.sequence(), frame));
                out.accept(new Effect.Count(Counter.EVENT_SENT));
                sent(event.sequence(), frame.length);
            }
        }
        pump(now);
    }

    private boolean isExpired(Stored event) {
        return event.expiry().isPresent()
                && !event.expiry().get().isAfter(clock.instant())
                && !settled.containsKey(event.sequence());
    }

    /** The outbox could not be read: try again after the pause that a refusal would cause. */
    void loadFailed(long answered, long now) {
        if (answered == read) {
            reading = false;
            pausedUntil = now + backOff.refused(1, Duration.ZERO).toNanos();
        }
    }

    void tick(long now) {
        if (pausedUntil != NEVER && now - pausedUntil >= 0) {
            pausedUntil = NEVER;
            pump(now);
        }
        if (retrySettlingAt != NEVER && now - retrySettlingAt >= 0) {
            retrySettlingAt = NEVER;
            settling.values().forEach(out);
        }
    }

    long nextDeadline() {
        return Math.min(pausedUntil, retrySettlingAt);
    }

    /** Everything up to {@code upto} is acknowledged or settled. */
    boolean isDone(long upto) {
        return inFlight.isEmpty() && settling.isEmpty() && !reading && (acked >= upto || scanned >= upto);
    }

    long last() {
        return last;
    }

    /** Asks for more where there is room and something to read. */
    void pump(long now) {
        if (!open || reading || !settling.isEmpty() || pausedUntil != NEVER) {
            return;
        }
        while (settled.containsKey(position + 1) && hasRoom()) {
            skipUpTo(position + 1);
        }
        int room = maxCount - inFlight.size();
        long bytes = options.window().maxBytes() - bytesInFlight;
        if (room > 0 && (bytes > 0 || inFlight.isEmpty()) && last > Math.max(position, scanned)) {
            reading = true;
            readUpto = last;
            out.accept(new Effect.Read(++read, position, Math.min(room, READ_BATCH), Math.max(1, bytes)));
        }
    }

    private void skipUpTo(long upto) {
        while (position < upto && hasRoom()) {
            long sequence = position + 1;
            String reason = sequence <= trimmed ? "trimmed" : settled.getOrDefault(sequence, "settled");
            byte[] frame = EnvelopeWriter.skip(sequence, reason);
            out.accept(new Effect.Send(epoch, frame));
            out.accept(new Effect.Count(Counter.EVENT_SKIPPED));
            sent(sequence, frame.length);
        }
    }

    private boolean hasRoom() {
        return inFlight.size() < maxCount;
    }

    private void sent(long sequence, long bytes) {
        inFlight.addLast(new InFlight(sequence, bytes));
        bytesInFlight += bytes;
        position = sequence;
        highestSent = Math.max(highestSent, sequence);
    }

    private void settle(long sequence, String code, String detail) {
        settled.put(sequence, "refused");
        Effect.DeadLetter letter = new Effect.DeadLetter(sequence, code, detail);
        settling.put(sequence, letter);
        out.accept(letter);
        out.accept(new Effect.Count(Counter.EVENT_DEAD_LETTERED));
        out.accept(new Effect.Raise(new Alarm("event.dead-letter", sequence, sequence)));
    }

    private void remove(long sequence, String reason) {
        settled.put(sequence, reason);
        Effect.Remove removal = new Effect.Remove(sequence, reason);
        settling.put(sequence, removal);
        out.accept(removal);
    }

    private void advance(long upto) {
        while (!inFlight.isEmpty() && inFlight.getFirst().sequence() <= upto) {
            bytesInFlight -= inFlight.removeFirst().bytes();
        }
        settled.headMap(upto, true).clear();
        long safe = settling.isEmpty() ? upto : Math.min(upto, settling.firstKey() - 1);
        if (safe > trimmed) {
            trimmed = safe;
            out.accept(new Effect.Acknowledge(safe));
        }
    }

    /** The next event sent is the one above {@code to}. */
    private void rewind(long to) {
        position = to;
        scanned = 0;
        reading = false;
        read++;
        while (!inFlight.isEmpty() && inFlight.getLast().sequence() > to) {
            bytesInFlight -= inFlight.removeLast().bytes();
        }
    }
}
