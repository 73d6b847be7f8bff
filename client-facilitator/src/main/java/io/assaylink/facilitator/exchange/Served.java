// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.handler.HubRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The hub's requests that handlers work on: each is answered once, or not at all when its connection is gone. */
public final class Served {

    /** A request in work. */
    public record Entry(long ticket, HubRequest request, long deadline) {}

    private final int bound;
    private final Map<Long, Entry> byTicket = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final LongSupplier tickets;

    /** At most {@code bound} at a time, with tickets from {@code tickets}: unique among all that handlers work on. */
    public Served(int bound, LongSupplier tickets) {
        this.bound = bound;
        this.tickets = tickets;
    }

    public boolean isFull() {
        return byTicket.size() >= bound;
    }

    /** Empty where a request of this id is being worked on. */
    public Optional<Entry> begin(HubRequest request, long deadline) {
        if (!ids.add(request.id())) {
            return Optional.empty();
        }
        Entry entry = new Entry(tickets.getAsLong(), request, deadline);
        byTicket.put(entry.ticket(), entry);
        return Optional.of(entry);
    }

    /** Empty where nobody waits for this answer any more. */
    public Optional<Entry> end(long ticket) {
        Entry entry = byTicket.remove(ticket);
        if (entry == null) {
            return Optional.empty();
        }
        ids.remove(entry.request().id());
        return Optional.of(entry);
    }

    /** What is due, still in the table. */
    public List<Entry> due(long now) {
        List<Entry> due = new ArrayList<>();
        for (Entry entry : byTicket.values()) {
            if (entry.deadline() - now <= 0) {
                due.add(entry);
            }
        }
        return due;
    }

    public List<Entry> endAll() {
        List<Entry> all = List.copyOf(byTicket.values());
        byTicket.clear();
        ids.clear();
        return all;
    }

    /** At most {@code bound} entries are looked at. */
    public long nextDeadline() {
        long first = Long.MAX_VALUE;
        for (Entry entry : byTicket.values()) {
            first = Math.min(first, entry.deadline());
        }
        return first;
    }

    public int size() {
        return byTicket.size();
    }
}
