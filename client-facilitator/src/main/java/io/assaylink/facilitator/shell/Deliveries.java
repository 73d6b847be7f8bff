// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Settlement;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The events of this process that somebody watches and the hub has not settled. One thread at a time. */
final class Deliveries {
    private final NavigableMap<Long, Sending> bySequence = new TreeMap<>();

    void watch(Sending delivery, long acknowledged) {
        if (delivery.sequence() <= acknowledged) {
            delivery.settle(new Settlement.Acknowledged(delivery.sequence()));
        } else {
            bySequence.put(delivery.sequence(), delivery);
        }
    }

    boolean isWatched(long sequence) {
        return bySequence.containsKey(sequence);
    }

    void written(long sequence) {
        Sending delivery = bySequence.get(sequence);
        if (delivery != null) {
            delivery.write();
        }
    }

    void acknowledged(long upto) {
        NavigableMap<Long, Sending> done = bySequence.headMap(upto, true);
        while (!done.isEmpty()) {
            var first = done.pollFirstEntry();
            first.getValue().settle(new Settlement.Acknowledged(first.getKey()));
        }
    }

    /** It ended otherwise. */
    void settle(long sequence, LongFunction<Settlement> how) {
        Sending delivery = bySequence.remove(sequence);
        if (delivery != null) {
            delivery.settle(how.apply(sequence));
        }
    }

    /** The outbox counts anew. */
    void renumber(long fell) {
        Map<Long, Sending> before = new TreeMap<>(bySequence);
        bySequence.clear();
        before.forEach((sequence, delivery) -> {
            delivery.renumber(sequence - fell);
            bySequence.put(sequence - fell, delivery);
        });
    }
}
