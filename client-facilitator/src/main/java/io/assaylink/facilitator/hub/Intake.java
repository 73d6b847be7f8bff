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
 * Per source only the next sequence is taken: what is settled already is acknowledged again, what leaves a gap is not.
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

    private final Thread writer;
    private volatile boolean closed;

    Intake(
            HubStore store,
            Misbehaviour misbehaviour,
            Function<StoredEvent, Optional<Problem>> check,
            Consumer<StoredEvent> onStored)
            throws HubStoreException {
        this.store = store;
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
        List<Runnable> nacks = new ArrayList<>();
        for (Item item : batch) {
            long at = position.computeIfAbsent(item.source(), this::settled);
            if (item.sequence() == at + 1) {
                Optional<Problem> refusal = item.event().flatMap(this::refusal);
                refusal.ifPresent(problem ->
                        nacks.add(() -> item.answers().send(EnvelopeWriter.nack(item.sequence(), problem))));
                if (refusal.isPresent() && refusal.get().retryable()) {
                    continue;
                }
                position.put(item.source(), item.sequence());
                if (refusal.isEmpty()) {
                    item.event().ifPresent(event -> events.add(stored(event)));
                }
            }
            if (item.sequence() <= position.getOrDefault(item.source(), 0L)) {
                acks.put(item.answers(), position.getOrDefault(item.source(), 0L));
            }
        }
        commit(events, position, acks, nacks);
    }

    private void commit(
            List<StoredEvent> events, Map<String, Long> position, Map<Answers, Long> acks, List<Runnable> nacks) {
        List<StoredEvent> stored;
        try {
            stored = store.store(events, position);
        } catch (HubStoreException failure) {
            LOG.error("nothing was stored, and nothing is acknowledged", failure);
            acks.keySet().forEach(answers -> answers.failed(1011, "store failed"));
            return;
        }
        settled.putAll(position);
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
