// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.Effect;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The status updates in the outbox, first one first: nothing passes the first before it is settled, so each job's updates
 * keep their order. A lost connection changes nothing here. No I/O; one thread at a time.
 */
final class StatusQueue {
    private static final int BATCH = 64;
    private static final long BATCH_BYTES = 1 << 20;
    private static final long NEVER = Long.MAX_VALUE;

    private final Consumer<Effect> out;
    private final ArrayDeque<Stored> waiting = new ArrayDeque<>();
    private long last;
    /** Everything up to here is settled or in {@code waiting}, or was not to be found. */
    private long looked;

    private long read;
    private boolean reading;
    /** {@code last} when the read in progress was asked for. */
    private long readUpto;

    /** The dead letter that is being written. */
    private Optional<Effect.DeadLetter> settling = Optional.empty();

    private int refusals;
    private long pausedUntil = NEVER;

    StatusQueue(Consumer<Effect> out) {
        this.out = out;
    }

    void appended(long lastSequence, long acknowledged) {
        last = Math.max(last, lastSequence);
        looked = Math.max(looked, acknowledged);
        fetch();
    }

    void loaded(long answered, List<Stored> events) {
        if (answered != read) {
            return;
        }
        reading = false;
        for (Stored event : events) {
            waiting.addLast(event);
            looked = Math.max(looked, event.sequence());
        }
        if (events.isEmpty()) {
            looked = Math.max(looked, readUpto);
        }
        fetch();
    }

    void loadFailed(long answered, long retryAt) {
        if (answered == read) {
            reading = false;
            pausedUntil = retryAt;
        }
    }

    /** The first update; empty where there is none that may be sent now. */
    Optional<Stored> head() {
        boolean blocked = settling.isPresent() || pausedUntil != NEVER;
        return blocked ? Optional.empty() : Optional.ofNullable(waiting.peekFirst());
    }

    /** The facilitator has the first. */
    void acknowledged() {
        Stored done = waiting.removeFirst();
        refusals = 0;
        out.accept(new Effect.Acknowledge(done.sequence()));
        fetch();
    }

    /** The facilitator will never take the first. */
    void deadLetter(String code, String detail) {
        Effect.DeadLetter letter = new Effect.DeadLetter(waiting.getFirst().sequence(), code, detail);
        settling = Optional.of(letter);
        out.accept(letter);
        out.accept(new Effect.Count(Counter.EVENT_DEAD_LETTERED));
        out.accept(new Effect.Raise(new Alarm("event.dead-letter", letter.sequence(), letter.sequence())));
    }

    /** The dead letter is durable, or could not be written and is tried again. */
    void deadLettered(boolean done, long retryAt) {
        if (!done) {
            pausedUntil = retryAt;
            return;
        }
        settling = Optional.empty();
        refusals = 0;
        waiting.removeFirst();
        fetch();
    }

    /** How often the first was refused, this time included. */
    int refused() {
        return ++refusals;
    }

    void pause(long until) {
        pausedUntil = until;
    }

    void tick(long now) {
        if (pausedUntil != NEVER && now - pausedUntil >= 0) {
            pausedUntil = NEVER;
            settling.ifPresent(out);
            fetch();
        }
    }

    long nextDeadline() {
        return pausedUntil;
    }

    long last() {
        return last;
    }

    /** Everything up to {@code upto} is settled. */
    boolean isDone(long upto) {
        boolean idle = settling.isEmpty() && !reading;
        return idle
                && looked >= upto
                && (waiting.isEmpty() || waiting.getFirst().sequence() > upto);
    }

    private void fetch() {
        if (!reading && waiting.isEmpty() && settling.isEmpty() && pausedUntil == NEVER && last > looked) {
            reading = true;
            readUpto = last;
            out.accept(new Effect.Read(++read, looked, BATCH, BATCH_BYTES));
        }
    }
}
