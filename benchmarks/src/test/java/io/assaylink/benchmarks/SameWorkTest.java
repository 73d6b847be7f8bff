// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The candidates of each benchmark do the same work: their set-up refuses to go on otherwise. */
class SameWorkTest {

    @Test
    void observationValues() throws Exception {
        ObservationValuesBenchmark benchmark = new ObservationValuesBenchmark();
        benchmark.observations = 50;
        benchmark.prepare();
        assertThat(benchmark.assaylink()).hasSize(50).first().isEqualTo("7.1");
    }
}
