// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What was refused for good, as long as its sender may not know: the answer may have been lost with the link, and the next
 * acknowledgement would pass for "stored". A sender knows when it says that it comes with higher numbers only, or sends what
 * it may not send before it has the acknowledgement behind the refusal; so no source has more here than its window.
 * Thread-safe.
 */
final class Refusals {

    /** One event that was refused for good. */
    record Refused(String source, long sequence, Problem problem) {}

    private final Map<String, NavigableMap<Long, Problem>> bySource = new ConcurrentHashMap<>();

    Refusals(List<Refused> known) {
        add(known);
    }

    void add(List<Refused> refused) {
        for (Refused each : refused) {
            bySource.computeIfAbsent(each.source(), source -> new ConcurrentSkipListMap<>())
                    .put(each.sequence(), each.problem());
        }
    }

    Optional<Problem> of(String source, long sequence) {
        return Optional.ofNullable(known(source).get(sequence));
    }

    /** The lowest from {@code next} on. */
    OptionalLong first(String source, long next) {
        Long first = known(source).ceilingKey(next);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** The sender knows of all up to here; false where that is no news. */
    boolean learnt(String source, long upto) {
        NavigableMap<Long, Problem> told = known(source).headMap(upto, true);
        if (told.isEmpty()) {
            return false;
        }
        told.clear();
        return true;
    }

    private NavigableMap<Long, Problem> known(String source) {
        return bySource.getOrDefault(source, Collections.emptyNavigableMap());
    }
}
