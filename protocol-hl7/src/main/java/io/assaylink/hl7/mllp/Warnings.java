// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Raises deviations and decides whether they end the connection: counts each code, and raises no more than so many tolerated
 * ones in a second.
 */
final class Warnings {

    private static final long SECOND = 1_000_000_000L;

    private final MllpProfile profile;
    private Map<MllpCode, Long> counts = Map.of(); // most connections never need one
    private long windowStart; // time of the first of this second; meaningful once raised > 0
    private int raised; // in this second
    private Set<MllpCode> seenInFrame = Set.of(); // of those that are reported once in a frame

    Warnings(MllpProfile profile) {
        this.profile = profile;
    }

    void frameStarted() {
        if (!seenInFrame.isEmpty()) {
            seenInFrame = Set.of();
        }
    }

    boolean firstInFrame(MllpCode code) {
        if (seenInFrame.isEmpty()) {
            seenInFrame = EnumSet.noneOf(MllpCode.class);
        }
        return seenInFrame.add(code);
    }

    long count(MllpCode code) {
        return counts.getOrDefault(code, 0L);
    }

    void fatal(long at, MllpCode code, Consumer<MllpEvent> out) {
        out.accept(new Deviation(at, code, true, increment(code)));
    }

    /** Whether the profile tolerates {@code code}, seen at {@code at}. */
    boolean tolerates(long at, MllpCode code, long now, Consumer<MllpEvent> out) {
        if (!profile.tolerated().contains(code)) {
            fatal(at, code, out);
            return false;
        }
        long count = increment(code);
        if (raised == 0 || now - windowStart >= SECOND) {
            windowStart = now;
            raised = 0;
        }
        if (raised < profile.warningLimit()) {
            raised++;
            out.accept(new Deviation(at, code, false, count));
        } else if (raised == profile.warningLimit()) {
            raised++; // so that the limit itself is said once
            out.accept(new Deviation(at, MllpCode.WARNING_LIMIT, false, increment(MllpCode.WARNING_LIMIT)));
        }
        return true;
    }

    private long increment(MllpCode code) {
        if (counts.isEmpty()) {
            counts = new EnumMap<>(MllpCode.class);
        }
        return counts.merge(code, 1L, Long::sum);
    }
}
