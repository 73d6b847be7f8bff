// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.facilitator.instrument.DurableMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings together what gateway and hub know of each message, and hands on a row when the gateway has the hub's
 * acknowledgement. Thread-safe.
 */
final class DeliveryBoard {

    /**
     * A delivered message.
     *
     * @param receivedAt when its last byte came
     * @param untilDurable from then until it was on disk here
     * @param untilAcknowledged from then until the gateway had the hub's acknowledgement
     */
    record Row(
            Instant receivedAt,
            String instrument,
            String specimens,
            int results,
            Duration untilDurable,
            Duration untilAcknowledged) {}

    private record Accepted(DurableMessage message, long atNanos) {}

    private final Consumer<Row> rows;
    private final TreeMap<Long, Accepted> accepted = new TreeMap<>();
    private final TreeMap<Long, ResultDigest> stored = new TreeMap<>();
    private final List<String> atHub = new ArrayList<>();
    private long acknowledged;
    private long acceptedCount;
    private long deliveredCount;

    DeliveryBoard(Consumer<Row> rows) {
        this.rows = rows;
    }

    synchronized void durable(DurableMessage message) {
        acceptedCount++;
        accepted.put(message.lastSequence(), new Accepted(message, System.nanoTime()));
        advance();
    }

    synchronized void stored(StoredEvent event) {
        ResultDigest digest = ResultDigest.of(event.data());
        stored.put(event.sequence(), digest);
        atHub.addAll(digest.specimens());
        advance();
    }

    synchronized void acknowledged(long upto) {
        acknowledged = Math.max(acknowledged, upto);
        advance();
    }

    synchronized long acceptedCount() {
        return acceptedCount;
    }

    synchronized long deliveredCount() {
        return deliveredCount;
    }

    /** Specimens that the hub holds, in its order. */
    synchronized List<String> atHub() {
        return List.copyOf(atHub);
    }

    /**
     * Waits until the hub's own word is here for everything that it acknowledged: it tells behind its acknowledgement.
     *
     * @return false where it did not come in time
     */
    synchronized boolean awaitHub(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (!accepted.isEmpty() && accepted.firstKey() <= acknowledged) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void advance() {
        deliver();
        notifyAll();
    }

    private void deliver() {
        while (!accepted.isEmpty() && accepted.firstKey() <= acknowledged) {
            Accepted next = accepted.firstEntry().getValue();
            ResultDigest digest = stored.get(next.message().lastSequence());
            if (digest == null) {
                return; // the hub's own word is still on its way to us
            }
            accepted.pollFirstEntry();
            stored.headMap(next.message().lastSequence(), true).clear();
            deliveredCount++;
            Duration sinceDurable = Duration.ofNanos(System.nanoTime() - next.atNanos());
            rows.accept(new Row(
                    next.message().receivedAt(),
                    next.message().instrument(),
                    String.join(",", digest.specimens()),
                    digest.results(),
                    next.message().untilDurable(),
                    next.message().untilDurable().plus(sinceDurable)));
        }
    }
}
