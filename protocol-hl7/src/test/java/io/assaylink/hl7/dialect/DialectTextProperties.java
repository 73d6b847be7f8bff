// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for every text. */
class DialectTextProperties {

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.of(
                        "yes",
                        "no",
                        "none",
                        "1",
                        "0",
                        "10",
                        "5s",
                        "0s",
                        "80ms",
                        "law",
                        "both",
                        "listens",
                        "UTF-8",
                        "GBK",
                        "lf",
                        "in-order",
                        "deliver-all",
                        "mindray-bs",
                        "CHARSET",
                        "BAD_MSH",
                        "TRAILER_MISSING"));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.oneOf(Arbitraries.of(DialectText.keys()), Arbitraries.strings())
                .flatMap(key -> values().map(value -> key + " = " + value))
                .list()
                .ofMaxSize(8);
    }

    @Property
    void everyTextIsReadAndWhatWasReadCanBeWrittenAndRead(@ForAll("lines") List<String> lines) {
        DialectReading reading = DialectText.read(String.join("\n", lines));
        assertThat(reading.errors()).hasSizeLessThanOrEqualTo(lines.size() * 3);
        AnalyzerDialect dialect = reading.dialect();
        assertThat(DialectText.read(DialectText.write(dialect)).orThrow()).isEqualTo(dialect);
    }
}
