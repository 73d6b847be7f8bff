// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.plan;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a random plan draws from.
 *
 * @param kinds which faults; at least one
 * @param perConnection how many for each connection, 0 or more
 * @param span they begin within this many bytes of each direction, 1 or more
 * @param longest how long one may hold bytes up, refuse connects or wait, at most
 */
public record FaultMix(Set<Fault.Kind> kinds, int perConnection, long span, Duration longest) {

    private static final FaultMix HARMLESS = new FaultMix(
            EnumSet.copyOf(List.of(Fault.Kind.values()).stream()
                    .filter(Fault.Kind::harmless)
                    .toList()),
            8,
            4096,
            Duration.ofSeconds(2));

    public FaultMix {
        kinds = Set.copyOf(kinds);
        if (kinds.isEmpty() || perConnection < 0 || span < 1 || longest.isNegative()) {
            throw new IllegalArgumentException("kinds, perConnection, span or longest out of range");
        }
    }

    /** Eight of the {@linkplain Fault.Kind#harmless() harmless} ones within 4 KiB, 2 s at most each. */
    public static FaultMix harmless() {
        return HARMLESS;
    }

    /** The same of every kind. */
    public static FaultMix everything() {
        return HARMLESS.withKinds(EnumSet.allOf(Fault.Kind.class));
    }

    public FaultMix withKinds(Set<Fault.Kind> value) {
        return new FaultMix(value, perConnection, span, longest);
    }

    public FaultMix withPerConnection(int value) {
        return new FaultMix(kinds, value, span, longest);
    }

    public FaultMix withSpan(long value) {
        return new FaultMix(kinds, perConnection, value, longest);
    }

    public FaultMix withLongest(Duration value) {
        return new FaultMix(kinds, perConnection, span, value);
    }
}
