// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whoever holds, grows, ends and leaves in whatever order. */
class PartialBudgetProperties {
    private static final int BYTES = 1000;
    private static final int CONNECTIONS = 8;

    /** A connection and what becomes of it; {@code bytes} -1: it ends. */
    record Step(int connection, int bytes, boolean othersFollow) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, CONNECTIONS - 1),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, BYTES + 200),
                                Arbitraries.integers().between(0, 200),
                                Arbitraries.of(-1, 0)),
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** What a connection does with its share, as its transport would. */
    private static final class Holder {
        private final PartialBudget.Share share;
        private long holds;
        private boolean asked;

        Holder(PartialBudget budget) {
            share = budget.join(() -> asked = true);
        }

        void leave() {
            share.release();
            holds = 0;
            asked = false;
        }
    }

    @Property
    void theSumIsRightTheBudgetIsKeptAndTheLargestGoes(@ForAll("histories") List<Step> histories) {
        PartialBudget budget = PartialBudget.of(BYTES);
        List<Holder> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(new Holder(budget));
        }
        for (Step step : histories) {
            Holder one = all.get(step.connection());
            if (step.bytes() < 0) {
                one.leave();
            } else if (!one.asked) {
                take(one, step.bytes(), all);
            }
            if (step.othersFollow()) {
                all.stream().filter(holder -> holder.asked).forEach(Holder::leave);
            }
            assertThat(budget.held()).isEqualTo(sum(all, true)).isNotNegative();
            assertThat(sum(all, false)).isLessThanOrEqualTo(BYTES);
            assertThat(budget.holders()).isEqualTo((int)
                    all.stream().filter(holder -> holder.holds > 0).count());
        }
        all.forEach(Holder::leave);
        assertThat(budget.held()).isZero();
        assertThat(budget.holders()).isZero();
    }

    private static void take(Holder one, int bytes, List<Holder> all) {
        List<Holder> before = all.stream().filter(holder -> holder.asked).toList();
        one.holds = bytes;
        if (!one.share.hold(bytes)) {
            one.asked = true;
        }
        List<Holder> gone = all.stream()
                .filter(holder -> holder.asked && !before.contains(holder))
                .toList();
        long least = gone.stream().mapToLong(holder -> holder.holds).min().orElse(Long.MAX_VALUE);
        long largestLeft = all.stream()
                .filter(holder -> !holder.asked)
                .mapToLong(holder -> holder.holds)
                .max()
                .orElse(0);
        assertThat(largestLeft).isLessThanOrEqualTo(least);
        if (!gone.isEmpty()) {
            assertThat(sum(all, false) + least).as("nobody goes without need").isGreaterThan(BYTES);
        }
    }

    private static long sum(List<Holder> all, boolean withAsked) {
        return all.stream()
                .filter(holder -> withAsked || !holder.asked)
                .mapToLong(holder -> holder.holds)
                .sum();
    }
}
