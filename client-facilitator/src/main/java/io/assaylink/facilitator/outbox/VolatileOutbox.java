// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An outbox in memory: <b>what it accepted is lost with the process</b>. For tests, demonstrations and applications whose
 * source can send again; never between an analyzer and a hub.
 *
 * <p>Thread-safe. Futures end before the call returns.
 */
public final class VolatileOutbox implements Outbox {
    private final OutboxOptions options;
    private final TimeOrderedId ids; // under this
    private final String id;
    private final TreeMap<Long, Stored> live = new TreeMap<>(); // under this
    private long last;
    private long acknowledged;
    private long bytes;
    private long deadLetters;
    private boolean closed;

    /** Takes the bounds {@code maxDataBytes} and {@code maxStoredBytes} of {@code options}; raw bytes are not kept. */
    public VolatileOutbox(OutboxOptions options) {
        this(options, Clock.systemUTC());
    }

    VolatileOutbox(OutboxOptions options, Clock clock) {
        this.options = options;
        ids = new TimeOrderedId(clock);
        id = ids.next();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized CompletionStage<Stored> append(Draft draft) {
        int largest = Math.max(draft.data().length, draft.raw().length);
        if (closed) {
            return CompletableFuture.failedStage(OutboxException.closed());
        }
        if (largest > options.maxDataBytes()) {
            return CompletableFuture.failedStage(OutboxException.tooLarge(largest, options.maxDataBytes()));
        }
        if (bytes + draft.data().length > options.maxStoredBytes()) {
            return CompletableFuture.failedStage(
                    OutboxException.full("the outbox holds its " + options.maxStoredBytes() + " bytes"));
        }
        Stored stored = new Stored(++last, ids.next(), draft.type(), draft.subject(), draft.acceptedAt(), draft.data());
        live.put(stored.sequence(), stored);
        bytes += stored.data().length;
        return CompletableFuture.completedStage(stored);
    }

    @Override
    public synchronized CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        if (closed) {
            return CompletableFuture.failedStage(OutboxException.closed());
        }
        List<Stored> found = new ArrayList<>();
        long total = 0;
        for (Stored stored : live.tailMap(after, false).values()) {
            total += stored.data().length;
            if (found.size() == maxCount || (total > maxBytes && !found.isEmpty())) {
                break;
            }
            found.add(stored);
        }
        return CompletableFuture.completedStage(List.copyOf(found));
    }

    @Override
    public synchronized CompletionStage<Void> acknowledge(long upto) {
        if (closed) {
            return CompletableFuture.failedStage(OutboxException.closed());
        }
        if (upto > last) {
            return CompletableFuture.failedStage(OutboxException.neverGiven(upto, last));
        }
        if (upto > acknowledged) {
            var trimmed = live.headMap(upto, true);
            trimmed.values().forEach(stored -> bytes -= stored.data().length);
            trimmed.clear();
            acknowledged = upto;
        }
        return CompletableFuture.completedStage(null);
    }

    /** The event is dropped and counted: there is no place to keep it. */
    @Override
    public synchronized CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        if (closed) {
            return CompletableFuture.failedStage(OutboxException.closed());
        }
        if (sequence > last) {
            return CompletableFuture.failedStage(OutboxException.neverGiven(sequence, last));
        }
        Stored dead = live.remove(sequence);
        if (dead != null) {
            bytes -= dead.data().length;
            deadLetters++;
        }
        return CompletableFuture.completedStage(null);
    }

    /** The bytes are dropped: there is no place to keep them. */
    @Override
    public synchronized CompletionStage<Void> quarantine(String subject, String code, byte[] content) {
        return closed
                ? CompletableFuture.failedStage(OutboxException.closed())
                : CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized long last() {
        return last;
    }

    @Override
    public synchronized long acknowledged() {
        return acknowledged;
    }

    @Override
    public synchronized OutboxDepth depth() {
        return new OutboxDepth(
                live.size(),
                bytes,
                live.isEmpty()
                        ? Optional.empty()
                        : Optional.of(live.firstEntry().getValue().acceptedAt()),
                deadLetters);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
