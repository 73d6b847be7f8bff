// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An outbox in memory: <b>what it accepted is lost with the process</b>. For tests, demonstrations and applications whose
 * source can send again; never between an analyzer and a hub.
 *
 * <p>Thread-safe. Futures end before the call returns.
 */
public final class VolatileOutbox implements Outbox {
    /** Acknowledged events are kept up to this number and 8 MiB, whatever the options say. */
    private static final int MAX_RETAINED = 1000;

    private static final long MAX_RETAINED_BYTES = 8L << 20;

    private record Entry(Stored event, Optional<String> latest) {}

    private final OutboxOptions options;
    private final Clock clock;
    private final TimeOrderedId ids; // under this
    private final TreeMap<Long, Entry> live = new TreeMap<>(); // under this, as all below
    private final TreeMap<Long, Stored> retained = new TreeMap<>();
    private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
    private String id;
    private Received received = Received.NOTHING;
    private long base;
    private long last;
    private long acknowledged;
    private long bytes;
    private long retainedBytes;
    private boolean closed;

    /** Takes the bounds of {@code options} on data, stored bytes and dead letters; raw bytes and quarantine are not kept. */
    public VolatileOutbox(OutboxOptions options) {
        this(options, Clock.systemUTC());
    }

    VolatileOutbox(OutboxOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        ids = new TimeOrderedId(clock);
        id = ids.next();
    }

    @Override
    public synchronized String id() {
        return id;
    }

    @Override
    public synchronized CompletionStage<Stored> append(Draft draft) {
        return refusal(List.of(draft))
                .<CompletionStage<Stored>>map(CompletableFuture::failedStage)
                .orElseGet(() -> CompletableFuture.completedStage(insert(draft)));
    }

