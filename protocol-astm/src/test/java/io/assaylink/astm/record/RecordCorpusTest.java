// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published record texts, without frames. */
class RecordCorpusTest {

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus texts are not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    private static List<AstmMessage> messages(String file) throws IOException {
        return AstmMessages.whole(Files.readAllBytes(corpus.resolve(file)), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "goastm/galileo-order.astm, 1",
        "goastm/galileo-result.astm, 1",
        "goastm/euroimmun-sampleigg.astm, 1",
        "tgenaux/Vision.txt, 1",
        "tgenaux/MinimalOrder.txt, 1",
        "tgenaux/MessageFormatsMSG-5.txt, 0",
        "cosyte/tier1-host-query-request.astm, 1",
        "cosyte/tier1-result.astm, 1",
        "cosyte/tier2-escaped-delimiter.astm, 1",
        "cosyte/tier2-manufacturer-qc.astm, 1",
        "cosyte/tier2-result-semantics.astm, 1",
        "openelis/horiba-micros60-cbc.astm, 1"
    })
    void textsAreSplitIntoTheirMessages(String file, int count) throws IOException {
        assertThat(messages(file)).hasSize(count);
    }

    @Test
    void escapedDelimitersAreGivenBack() throws IOException {
        AstmMessage orders = AstmMessage.of(Files.readAllBytes(corpus.resolve("tgenaux/MessageFormatsMSG-5.txt")));
        assertThat(orders.records())
                .extracting(order -> order.field(5))
                .containsExactly("Type | Screen", "Type \\ Screen", "Type ^ Screen", "Type & Screen");
    }

    @Test
    void aUnitWithAnUnescapedDelimiterStaysWhole() throws IOException {
        AstmMessage message = messages("openelis/horiba-micros60-cbc.astm").get(0);
        assertThat(message.records().stream().filter(record -> record.is('R')).map(record -> record.field(5)))
                .contains("10^3/uL");
    }

    @Test
    void twentyPatientsStayApart() throws IOException {
        AstmMessage message = messages("goastm/euroimmun-sampleigg.astm").get(0);
        assertThat(message.records().stream().filter(record -> record.is('P'))).hasSize(20);
        assertThat(message.records().stream().filter(record -> record.is('R')))
                .allSatisfy(record -> assertThat(
                                message.record(message.parentOf(record.index())).is('O'))
                        .isTrue());
    }
}
