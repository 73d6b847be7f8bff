// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Counter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The requests that wait for their answer. An entry is made before the request is sent and ends exactly once; how the
 * latest of them ended is remembered, so that what comes afterwards can be named.
 */
public final class Pending {
    private static final class Entry {
        final Ask request;
        final long deadline;
        boolean sent;

        Entry(Ask request, long deadline) {
            this.request = request;
            this.deadline = deadline;
        }
    }

    /** What ended, and what is known of it. */
    public record Ended(Ask request, Certainty certainty) {}

    private final int bound;
    private final int remembered;
    private final Map<String, Entry> byId = new HashMap<>();
    private final TreeSet<Entry> byDeadline = new TreeSet<>(Comparator.<Entry>comparingLong(entry -> entry.deadline)
            .thenComparingLong(entry -> entry.request.number()));
    private final Map<String, Counter> ended = new LinkedHashMap<>();

    public Pending(int bound, int remembered) {
        this.bound = bound;
        this.remembered = remembered;
    }

    /** False where the table is full. */
    public boolean register(Ask request, long now) {
        if (byId.size() >= bound) {
            return false;
        }
        Entry entry = new Entry(request, now + request.request().timeout().toNanos());
        byId.put(request.id(), entry);
        byDeadline.add(entry);
        return true;
    }

    /** It is being handed to a connection. */
    public void sent(Ask request) {
        Entry entry = byId.get(request.id());
        if (entry != null) {
            entry.sent = true;
        }
    }

    /** Ends the entry; a later reply counts as {@code afterwards}. Empty where it has ended. */
    public Optional<Ended> end(String id, Counter afterwards) {
        Entry entry = byId.remove(id);
        if (entry == null) {
            return Optional.empty();
        }
        byDeadline.remove(entry);
        remember(id, afterwards);
        return Optional.of(new Ended(entry.request, entry.sent ? Certainty.SENT_OUTCOME_UNKNOWN : Certainty.NOT_SENT));
    }

    public Optional<Ask> find(String id) {
        Entry entry = byId.get(id);
        return entry == null ? Optional.empty() : Optional.of(entry.request);
    }

    /** What a reply is that no entry waits for. */
    public Counter classify(String id) {
        return ended.getOrDefault(id, Counter.UNKNOWN_REPLY);
    }

    /** Ends what is due, first deadline first. */
    public List<Ended> expire(long now) {
        List<Ended> due = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.first().deadline - now <= 0) {
            end(byDeadline.first().request.id(), Counter.LATE_REPLY).ifPresent(due::add);
        }
        return due;
    }

    /** Ends those that may not be asked twice, or all of them, in the order of their deadlines. */
    public List<Ended> endAll(boolean idempotentToo) {
        List<Ended> all = new ArrayList<>();
        for (Entry entry : List.copyOf(byDeadline)) {
            if (idempotentToo || !entry.request.request().idempotent()) {
                end(entry.request.id(), Counter.FOREIGN_REPLY).ifPresent(all::add);
            }
        }
        return all;
    }

    /** What is to be asked again, in the order in which it was asked first. */
    public List<Ask> all() {
        return byId.values().stream()
                .map(entry -> entry.request)
                .sorted(Comparator.comparingLong(Ask::number))
                .toList();
    }

    /** How long somebody still waits for it. */
    public long left(Ask request, long now) {
        Entry entry = byId.get(request.id());
        return entry == null ? 0 : entry.deadline - now;
    }

    public long nextDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline;
    }

    public int size() {
        return byId.size();
    }

    private void remember(String id, Counter afterwards) {
        ended.put(id, afterwards);
        if (ended.size() > remembered) {
            String oldest = ended.keySet().iterator().next();
            ended.remove(oldest);
        }
    }
}
