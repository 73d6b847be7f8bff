// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link SameWorkTest}, for links and records of ASTM. */
class AstmSameWorkTest {

    @ParameterizedTest
    @CsvSource({"300, 65536", "30000, 1"})
    void link(int message, int read) {
        AstmLinkBenchmark benchmark = new AstmLinkBenchmark();
        benchmark.message = message;
        benchmark.read = read;
        benchmark.prepare();
        assertThat(benchmark.assaylink()).isEqualTo(benchmark.byHand()).isPositive();
    }

    @Test
    void records() {
        AstmRecordBenchmark benchmark = new AstmRecordBenchmark();
        benchmark.prepare();
        assertThat(benchmark.recordValues())
                .hasSize(AstmRecordBenchmark.RESULTS)
                .startsWith("7.1", "14.2");
        assertThat(AstmTraffic.results(AstmRecordBenchmark.RESULTS)).hasSizeBetween(1_350, 1_500);
    }
}
