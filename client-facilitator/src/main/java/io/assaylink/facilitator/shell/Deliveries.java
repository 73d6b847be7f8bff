// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Settlement;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The events of this process that somebody watches and the hub has not settled. One thread at a time. */
final class Deliveries {
    private final NavigableMap<Long, Sending> bySequence = new TreeMap<>();

    void watch(long sequence, Sending delivery, long acknowledged) {
        if (sequence <= acknowledged) {
            delivery.settle(sequence, new Settlement.Acknowledged(sequence));
        } else {
            bySequence.put(sequence, delivery);
        }
    }

    boolean isWatched(long sequence) {
        return bySequence.containsKey(sequence);
    }

    void written(long sequence) {
        Sending delivery = bySequence.get(sequence);
        if (delivery != null) {
            delivery.write(sequence);
        }
    }

    void acknowledged(long upto) {
        NavigableMap<Long, Sending> done = bySequence.headMap(upto, true);
        while (!done.isEmpty()) {
            var first = done.pollFirstEntry();
            first.getValue().settle(first.getKey(), new Settlement.Acknowledged(first.getKey()));
        }
    }

    void refused(long sequence, String code) {
        Sending delivery = bySequence.remove(sequence);
        if (delivery != null) {
            delivery.settle(sequence, new Settlement.Refused(sequence, code));
        }
    }
}
