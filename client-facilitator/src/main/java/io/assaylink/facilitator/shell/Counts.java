// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link Counter} was counted. Thread-safe. */
final class Counts {
    private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);

    Counts() {
        for (Counter counter : Counter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    void add(Counter counter) {
        LongAdder count = counts.get(counter);
        if (count != null) {
            count.increment();
        }
    }

    Map<Counter, Long> all() {
        Map<Counter, Long> all = new EnumMap<>(Counter.class);
        counts.forEach((counter, count) -> all.put(counter, count.sum()));
        return all;
    }
}
