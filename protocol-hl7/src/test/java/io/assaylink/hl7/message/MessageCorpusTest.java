// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.hl7.edit.MessageEditor;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.message.Hl7Messages.Kind;
import io.assaylink.hl7.message.Hl7Problem.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every message of the corpus, as bytes, against a naive reader, and as groups. */
class MessageCorpusTest {

    private Path corpus = Path.of("");
    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void corpusIsThere() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(folder.isPresent(), "ASSAYLINK_CORPUS is not set");
        corpus = Path.of(folder.orElseThrow(), "hl7");
        try (Stream<Path> all = Files.walk(corpus)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path name = corpus.relativize(file);
                if (name.getNameCount() >= 2 && !name.startsWith("LICENSES")) {
                    files.put(name.toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
        }
        assertThat(files).hasSizeGreaterThan(390);
    }

    @Test
    void everyFileComesBackByteForByteAndReadsAsANaiveReaderReadsIt() {
        files.forEach((name, bytes) -> {
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            for (Hl7Messages.Part part : Hl7Messages.split(bytes).parts()) {
                if (part.kind() == Kind.MESSAGE) {
                    NaiveComparison.verify(Hl7Message.of(part.bytes(), ISO_8859_1));
                    again.writeBytes(Hl7Message.of(part.bytes()).toBytes());
                } else {
                    again.writeBytes(part.bytes());
                }
            }
            assertThat(again.toByteArray()).as(name).isEqualTo(bytes);
            NaiveComparison.verify(Hl7Message.of(bytes, ISO_8859_1));
        });
    }

    @Test
    void everyMessageGroupsAndGoesThroughTheEditorUnchanged() {
        files.forEach((name, bytes) -> {
            for (Hl7Message message : Hl7Messages.split(bytes).messages(MessageProfile.lenient())) {
                SegmentGroup group = SegmentGroup.of(message);
                assertThat(group.allSegments()).as(name).hasSameSizeAs(message.segments());
                if (message.hasHeader()) {
                    assertThat(MessageEditor.of(message).toMessage()).as(name).isEqualTo(message);
                }
            }
        });
    }

    @Test
    void doubledDelimitersAreRefusedByTheStrictProfileAndToldByTheLenientOne() {
        List<String> refused = new ArrayList<>();
        List<String> told = new ArrayList<>();
        files.forEach((name, bytes) -> {
            for (Hl7Message message : Hl7Messages.split(bytes).messages()) {
                Hl7Message lenient = message.withProfile(MessageProfile.lenient());
                if (!message.hasHeader()) {
                    refused.add(name);
                }
                if (lenient.hasHeader() && has(lenient, Code.DELIMITERS)) {
                    told.add(name);
                }
                assertThat(lenient.refusals().isEmpty()).as(name).isEqualTo(lenient.hasHeader());
            }
        });
        assertThat(told.stream().distinct()).containsExactly("dex/Lyme_WithBadDelimiters.txt", "lfh/sample_win.hl7");
        assertThat(refused.stream().distinct())
                .containsExactly(
                        "cosyte/malformed-mid-batch.hl7",
                        "cosyte/msh-too-short.hl7",
                        "dex/Lyme_WithBadDelimiters.txt",
                        "lfh/sample_win.hl7",
                        "trusted/msh_present_but_missing_all_fields.hl7",
                        "trusted/msh_present_but_missing_msh-2.hl7");
        Hl7Message windows = Hl7Messages.split(file("lfh/sample_win.hl7"))
                .messages(MessageProfile.lenient())
                .get(0);
        assertThat(windows.type().is("ADT", "A01")).isTrue();
        assertThat(windows.get("PID-3[2].1").isAbsent()).isFalse();
    }

    @Test
    void resultsOfEveryKindFindTheirOrder() {
        SegmentGroup law = group("analyzer-synthetic/law-lab29-1-oul-r22-results.hl7");
        assertThat(law.name()).isEqualTo("OUL_R22");
        assertThat(law.allGroups("RESULT")).isNotEmpty();
        assertThat(law.allGroups("SPECIMEN"))
                .allMatch(specimen -> specimen.segment("SPM").isPresent());
        assertThat(law.allGroups("ORDER"))
                .allMatch(order -> order.segment("OBR").isPresent());
        SegmentGroup work = group("analyzer-synthetic/law-lab28-1-oml-o33-new.hl7");
        assertThat(work.allGroups("ORDER"))
                .isNotEmpty()
                .allMatch(order -> order.segment("ORC").isPresent());
        SegmentGroup none = group("analyzer-synthetic/law-lab28-4-oml-o33-no-work.hl7");
        assertThat(none.allGroups("ORDER")).hasSize(1);
        SegmentGroup answer = group("analyzer-synthetic/law-lab28-2-orl-o34-accepted.hl7");
        assertThat(answer.name()).isEqualTo("ORL_O42");
        assertThat(answer.allGroups("ORDER")).isNotEmpty();
        files.forEach((name, bytes) -> {
            for (Hl7Message message : Hl7Messages.split(bytes).messages()) {
                if (message.type().is("ORU", "R01") && !message.segments("OBR").isEmpty()) {
                    SegmentGroup root = SegmentGroup.of(message);
                    assertThat(root.allGroups("ORDER_OBSERVATION").stream()
                                    .mapToInt(order -> order.segments("OBR").size())
                                    .sum())
                            .as(name)
                            .isEqualTo(message.segments("OBR").size());
                    assertThat(root.allGroups("ORDER_OBSERVATION"))
                            .as(name)
                            .allMatch(order -> order.segments("OBR").size() <= 1);
                }
            }
        });
    }

    private static boolean has(Hl7Message message, Code code) {
        return message.problems().stream().anyMatch(problem -> problem.code() == code);
    }

    private SegmentGroup group(String name) {
        return SegmentGroup.of(Hl7Message.of(file(name)));
    }

    private byte[] file(String name) {
        return Optional.ofNullable(files.get(name)).orElseThrow();
    }
}
