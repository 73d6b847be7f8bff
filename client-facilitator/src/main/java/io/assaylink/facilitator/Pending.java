// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

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
final class Pending {
    private static final int REMEMBERED = 4096;

    private record Entry(PendingReply request, long deadline) {}

    private final int bound;
    private final Map<String, Entry> byId = new HashMap<>();
    private final TreeSet<Entry> byDeadline = new TreeSet<>(Comparator.comparingLong(Entry::deadline)
            .thenComparingLong(entry -> entry.request().number()));
    private final Map<String, Counter> ended = new LinkedHashMap<>();

    Pending(int bound) {
        this.bound = bound;
    }

    /** False where the table is full. */
    boolean register(PendingReply request, long now) {
        if (byId.size() >= bound) {
            return false;
        }
        Entry entry = new Entry(request, now + request.timeoutNanos());
        byId.put(request.id(), entry);
        byDeadline.add(entry);
        return true;
    }

    /** Ends the entry; a later reply counts as {@code afterwards}. Empty where it has ended. */
    Optional<PendingReply> end(String id, Counter afterwards) {
        Entry entry = byId.remove(id);
        if (entry == null) {
            return Optional.empty();
        }
        byDeadline.remove(entry);
        remember(id, afterwards);
        return Optional.of(entry.request());
    }

    Optional<PendingReply> find(String id) {
        Entry entry = byId.get(id);
        return entry == null ? Optional.empty() : Optional.of(entry.request());
    }

    /** What a reply is that no entry waits for. */
    Counter classify(String id) {
        return ended.getOrDefault(id, Counter.UNKNOWN_REPLY);
    }

    /** Ends what is due, first deadline first. */
    List<PendingReply> expire(long now) {
        List<PendingReply> due = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.first().deadline() - now <= 0) {
            PendingReply request = byDeadline.first().request();
            end(request.id(), Counter.LATE_REPLY).ifPresent(due::add);
        }
        return due;
    }

    /** Ends all of them, in the order of their deadlines. */
    List<PendingReply> endAll() {
        List<PendingReply> all = new ArrayList<>();
        for (Entry entry : List.copyOf(byDeadline)) {
            end(entry.request().id(), Counter.FOREIGN_REPLY).ifPresent(all::add);
        }
        return all;
    }

    long nextDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline();
    }

    int size() {
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
