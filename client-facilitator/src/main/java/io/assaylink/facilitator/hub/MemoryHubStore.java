// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds events as long as the process lives; a killed hub that is started again finds them. */
final class MemoryHubStore implements HubStore {
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> highest = new HashMap<>();

    @Override
    public synchronized Map<String, Long> highest() {
        return Map.copyOf(highest);
    }

    @Override
    public synchronized List<StoredEvent> store(List<StoredEvent> more, Map<String, Long> settled) {
        List<StoredEvent> stored = new ArrayList<>(more.size());
        for (StoredEvent event : more) {
            StoredEvent placed = event.at(events.size() + 1L);
            events.add(placed);
            stored.add(placed);
        }
        highest.putAll(settled);
        return stored;
    }

    @Override
    public synchronized List<StoredEvent> read(long position, int maxCount) {
        int from = (int) Math.min(Math.max(0, position), events.size());
        return List.copyOf(events.subList(from, Math.min(events.size(), from + maxCount)));
    }

    @Override
    public void close() {}
}
