// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.conformance.HubCheck;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Every JSON example of the documentation is valid, and the AsyncAPI document says what the schemas say. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PROTOCOL = ROOT.resolve("docs/facilitator-protocol.md");
    private static final Path ASYNCAPI = ROOT.resolve("docs/asyncapi.yaml");
    /** A block, and a line that names its schema or says why there is none. */
    private static final Pattern BLOCK =
            Pattern.compile("```json[^\\n]*\\n(.*?)```(?:\\s*<!-- (schema|no schema): ([^>]*?) -->)?", Pattern.DOTALL);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Example(Path page, JsonNode json, Optional<String> schema) {}

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("target")
                            && !file.toString().contains("/."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Example> examples(Path page) throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            Optional<String> said = Optional.ofNullable(block.group(2));
            try (MappingIterator<JsonNode> values =
                    MAPPER.readerFor(JsonNode.class).readValues(block.group(1))) {
                values.readAll().forEach(value -> {
                    if (!said.equals(Optional.of("no schema"))) {
                        examples.add(new Example(page, value, said.map(any -> block.group(3))));
                    }
                });
            } catch (JacksonException broken) {
                throw new AssertionError(page + ": " + block.group(), broken);
            }
        }
        return examples;
    }

    private static String schema(Example example) {
        JsonNode json = example.json();
        if (example.schema().isPresent()) {
            return example.schema().get();
        }
        if (json.has("kind")) {
            return PublishedSchemas.FRAME;
        }
        return json.path("format").asString("").replace('/', '.');
    }

    @Test
    void everyExampleIsValid() throws Exception {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Path page : pages()) {
            for (Example example : examples(page)) {
                count++;
                String schema = schema(example);
                if (!PublishedSchemas.names().contains(schema)) {
                    wrong.add(page + ": no schema for " + example.json());
                    continue;
                }
                PublishedSchemas.errors(schema, example.json().toString())
                        .forEach(error -> wrong.add(page + ": " + error + " in " + example.json()));
                String format =
                        example.json().path("data").path("format").asString("").replace('/', '.');
                if (schema.equals(PublishedSchemas.FRAME) && !format.isEmpty()) {
                    PublishedSchemas.errors(format, example.json().path("data").toString())
                            .forEach(error -> wrong.add(page + ": " + error + " in " + example.json()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).as("examples found").isGreaterThanOrEqualTo(15);
    }

    @Test
    void everyKindOfFrameHasAnExampleThatTheReaderTakes() throws Exception {
        Set<String> shown = new HashSet<>();
        for (Example example : examples(PROTOCOL)) {
            if (example.json().has("kind")) {
                shown.add(example.json().path("kind").asString());
                new EnvelopeReader(1 << 20).read(example.json().toString().getBytes(UTF_8));
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(kinds());
    }

    @Test
    void theProtocolHasTheClausesOfTheChecksAndTheNamesOfTheCode() throws Exception {
        String page = Files.readString(PROTOCOL);
        for (HubCheck check : HubCheck.values()) {
            assertThat(page).as(check.id()).contains("**" + check.clause() + "**");
        }
        assertThat(page).contains(HubTransport.SUBPROTOCOL, HubTransport.PATH);
    }

    /** The kinds that the frame schema knows. */
    private static List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        MAPPER.readTree(PublishedSchemas.text(PublishedSchemas.FRAME))
                .path("oneOf")
                .forEach(each -> kinds.add(each.path("$ref").asString().substring("#/$defs/".length())));
        return kinds;
    }

    @Test
    void asyncApiHasAMessageForEveryKindAndEveryReferenceLeadsSomewhere() throws Exception {
        JsonNode document = new YAMLMapper().readTree(Files.readString(ASYNCAPI));

        assertThat(document.path("asyncapi").asString()).isEqualTo("3.0.0");
        assertThat(document.path("info").path("title").asString()).isNotEmpty();
        assertThat(document.path("channels").path("facilitator").path("address").asString())
                .isEqualTo(HubTransport.PATH);
        assertThat(document.path("components").path("messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(kinds());
        assertThat(document.path("channels")
                        .path("facilitator")
                        .path("messages")
                        .propertyNames())
                .containsExactlyInAnyOrderElementsOf(kinds());
        for (String kind : kinds()) {
            assertThat(document.at("/components/messages/" + kind + "/payload/$ref")
                            .asString())
                    .endsWith("facilitator.frame.1.schema.json#/$defs/" + kind);
        }
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).hasSizeGreaterThan(50);
        for (String reference : references) {
            String file = reference.substring(0, reference.indexOf('#'));
            JsonNode target =
                    file.isEmpty() ? document : MAPPER.readTree(Files.readString(ASYNCAPI.resolveSibling(file)));
            assertThat(target.at(reference.substring(reference.indexOf('#') + 1))
                            .isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void everyOperationUsesMessagesOfItsChannel() throws Exception {
        JsonNode document = new YAMLMapper().readTree(Files.readString(ASYNCAPI));
        Set<String> used = new HashSet<>();
        for (JsonNode operation : document.path("operations").values()) {
            assertThat(operation.path("action").asString()).isIn("send", "receive");
            List<String> references = new ArrayList<>();
            collect(operation, references);
            references.stream()
                    .filter(reference -> reference.contains("/messages/"))
                    .forEach(reference -> used.add(reference.substring(reference.lastIndexOf('/') + 1)));
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(kinds());
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.path("$ref").asString());
        }
        node.values().forEach(child -> collect(child, references));
    }
}
