// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmMessages;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Messages;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every message of the collected traffic gives valid documents, and the lossless ones lose nothing. */
class CorpusDocumentsTest {
    private static final InstrumentInfo CHEM = InstrumentInfo.of("corpus");

    private static List<Path> files(String folder) throws IOException {
        String corpus = System.getenv("ASSAYLINK_CORPUS");
        assumeTrue(corpus != null, "set ASSAYLINK_CORPUS to the folder of sample messages to run this test");
        try (Stream<Path> all = Files.walk(Path.of(corpus, folder))) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> path.getParent() != null
                            && !path.getParent().endsWith("LICENSES")
                            && !path.getParent().endsWith(folder))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void astm() throws Exception {
        int normalised = 0;
        int messages = 0;
        for (Path file : files("astm")) {
            for (AstmMessage message : AstmMessages.whole(unframed(Files.readAllBytes(file)), StandardCharsets.UTF_8)) {
                messages++;
                for (Document document : Documents.of(message, CHEM, Instant.EPOCH)) {
                    Schemas.valid(document);
                    assertThat(new String(document.json(), StandardCharsets.UTF_8))
                            .as(file.toString())
                            .doesNotContain("NORMALISATION_FAILED");
                    normalised += document.format().equals("lab.result/1") ? 1 : 0;
                }
                JsonNode lossless = Schemas.valid(Documents.lossless(message, CHEM, Instant.EPOCH));
                for (AstmRecord record : message.records()) {
                    Map<String, String> own = new TreeMap<>();
                    for (int f = 2; f <= record.fieldCount(); f++) {
                        for (int r = 1; r <= record.repeatCount(f); r++) {
                            for (int c = 1; c <= record.componentCount(f, r); c++) {
                                own.put(f + (r > 1 ? "[" + r + "]" : "") + "." + c, record.field(f, r, c));
                            }
                        }
                    }
                    same(file, lossless.path("records").get(record.index()), record.raw(), own);
                }
            }
        }
        assertThat(messages).isGreaterThan(60);
        assertThat(normalised).isGreaterThan(40);
    }

    @Test
    void hl7() throws Exception {
        int normalised = 0;
        int messages = 0;
        for (Path file : files("hl7")) {
            for (Hl7Message message :
                    Hl7Messages.split(Files.readAllBytes(file)).messages()) {
                messages++;
                for (Document document : Documents.of(message, CHEM, Instant.EPOCH)) {
                    Schemas.valid(document);
                    assertThat(new String(document.json(), StandardCharsets.UTF_8))
                            .as(file.toString())
                            .doesNotContain("NORMALISATION_FAILED");
                    normalised += document.format().equals("lab.result/1") ? 1 : 0;
                }
                JsonNode lossless = Schemas.valid(Documents.lossless(message, CHEM, Instant.EPOCH));
                for (Segment segment : message.segments()) {
                    byte[] raw = new byte[segment.raw().remaining()];
                    segment.raw().get(raw);
                    same(
                            file,
                            lossless.path("segments").get(segment.index()),
                            new String(raw, LosslessHl7.charset(message)),
                            values(segment));
                }
            }
        }
        assertThat(messages).isGreaterThan(300);
        assertThat(normalised).isGreaterThan(80);
    }

    private static Map<String, String> values(Segment segment) {
        Map<String, String> own = new TreeMap<>();
        for (int f = 1; f <= segment.fieldCount(); f++) {
            Value field = segment.field(f);
            for (int r = 1; r <= field.repetitions().size(); r++) {
                Value repetition = field.repetition(r);
                for (int c = 1; c <= repetition.components().size(); c++) {
                    Value component = repetition.component(c);
                    for (int s = 1; s <= component.subcomponents().size(); s++) {
                        Value leaf = component.subcomponent(s);
                        own.put(
                                f + (r > 1 ? "[" + r + "]" : "") + "." + c + (s > 1 ? "." + s : ""),
                                leaf.isNull() ? "\"\"" : leaf.text());
                    }
                }
            }
        }
        return own;
    }

    private static void same(Path file, JsonNode written, String raw, Map<String, String> own) {
        own.values().removeIf(String::isEmpty);
        assertThat(written.path("raw").asString()).as(file.toString()).isEqualTo(raw);
        Map<String, String> fields = new TreeMap<>();
        written.path("fields")
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
        assertThat(fields).as(file.toString()).isEqualTo(own);
    }

    /** The text of the frames where a file is a byte stream; good enough to get at records, good or bad ones alike. */
    private static byte[] unframed(byte[] file) {
        boolean framed = false;
        for (byte b : file) {
            framed |= b == 2;
        }
        if (!framed) {
            return file;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean inside = false;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == 2) {
                inside = true;
                i++; // the frame number
            } else if (file[i] == 3 || file[i] == 0x17) {
                inside = false;
            } else if (inside) {
                text.write(file[i]);
            }
        }
        return text.toByteArray();
    }
}
