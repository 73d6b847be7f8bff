// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Messages;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every file of the corpus, and what each recorded byte stream must give. */
class CorpusTest {

    private Path corpus = Path.of("");

    @BeforeEach
    void corpusIsThere() {
        Optional<String> folder = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(folder.isPresent(), "ASSAYLINK_CORPUS is not set");
        corpus = Path.of(folder.orElseThrow(), "hl7");
    }

    @Test
    void everyFileIsReadAndComesBackByteForByte() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(corpus)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> corpus.relativize(file).getNameCount() >= 2)
                    .filter(file -> !corpus.relativize(file).startsWith("LICENSES"))
                    .filter(file -> !file.toString().endsWith(".mllp"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(380);
        int messages = 0;
        List<String> odd = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Hl7Messages split = Hl7Messages.split(bytes);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            for (Hl7Messages.Part part : split.parts()) {
                again.writeBytes(
                        part.kind() == Hl7Messages.Kind.MESSAGE
                                ? readAll(Hl7Message.of(part.bytes())).toBytes()
                                : part.bytes());
            }
            assertThat(again.toByteArray()).as(file.toString()).isEqualTo(bytes);
            assertThat(readAll(Hl7Message.of(bytes)).toBytes()).isEqualTo(bytes);
            messages += split.messages().size();
            boolean bad =
                    split.messages().isEmpty() || split.messages().stream().anyMatch(m -> !m.hasHeader());
            if (bad || !split.problems().isEmpty()) {
                odd.add(corpus.relativize(file).toString());
            }
        }
        assertThat(messages).isGreaterThan(384);
        assertThat(odd)
                .as("files that hold no message, a header that cannot be used, or text outside messages")
                .containsExactly(
                        "analyzer-synthetic/batch-bhs-empty.hl7", // no messages, legally
                        "cosyte/count-mismatch.hl7",
                        "cosyte/empty-input.hl7",
                        "cosyte/malformed-mid-batch.hl7",
                        "cosyte/mllp-framing-stripped.hl7", // is framed, so not a bare file
                        "cosyte/msh-too-short.hl7",
                        "dex/Lyme_WithBadDelimiters.txt", // MSH-2 is &&&&
                        "lfh/sample_win.hl7", // MSH-2 has the escape character twice
                        "trusted/msh_present_but_missing_all_fields.hl7",
                        "trusted/msh_present_but_missing_msh-2.hl7");
    }

    @ParameterizedTest
    @CsvSource({
        "two-frames-back-to-back, W-1 W-2, -",
        "garbage-between, W-3 W-4, UNFRAMED_BLANKS",
        "end-block-without-cr, W-5 W-6, TRAILER_MISSING",
        "end-block-lf, W-7 W-8, LF_AFTER_END",
        "truncated-then-new-start, W-10, NESTED_START",
        "end-block-inside-text, W-11, END_IN_TEXT",
        "start-block-inside-text, '', NESTED_START",
        "no-start-block, W-13 W-14, MISSING_START",
        "empty-frame, W-15, EMPTY_MESSAGE",
        "double-framing, W-16 W-17, EMPTY_START",
        "unfinished, W-18, TRAILER_MISSING",
        "release2-ack, '', R2_BLOCK_IN_R1",
        "release2-nak, '', R2_BLOCK_IN_R1",
        "release2-ack-then-response, X1, R2_BLOCK_IN_R1",
    })
    void streamsGiveTheirDocumentedOutcome(String name, String delivered, String strictReport) throws IOException {
        byte[] wire = Files.readAllBytes(corpus.resolve("analyzer-synthetic/stream-" + name + ".mllp"));
        List<String> expected = delivered.isEmpty() ? List.of() : List.of(delivered.split(" ", -1));
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            int most = run == 0 ? wire.length : run == 1 ? 1 : 40;
            List<MllpEvent> lenient = decode(MllpProfile.mllpLenient(), wire, most, random);
            assertThat(ids(lenient)).isEqualTo(expected);
            List<MllpEvent> strict = decode(MllpProfile.mllpStrict(), wire, most, random);
            Optional<MllpCode> first = strict.stream()
                    .filter(Deviation.class::isInstance)
                    .map(event -> ((Deviation) event).code())
                    .findFirst();
            assertThat(first.map(MllpCode::name))
                    .isEqualTo(strictReport.equals("-") ? Optional.empty() : Optional.of(strictReport));
        }
        if (name.startsWith("release2")) {
            List<MllpEvent> release2 = decode(MllpProfile.mllpR2(), wire, 3, random);
            assertThat(release2.get(0)).isEqualTo(new MllpEvent.Commit(1, !name.endsWith("nak")));
            assertThat(release2).noneMatch(Deviation.class::isInstance);
            assertThat(ids(release2)).isEqualTo(expected);
        }
    }

    private static List<String> ids(List<MllpEvent> events) {
        return events.stream()
                .filter(Frame.class::isInstance)
                .map(event ->
                        Hl7Message.of(((Frame) event).content()).controlId().text())
                .toList();
    }

    private static List<MllpEvent> decode(MllpProfile profile, byte[] wire, int most, Random random) {
        List<MllpEvent> events = new ArrayList<>();
        MllpDecoder decoder = new MllpDecoder(profile);
        int at = 0;
        while (at < wire.length) {
            int count = Math.min(wire.length - at, most <= 1 || most == wire.length ? most : 1 + random.nextInt(most));
            decoder.decode(ByteBuffer.wrap(wire, at, count), 0, events::add);
            at += count;
        }
        decoder.closed(0, events::add);
        return events;
    }

    private static Hl7Message readAll(Hl7Message message) {
        message.problems();
        for (Segment segment : message.segments()) {
            for (int n = 1; n <= segment.fieldCount(); n++) {
                for (Value repetition : segment.field(n).repetitions()) {
                    repetition.components().forEach(Value::text);
                }
            }
        }
        return message;
    }
}