    @Override
    public synchronized CompletionStage<List<Stored>> append(List<Draft> drafts) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("a message without an event");
        }
        return refusal(drafts)
                .<CompletionStage<List<Stored>>>map(CompletableFuture::failedStage)
                .orElseGet(() -> CompletableFuture.completedStage(
                        drafts.stream().map(this::insert).toList()));
    }

    private Optional<OutboxException> refusal(List<Draft> drafts) {
        if (closed) {
            return Optional.of(OutboxException.closed());
        }
        long weight = 0;
        int limit = options.size().maxDataBytes();
        for (Draft draft : drafts) {
            int largest = Math.max(draft.data().length, draft.raw().length);
            if (largest > limit) {
                return Optional.of(OutboxException.tooLarge(largest, limit));
            }
            weight += draft.data().length;
        }
        long bound = options.size().maxStoredBytes();
        return bytes + weight > bound
                ? Optional.of(OutboxException.full("the outbox holds its " + bound + " bytes"))
                : Optional.empty();
    }

    private Stored insert(Draft draft) {
        OptionalLong replaced = draft.latest().isEmpty()
                ? OptionalLong.empty()
                : live.entrySet().stream()
                        .filter(entry -> entry.getValue().latest().equals(draft.latest()))
                        .mapToLong(Map.Entry::getKey)
                        .findFirst();
        replaced.ifPresent(this::take);
        Stored stored = new Stored(
                ++last,
                ids.next(),
                draft.type(),
                draft.subject(),
                draft.acceptedAt(),
                draft.data(),
                draft.expiry(),
                replaced);
        live.put(stored.sequence(), new Entry(stored, draft.latest()));
        bytes += stored.data().length;
        return stored;
    }

    private Optional<Stored> take(long sequence) {
        Optional<Stored> taken = Optional.ofNullable(live.remove(sequence)).map(Entry::event);
        taken.ifPresent(event -> bytes -= event.data().length);
        return taken;
    }

    private synchronized <T> CompletionStage<T> whileOpen(Supplier<CompletionStage<T>> work) {
        return closed ? CompletableFuture.failedStage(OutboxException.closed()) : work.get();
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return whileOpen(() -> {
            List<Stored> found = new ArrayList<>();
            List<Stored> all = new ArrayList<>(retained.tailMap(after, false).values());
            live.tailMap(after, false).values().forEach(entry -> all.add(entry.event()));
            long total = 0;
            for (Stored stored : all) {
                total += stored.data().length;
                if (found.size() == maxCount || (total > maxBytes && !found.isEmpty())) {
                    break;
                }
                found.add(stored);
            }
            return CompletableFuture.completedStage(List.copyOf(found));
        });
    }

    @Override
    public CompletionStage<Void> acknowledge(long upto) {
        return whileOpen(() -> {
            if (upto > last) {
                return CompletableFuture.failedStage(OutboxException.neverGiven(upto, last));
            }
            for (long sequence : List.copyOf(live.headMap(upto, true).keySet())) {
                take(sequence).ifPresent(event -> {
                    retained.put(event.sequence(), event);
                    retainedBytes += event.data().length;
                });
            }
            acknowledged = Math.max(acknowledged, upto);
            forget();
            return nothing();
        });
    }

    private void forget() {
        int count = Math.min(MAX_RETAINED, options.retention().count());
        long most = Math.min(MAX_RETAINED_BYTES, options.retention().bytes());
        while (retained.size() > count || retainedBytes > most) {
            retainedBytes -= retained.pollFirstEntry().getValue().data().length;
        }
    }

    @Override
    public CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        return whileOpen(() -> {
            if (sequence > last) {
                return CompletableFuture.failedStage(OutboxException.neverGiven(sequence, last));
            }
            if (live.containsKey(sequence) && letters.size() >= options.size().maxDeadLetters()) {
                return CompletableFuture.failedStage(
                        OutboxException.full("the outbox holds its " + letters.size() + " dead letters"));
            }
            long number = sequence + base;
            take(sequence)
                    .ifPresent(
                            event -> letters.put(number, new DeadLetter(number, code, detail, clock.instant(), event)));
            return nothing();
        });
    }

    @Override
    public CompletionStage<Boolean> remove(long sequence, String reason) {
        return whileOpen(() -> CompletableFuture.completedStage(take(sequence).isPresent()));
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(long after, int maxCount) {
        return whileOpen(() -> CompletableFuture.completedStage(
                letters.tailMap(after, false).values().stream().limit(maxCount).toList()));
    }

    @Override
    public CompletionStage<Stored> requeue(long number) {
        return whileOpen(() -> {
            DeadLetter letter = letters.remove(number);
            if (letter == null) {
                return CompletableFuture.failedStage(new IllegalArgumentException("there is no dead letter " + number));
            }
            Stored was = letter.event();
            return CompletableFuture.completedStage(
                    insert(new Draft(was.type(), was.subject(), was.acceptedAt(), was.data(), new byte[0])));
        });
    }

    @Override
    public CompletionStage<Boolean> discard(long number) {
        return whileOpen(() -> CompletableFuture.completedStage(letters.remove(number) != null));
    }

    /** The bytes are dropped: there is no place to keep them. */
    @Override
    public CompletionStage<Integer> quarantine(String subject, String code, byte[] content) {
        return whileOpen(() -> CompletableFuture.completedStage(0));
    }

    @Override
    public CompletionStage<List<Quarantined>> quarantined(long after, int maxCount, long maxBytes) {
        return whileOpen(() -> CompletableFuture.completedStage(List.of()));
    }

    /** Nothing: there was no run before. */
    @Override
    public List<byte[]> recent(String subject) {
        return List.of();
    }

    @Override
    public CompletionStage<Void> received(Received upto) {
        return whileOpen(() -> {
            received = upto;
            return nothing();
        });
    }

    @Override
    public synchronized Received received() {
        return received;
    }

    @Override
    public CompletionStage<Long> renew() {
        return whileOpen(() -> {
            long fell = acknowledged;
            TreeMap<Long, Entry> before = new TreeMap<>(live);
            live.clear();
            before.forEach((sequence, entry) ->
                    live.put(sequence - fell, new Entry(entry.event().numbered(sequence - fell), entry.latest())));
            retained.clear();
            retainedBytes = 0;
            id = ids.next();
            base += fell;
            last -= fell;
            acknowledged = 0;
            return CompletableFuture.completedStage(fell);
        });
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
                        : Optional.of(live.firstEntry().getValue().event().acceptedAt()),
                letters.size());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
