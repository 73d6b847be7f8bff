// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: takes what came from all clients, stores it in one transaction, acknowledges, then tells the listener.
 * Per source only the next sequence is taken: what is settled already is acknowledged again, what leaves a gap is not. What
 * was refused for good is refused again as long as its sender may not know.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int BATCH = 512;

    /** Where the answers go. */
    interface Answers {

        void send(byte[] frame);

        /** Everything up to here is settled and durable. */
        void acknowledge(long upto);

        void failed(int code, String text);
    }

    private record Item(Answers answers, String source, long sequence, Optional<Envelope.Message> event) {}

    private final HubStore store;
    private final Misbehaviour misbehaviour;
    private final Function<StoredEvent, Optional<Problem>> check;
    private final Consumer<StoredEvent> onStored;
    /** Bounded by the window of each connected client: {@link HubSession} lets no more in. */
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    /** Durably settled, per source. Written by the writer thread. */
    private final Map<String, Long> settled = new ConcurrentHashMap<>();

    private final Refusals refusals;
    private final int window;
    /** What clients said that they will not send any more, per source. */
    private final Map<String, Long> learnt = new ConcurrentHashMap<>();

    private final Thread writer;
    private volatile boolean closed;

    /** @param window how many events a client may have on their way */
    Intake(
            HubStore store,
            int window,
            Misbehaviour misbehaviour,
            Function<StoredEvent, Optional<Problem>> check,
            Consumer<StoredEvent> onStored)
            throws HubStoreException {
        this.store = store;
        this.window = window;
        this.refusals = new Refusals(store.refused());
        this.misbehaviour = misbehaviour;
        this.check = check;
        this.onStored = onStored;
        settled.putAll(store.highest());
        writer = new Thread(this::write, "assaylink-hub-intake");
        writer.setDaemon(true);
        writer.start();
    }

    long settled(String source) {
        return settled.getOrDefault(source, 0L);
    }

    /**
     * What a client is to be told that is settled: not above a refusal of which it may not know, so that it sends that event
     * again and is told again.
     *
     * @param next the lowest sequence that it may send
     */
    long resume(String source, long next) {
        long upto = settled(source); // before the refusals: they are there before it covers them
        learnt.merge(source, Math.min(next - 1, upto), Math::max); // of what is refused from here on it knows nothing
        OptionalLong refused = refusals.first(source, next);
        return refused.isPresent() ? Math.min(upto, refused.getAsLong() - 1) : upto;
    }

    void event(Answers answers, Envelope.Message event) {
        queue.add(new Item(answers, event.source(), event.sequence().orElse(0), Optional.of(event)));
    }

    void skip(Answers answers, String source, long sequence) {
        queue.add(new Item(answers, source, sequence, Optional.empty()));
    }

    /** Stops after the transaction in progress: what was not stored was not acknowledged either. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(5000);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (!closed) {
            List<Item> batch = new ArrayList<>();
            try {
                batch.add(queue.take());
            } catch (InterruptedException end) {
                return;
            }
            queue.drainTo(batch, BATCH - 1);
            write(batch);
        }
    }

    private void write(List<Item> batch) {
        Map<String, Long> position = new HashMap<>();
        Map<Answers, Long> acks = new LinkedHashMap<>();
        List<StoredEvent> events = new ArrayList<>();
        List<Refusals.Refused> refused = new ArrayList<>();
        List<Runnable> nacks = new ArrayList<>();
        for (Item item : batch) {
            long at = position.computeIfAbsent(item.source(), this::settled);
            if (item.sequence() == at + 1) {
                Optional<Problem> refusal = item.event().flatMap(this::refusal);
                refusal.ifPresent(problem -> nacks.add(nack(item, problem)));
                if (refusal.isPresent() && refusal.get().retryable()) {
                    continue;
                }
                position.put(item.source(), item.sequence());
                if (refusal.isEmpty()) {
                    item.event().ifPresent(event -> events.add(stored(event)));
                } else {
                    refused.add(new Refusals.Refused(item.source(), item.sequence(), refusal.get()));
                }
            } else if (item.event().isPresent()) { // a skip of it says that its sender knows
                again(item, refused).ifPresent(problem -> nacks.add(nack(item, problem)));
            }
            if (item.sequence() <= position.getOrDefault(item.source(), 0L)) {
                acks.merge(item.answers(), item.sequence(), Math::max); // no more than came on this connection
            }
        }
        commit(events, refused, position, acks, nacks);
    }

    private static Runnable nack(Item item, Problem problem) {
        return () -> item.answers().send(EnvelopeWriter.nack(item.sequence(), problem));
    }

    /** Why an event that comes again was refused, before or in this batch. */
    private Optional<Problem> again(Item item, List<Refusals.Refused> batch) {
        return batch.stream()
                .filter(each -> each.source().equals(item.source()) && each.sequence() == item.sequence())
                .map(Refusals.Refused::problem)
                .findFirst()
                .or(() -> refusals.of(item.source(), item.sequence()));
    }

    private void commit(
            List<StoredEvent> events,
            List<Refusals.Refused> refused,
            Map<String, Long> position,
            Map<Answers, Long> acks,
            List<Runnable> nacks) {
        List<StoredEvent> stored;
        try {
            stored = store.store(events, refused, position);
        } catch (HubStoreException failure) {
            LOG.error("nothing was stored, and nothing is acknowledged", failure);
            acks.keySet().forEach(answers -> answers.failed(1011, "store failed"));
            return;
        }
        refusals.add(refused);
        settled.putAll(position);
        forget(position);
        nacks.forEach(Runnable::run);
        if (!misbehaviour.withholdsAcks()) {
            long delay = misbehaviour.ackDelay().toNanos();
            acks.forEach((answers, upto) -> {
                if (delay == 0) {
                    answers.acknowledge(upto);
                } else {
                    var unused = new CompletableFuture<Void>()
                            .completeOnTimeout(null, delay, TimeUnit.NANOSECONDS)
                            .thenRun(() -> answers.acknowledge(upto));
                }
            });
        }
        for (StoredEvent event : stored) {
            try {
                onStored.accept(event);
            } catch (RuntimeException | Error theirs) {
                LOG.warn(
                        "a listener of stored events failed: {}",
                        theirs.getClass().getName());
            }
        }
    }

    /** Who sends this event has the acknowledgements up to its window below it, and the refusals that came before them. */
    private void forget(Map<String, Long> position) {
        position.forEach((source, upto) -> {
            long known = Math.max(upto - window, learnt.getOrDefault(source, 0L));
            try {
                if (refusals.learnt(source, known)) {
                    store.learnt(source, known);
                }
            } catch (HubStoreException failure) { // they are there again after a restart, and told once more
                LOG.warn("refusals that are known to their sender could not be forgotten", failure);
            }
        });
    }

    /** A check that throws refuses for now: the event is not lost, and its sender knows. */
    private Optional<Problem> refusal(Envelope.Message event) {
        Optional<Problem> scripted = misbehaviour.refusal(event.sequence().orElse(0));
        if (scripted.isPresent()) {
            return scripted;
        }
        try {
            return check.apply(stored(event));
        } catch (RuntimeException theirs) {
            LOG.warn("the check of events failed: {}", theirs.getClass().getName());
            return Optional.of(Problem.of("internal", "the hub's check failed", true));
        }
    }

    private static StoredEvent stored(Envelope.Message event) {
        return new StoredEvent(
                0,
                event.source(),
                event.sequence().orElse(0),
                event.id(),
                event.type(),
                event.subject().orElse(""),
                event.time().orElse(Instant.EPOCH),
                event.data());
    }
}
