// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

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
    private static final int REMEMBERED = 4096;

    private record Entry(Ask request, long deadline) {}

    private final int bound;
    private final Map<String, Entry> byId = new HashMap<>();
    private final TreeSet<Entry> byDeadline = new TreeSet<>(Comparator.comparingLong(Entry::deadline)
            .thenComparingLong(entry -> entry.request().number()));
    private final Map<String, Counter> ended = new LinkedHashMap<>();

    public Pending(int bound) {
        this.bound = bound;
    }

    /** False where the table is full. */
    public boolean register(Ask request, long now) {
        if (byId.size() >= bound) {
            return false;
        }
        Entry entry = new Entry(request, now + request.timeoutNanos());
        byId.put(request.id(), entry);
        byDeadline.add(entry);
        return true;
    }

    /** Ends the entry; a later reply counts as {@code afterwards}. Empty where it has ended. */
    public Optional<Ask> end(String id, Counter afterwards) {
        Entry entry = byId.remove(id);
        if (entry == null) {
            return Optional.empty();
        }
        byDeadline.remove(entry);
        remember(id, afterwards);
        return Optional.of(entry.request());
    }

    public Optional<Ask> find(String id) {
        Entry entry = byId.get(id);
        return entry == null ? Optional.empty() : Optional.of(entry.request());
    }

    /** What a reply is that no entry waits for. */
    public Counter classify(String id) {
        return ended.getOrDefault(id, Counter.UNKNOWN_REPLY);
    }

    /** Ends what is due, first deadline first. */
    public List<Ask> expire(long now) {
        List<Ask> due = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.first().deadline() - now <= 0) {
            Ask request = byDeadline.first().request();
            end(request.id(), Counter.LATE_REPLY).ifPresent(due::add);
        }
        return due;
    }

    /** Ends all of them, in the order of their deadlines. */
    public List<Ask> endAll() {
        List<Ask> all = new ArrayList<>();
        for (Entry entry : List.copyOf(byDeadline)) {
            end(entry.request().id(), Counter.FOREIGN_REPLY).ifPresent(all::add);
        }
        return all;
    }

    public long nextDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline();
    }

    public int size() {
        return byId.size();
    }

    private void remember(String id, Counter afterwards) {
        ended.put(id, afterwards);
        if (ended.size() > REMEMBERED) {
            String oldest = ended.keySet().iterator().next();
            ended.remove(oldest);
        }
    }
}
