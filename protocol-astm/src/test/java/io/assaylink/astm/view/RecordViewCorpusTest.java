// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmMessages;
import io.assaylink.astm.value.PersonName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views over every file of the corpus. */
class RecordViewCorpusTest {

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus is not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    /** What a lenient link delivers. */
    private static List<AstmMessage> delivered(byte[] stream, Charset charset) {
        List<AstmMessage> messages = new ArrayList<>();
        AstmLink link =
                new AstmLink(Position.COMPUTER, LinkProfile.lenient().withCharset(charset), LinkTimers.defaults());
        for (int i = 0; i < stream.length; i++) {
            link.decode(ByteBuffer.wrap(stream, i, 1), 0, event -> {
                if (event instanceof LinkEvent.Delivered delivered) {
                    messages.add(delivered.message());
                    link.accept(delivered.hold(), 0, after -> {});
                }
            });
        }
        return messages;
    }

    @Test
    @DisplayName("views of all files never throw and say what stands in the fields")
    void viewsOfAllFilesSayWhatStandsInTheFields() throws IOException, ReflectiveOperationException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(corpus)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(90);
        int asked = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            List<AstmMessage> messages = new ArrayList<>(delivered(bytes, StandardCharsets.ISO_8859_1));
            messages.addAll(AstmMessages.whole(bytes, StandardCharsets.UTF_8));
            messages.add(AstmMessage.of(bytes, Charset.forName("Shift_JIS")));
            for (AstmMessage message : messages) {
                for (RecordView view : RecordView.of(message)) {
                    asked += EveryAccessor.of(view);
                }
            }
        }
        assertThat(asked).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "charset-latin1, ISO-8859-1, Müller, Zoé",
        "charset-utf8, UTF-8, Müller, Zoé",
        "charset-cp1251, windows-1251, Проба, Тест",
        "charset-gbk-trail-bytes, GBK, 乗亅乛, ''",
        "charset-shift-jis-trail-bytes, Shift_JIS, 予倒与, ''"
    })
    @DisplayName("A24 names in the character set of the link")
    void namesInTheCharacterSetOfTheLink(String file, String charset, String last, String first) throws IOException {
        byte[] stream = Files.readAllBytes(corpus.resolve("synthetic/" + file + ".bin"));
        List<AstmMessage> messages = delivered(stream, Charset.forName(charset));
        assertThat(messages).hasSize(1);
        PersonName name = new Patient(messages.get(0).record(1)).name();
        assertThat(List.of(name.last(), name.first())).containsExactly(last, first);
    }

    @Test
    @DisplayName("Roche e 411: qualitative and quantitative value in two components")
    void rocheResult() throws IOException {
        AstmMessage message = delivered(
                        Files.readAllBytes(corpus.resolve("rubyastm/derived/roche-e411-etb.bin")),
                        StandardCharsets.ISO_8859_1)
                .get(0);
        List<Result> results = RecordView.of(message).stream()
                .filter(Result.class::isInstance)
                .map(Result.class::cast)
                .toList();
        assertThat(results).isNotEmpty();
        assertThat(results).anySatisfy(result -> assertThat(result.values()).hasSize(2));
        assertThat(results)
                .allSatisfy(result -> assertThat(result.test().localCode()).contains("/"));
    }
}
