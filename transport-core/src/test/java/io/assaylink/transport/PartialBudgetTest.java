// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The count alone; connections under it: {@code BudgetTest}. */
class PartialBudgetTest {
    private final PartialBudget budget = PartialBudget.of(100);
    private final List<String> asked = new ArrayList<>();
    private final PartialBudget.Share small = budget.join(() -> asked.add("small"));
    private final PartialBudget.Share large = budget.join(() -> asked.add("large"));
    private final PartialBudget.Share third = budget.join(() -> asked.add("third"));

    @Test
    void uptoTheBudgetNobodyGoes() {
        assertThat(small.hold(40)).isTrue();
        assertThat(large.hold(60)).isTrue();
        assertThat(asked).isEmpty();
        assertThat(budget.held()).isEqualTo(100);
        assertThat(budget.holders()).isEqualTo(2);
    }

    @Test
    void theLargestGoesAndNotTheOneThatCame() {
        small.hold(40);
        large.hold(60);
        assertThat(small.hold(41)).isTrue();
        assertThat(asked).containsExactly("large");
        assertThat(large.hold(60)).isFalse();
        assertThat(large.hold(61)).isFalse();
    }

    @Test
    void whoIsTheLargestItselfIsTold() {
        small.hold(40);
        assertThat(large.hold(61)).isFalse();
        assertThat(asked).isEmpty();
        assertThat(large.bytes()).isEqualTo(61);
        large.release();
        assertThat(budget.held()).isEqualTo(40);
    }

    @Test
    void whatIsAboutToGoPushesNobodyElseOut() {
        large.hold(60);
        small.hold(41);
        assertThat(budget.held()).isEqualTo(101);
        assertThat(third.hold(59)).isTrue();
        assertThat(asked).doesNotContain("small", "third");
        assertThat(budget.held()).isEqualTo(160);
        large.release();
        assertThat(budget.held()).isEqualTo(100);
        assertThat(third.hold(60)).isFalse();
    }

    @Test
    void whoHasNotGoneIsAskedAgain() {
        large.hold(60);
        small.hold(41);
        small.hold(42);
        assertThat(asked).containsExactly("large", "large");
    }

    @Test
    void aMessageThatEndedInTimePardonsItsHolder() {
        large.hold(60);
        small.hold(41);
        assertThat(large.hold(0)).isTrue();
        assertThat(large.hold(50)).isTrue();
        assertThat(budget.held()).isEqualTo(91);
        large.release();
        large.release();
        assertThat(budget.held()).isEqualTo(41);
    }

    @Test
    void misuse() {
        assertThatThrownBy(() -> PartialBudget.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> small.hold(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDefaultIsThatOfTheProcessAndHolds64MiB() {
        assertThat(ReceiveLimits.defaults().budget()).isSameAs(PartialBudget.ofProcess());
        assertThat(PartialBudget.ofProcess().bytes()).isEqualTo(64L << 20);
        assertThat(ReceiveLimits.defaults().withBudget(budget).budget()).isSameAs(budget);
        assertThat(budget).hasToString("PartialBudget[100]");
    }
}
