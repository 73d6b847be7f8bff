// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.record.AstmMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries of the corpus, off the wire. */
class HostQueryCorpusTest {

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus is not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    private static AstmMessage delivered(String file) throws IOException {
        List<AstmMessage> messages = new ArrayList<>();
        AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        link.decode(ByteBuffer.wrap(Files.readAllBytes(corpus.resolve(file))), 0, event -> {
            if (event instanceof LinkEvent.Delivered delivered) {
                messages.add(delivered.message());
                link.accept(delivered.hold(), 0, after -> {});
            }
        });
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "synthetic/query-one-specimen.bin, 2, SYN-0001, 0, false",
        "synthetic/query-repeat-specimens.bin, 2, SYN-0001 SYN-0002 SYN-0003, 2, false",
        "synthetic/query-all.bin, 2, '', 0, false",
        "synthetic/query-cancel.bin, 2, SYN-0001, 0, true",
        "rubyastm/derived/erba-em200-query.bin, 2, 010520182, 0, false",
        "rubyastm/derived/roche-e411-query.bin, 3, 0000000387, 0, false"
    })
    void queriesAreRead(String file, int component, String specimens, int tests, boolean cancels) throws IOException {
        QueryDialect dialect =
                QueryDialect.standard().withSpecimenComponent(component).withAbortCancels(component == 2);
        HostQuery query = HostQuery.of(delivered(file), dialect).orElseThrow();
        assertThat(String.join(
                        " ",
                        query.specimens().stream().map(QueriedSpecimen::key).toList()))
                .isEqualTo(specimens);
        assertThat(query.tests()).hasSize(tests);
        assertThat(query.cancels()).isEqualTo(cancels);
        assertThat(query.asksForAllSpecimens()).isEqualTo(specimens.isEmpty());
        assertThat(query.isDoubtful()).isFalse();
    }

    @Test
    void answersAndResultsAreNoQueries() throws IOException {
        for (String file : List.of("reply-order", "reply-no-information", "reply-query-error", "ok-unpacked")) {
            assertThat(HostQuery.of(delivered("synthetic/" + file + ".bin"))).isEmpty();
        }
    }

    @Test
    void controlResultsInQueriesAreDoubtful() throws IOException {
        AstmMessage message = AstmMessage.of(Files.readAllBytes(corpus.resolve("openelis/qc-control-results.astm")));
        assertThat(HostQuery.of(message).orElseThrow().isDoubtful()).isTrue();
    }
}
