// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Stored;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What one gateway was given and what it accepted, kept where no fault reaches it. Thread-safe but for {@link #next}. */
final class Ledger {
    private static final int SUBJECTS = 3;

    private final Map<Integer, Draft> offered = new ConcurrentHashMap<>();
    private final Map<Long, Integer> accepted = new ConcurrentSkipListMap<>();
    private int numbers;

    /**
     * What became of it.
     *
     * @param lost accepted, and not at the hub or there as something else
     * @param reordered at the hub behind a later one of its instrument
     * @param invented at the hub, and never offered like this
     * @param doubled at the hub once more
     */
    record Balance(int accepted, int stored, int lost, int reordered, int invented, int doubled) {

        Balance plus(Balance other) {
            return new Balance(
                    accepted + other.accepted,
                    stored + other.stored,
                    lost + other.lost,
                    reordered + other.reordered,
                    invented + other.invented,
                    doubled + other.doubled);
        }
    }

    /** The next event: its number is in its data, and rises for each instrument. */
    Draft next(int padding) {
        int n = ++numbers;
        byte[] data = ("{\"n\":" + n + ",\"pad\":\"" + "x".repeat(padding) + "\"}").getBytes(US_ASCII);
        Draft draft = new Draft(
                "io.assaylink.result.v1", "chem-" + n % SUBJECTS, Instant.ofEpochSecond(n), data, new byte[0]);
        offered.put(n, draft);
        return draft;
    }

    void accepted(Stored stored) {
        accepted.put(stored.sequence(), number(stored.data()));
    }

    /** Against what the hub holds of this gateway, in the hub's order. */
    Balance against(List<StoredEvent> hub) {
        Map<Long, Integer> received = new HashMap<>();
        Set<Integer> seen = new HashSet<>();
        Map<String, Integer> highest = new HashMap<>();
        int reordered = 0;
        int invented = 0;
        int doubled = 0;
        for (StoredEvent event : hub) {
            int n = number(event.data());
            Draft draft = offered.get(n);
            if (draft == null
                    || !event.subject().equals(draft.subject())
                    || !Arrays.equals(event.data(), draft.data())) {
                invented++;
                continue;
            }
            doubled += seen.add(n) ? 0 : 1;
            reordered += highest.merge(event.subject(), n, Math::max) > n ? 1 : 0;
            received.put(event.sequence(), n);
        }
        int lost = 0;
        for (Map.Entry<Long, Integer> each : accepted.entrySet()) {
            lost += each.getValue().equals(received.get(each.getKey())) ? 0 : 1;
        }
        return new Balance(accepted.size(), hub.size(), lost, reordered, invented, doubled);
    }

    private static int number(byte[] data) {
        String text = new String(data, US_ASCII);
        int comma = text.indexOf(',');
        return text.startsWith("{\"n\":") && comma > 5 ? Integer.parseInt(text.substring(5, comma)) : -1;
    }
}
