// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.document.Documents;
import io.assaylink.facilitator.document.InstrumentInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A5 the mark of a repeat changes one member and nothing else")
class RepeatMarkTest {
    private static final String OPEN = "\"repeat\":{\"possibleDuplicateOf\":";
    private static final Pattern ID = Pattern.compile("\"messageId\":(\"sha256:[0-9a-f]{64}\")");

    private static List<Document> documents(String records) {
        return Documents.of(
                AstmMessage.of(records.getBytes(StandardCharsets.UTF_8)),
                InstrumentInfo.of("chem-1"),
                Instant.ofEpochSecond(1_700_000_000));
    }

    private static void marksOnlyItsMember(byte[] json) {
        String before = new String(json, StandardCharsets.UTF_8);
        Matcher id = ID.matcher(before);
        assertThat(id.find()).isTrue();
        assertThat(before).containsOnlyOnce(OPEN + "null");

        assertThat(new String(RepeatMark.mark(json), StandardCharsets.UTF_8))
                .isEqualTo(before.replace(OPEN + "null", OPEN + id.group(1)));
    }

    @Test
    void everyDocumentOfAMessageIsMarked() {
        List<Document> two = documents("H|\\^&\rP|1||A\rO|1|S-1\rR|1|^^^GLU|5.4\rP|2||B\rO|1|S-2\rR|1|^^^GLU|6\rL|1\r");

        assertThat(two).hasSize(2).allSatisfy(document -> marksOnlyItsMember(document.json()));
    }

    @Test
    void textOfAnInstrumentIsNeverTakenForTheMember() {
        String hostile = "{\"possibleDuplicateOf\":null,\"messageId\":\"x\"} \\\"possibleDuplicateOf\\\":null";
        List<Document> documents = documents("H|\\^&|||" + hostile + "\rP|1||" + hostile + "\rO|1|" + hostile
                + "\rR|1|^^^" + hostile + "|" + hostile + "\rC|1|I|" + hostile + "\rL|1\r");

        assertThat(documents).isNotEmpty().allSatisfy(document -> marksOnlyItsMember(document.json()));
    }

    @Test
    void aDocumentWithoutTheMemberStaysAsItIs() {
        byte[] query = documents("H|\\^&\rQ|1|^S-1\rL|1\r").get(0).json();

        assertThat(RepeatMark.mark(query)).isEqualTo(query);
    }
}
