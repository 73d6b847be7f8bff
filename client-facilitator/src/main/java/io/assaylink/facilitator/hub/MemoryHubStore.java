// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds events as long as the process lives; a killed hub that is started again finds them. */
final class MemoryHubStore implements HubStore {
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final List<Refusals.Refused> refused = new ArrayList<>();
    private final Map<String, TreeMap<Long, HubEvent>> offered = new HashMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private long positions;

    @Override
    public synchronized Map<String, Long> highest() {
        return Map.copyOf(highest);
    }

    @Override
    public synchronized List<Refusals.Refused> refused() {
        return List.copyOf(refused);
    }

    @Override
    public synchronized void learnt(String source, long upto) {
        refused.removeIf(each -> each.source().equals(source) && each.sequence() <= upto);
    }

    @Override
    public synchronized List<StoredEvent> store(
            List<StoredEvent> more, List<Refusals.Refused> without, Map<String, Long> settled) {
        refused.addAll(without);
        List<StoredEvent> stored = new ArrayList<>(more.size());
        for (StoredEvent event : more) {
            StoredEvent placed = event.at(++positions);
            events.add(placed);
            stored.add(placed);
        }
        highest.putAll(settled);
        return stored;
    }

    @Override
    public synchronized List<StoredEvent> read(long position, int maxCount) {
        return events.stream()
                .filter(event -> event.position() > position)
                .limit(maxCount)
                .toList();
    }

    @Override
    public synchronized void lose(String source, long upto) {
        events.removeIf(event -> event.source().equals(source) && event.sequence() > upto);
        refused.removeIf(each -> each.source().equals(source) && each.sequence() > upto);
        highest.computeIfPresent(source, (key, settled) -> Math.min(settled, upto));
    }

    @Override
    public synchronized HubEvent offer(String client, HubEvent event) {
        Progress before = progress(client);
        HubEvent numbered = event.at(before.last() + 1);
        offered.computeIfAbsent(client, key -> new TreeMap<>()).put(numbered.sequence(), numbered);
        progress.put(client, new Progress(before.acknowledged(), numbered.sequence()));
        return numbered;
    }

    @Override
    public synchronized List<HubEvent> offered(String client, long sequence, int maxCount) {
        return offered.getOrDefault(client, new TreeMap<>()).tailMap(sequence, false).values().stream()
                .limit(maxCount)
                .toList();
    }

    @Override
    public synchronized Progress progress(String client) {
        return progress.getOrDefault(client, new Progress(0, 0));
    }

    @Override
    public synchronized void acknowledge(String client, long upto) {
        Progress before = progress(client);
        if (upto > before.acknowledged()) {
            progress.put(client, new Progress(upto, before.last()));
            offered.getOrDefault(client, new TreeMap<>()).headMap(upto, true).clear();
        }
    }

    @Override
    public void close() {}
}
