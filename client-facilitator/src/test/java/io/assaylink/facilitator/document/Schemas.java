// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The published schemas, and documents held against them. */
final class Schemas {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> BY_FORMAT = new ConcurrentHashMap<>();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Schemas() {}

    /** The document as a tree, after its schema took it. */
    static JsonNode valid(Document document) {
        String text = new String(document.json(), UTF_8);
        assertThat(errors(document.format(), text)).as(document.format()).isEmpty();
        JsonNode tree = MAPPER.readTree(document.json());
        assertThat(tree.path("format").asString()).isEqualTo(document.format());
        return tree;
    }

    static List<Error> errors(String format, String json) {
        return BY_FORMAT.computeIfAbsent(format, Schemas::load).validate(json, InputFormat.JSON);
    }

    static JsonNode tree(String json) {
        return MAPPER.readTree(json);
    }

    private static Schema load(String format) {
        try {
            return REGISTRY.getSchema(
                    Files.readString(Path.of("..", "schemas", format.replace('/', '.') + ".schema.json"), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
