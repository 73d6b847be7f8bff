// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.fault.plan.Fault.Direction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultPlanTest {

    @Test
    void oneSeedIsOnePlan() {
        FaultPlan plan = FaultPlan.random(42, FaultMix.everything());
        FaultPlan again = FaultPlan.random(42, FaultMix.everything());
        for (int connection = 1; connection <= 20; connection++) {
            assertThat(plan.faults(connection))
                    .isEqualTo(again.faults(connection))
                    .hasSize(8);
        }
        assertThat(plan.faults(1)).isNotEqualTo(plan.faults(2));
        assertThat(plan.faults(1))
                .isNotEqualTo(FaultPlan.random(43, FaultMix.everything()).faults(1));
    }

    @Test
    void aPlanPrintsItsSeed() {
        assertThat(FaultPlan.random(4711)).hasToString("FaultPlan.random(4711, " + FaultMix.harmless() + ")");
        assertThat(FaultPlan.script(new Fault.Reset(Direction.OUT, 7)))
                .hasToString("FaultPlan.script([Reset[direction=OUT, at=7]])");
    }

    @Test
    void scriptsAreForConnectionsInTheirOrder() {
        Fault reset = new Fault.Reset(Direction.OUT, 7);
        FaultPlan plan = FaultPlan.scripts(List.of(List.of(), List.of(reset)));
        assertThat(plan.faults(1)).isEmpty();
        assertThat(plan.faults(2)).containsExactly(reset);
        assertThat(plan.faults(3)).isEmpty();
        assertThat(FaultPlan.script(reset).faults(3)).containsExactly(reset);
        assertThatThrownBy(() -> plan.faults(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void everyKindIsDrawnAndNoOther(Fault.Kind kind) {
        FaultMix mix = FaultMix.harmless().withKinds(Set.of(kind)).withPerConnection(50);
        assertThat(FaultPlan.random(1, mix).faults(1)).hasSize(50).allSatisfy(fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.at()).isBetween(0L, mix.span());
        });
    }

    @Test
    void aMixIsChecked() {
        FaultMix mix = FaultMix.harmless();
        assertThat(mix.kinds()).allMatch(Fault.Kind::harmless).hasSize(6);
        assertThat(FaultMix.everything().kinds()).isEqualTo(EnumSet.allOf(Fault.Kind.class));
        assertThatThrownBy(() -> mix.withKinds(Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mix.withSpan(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mix.withPerConnection(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mix.withLongest(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void faultsAreChecked() {
        assertThatThrownBy(() -> new Fault.Reset(Direction.IN, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Corrupt(Direction.IN, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Corrupt(Direction.IN, 0, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Throttle(Direction.IN, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Split(Direction.IN, 0, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Duplicate(Direction.IN, 0, Fault.MAX_SPAN + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Delay(Direction.IN, 0, Fault.FOREVER.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
