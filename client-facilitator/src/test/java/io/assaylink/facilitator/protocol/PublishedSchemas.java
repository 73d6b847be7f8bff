// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.protocol;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The files of {@code schemas/}, by their name without the ending. */
final class PublishedSchemas {
    static final String FRAME = "facilitator.frame.1";
    static final Path FOLDER = Path.of("..", "schemas");
    static final String ENDING = ".schema.json";

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> LOADED = new ConcurrentHashMap<>();

    private PublishedSchemas() {}

    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ENDING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Error> errors(String name, String json) {
        return LOADED.computeIfAbsent(name, key -> REGISTRY.getSchema(text(key)))
                .validate(json, InputFormat.JSON);
    }

    static List<Error> errors(String name, byte[] json) {
        return errors(name, new String(json, StandardCharsets.UTF_8));
    }
}
