// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mapping of the file, with the line of each of its keys. */
final class Section {

    /** What a key may hold. */
    sealed interface Value permits Text, Nested, Items {}

    /** A scalar and where it stands. */
    record Text(Path file, int line, String value) implements Value {
        ConfigException problem(String what) {
            return new ConfigException(file, line, what);
        }
    }

    record Nested(Section section) implements Value {}

    record Items(List<Value> values) implements Value {}

    record Entry(int line, Value value) {}

    private final Path file;
    private final int line;
    private final String path;
    private final Map<String, Entry> entries;

    Section(Path file, int line, String path, Map<String, Entry> entries) {
        this.file = file;
        this.line = line;
        this.path = path;
        this.entries = entries;
    }

    /** Refuses every key but these. */
    void allow(String... keys) throws ConfigException {
        List<String> known = Arrays.asList(keys);
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new ConfigException(
                        file,
                        entry.getValue().line(),
                        "unknown key '" + path + entry.getKey() + "'; did you mean '" + path
                                + Nearest.to(entry.getKey(), known) + "'? Known here: " + String.join(", ", known));
            }
        }
    }

    Text text(String key) throws ConfigException {
        return optionalText(key).orElseThrow(() -> new ConfigException(file, line, "'" + path + key + "' is missing"));
    }

    Optional<Text> optionalText(String key) throws ConfigException {
        Optional<Entry> entry = Optional.ofNullable(entries.get(key));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (entry.get().value() instanceof Text text && !text.value().isBlank()) {
            return Optional.of(text);
        }
        throw problem(key, "'" + path + key + "' must be a text");
    }

    /** A list of texts, or one text; empty where there is no such key. */
    List<Text> texts(String key) throws ConfigException {
        if (!entries.containsKey(key)) {
            return List.of();
        }
        Value value = required(key).value();
        List<Text> texts = new ArrayList<>();
        for (Value item : value instanceof Items items ? items.values() : List.of(value)) {
            if (!(item instanceof Text text) || text.value().isBlank()) {
                throw problem(key, "'" + path + key + "' must be a list of texts");
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw problem(key, "'" + path + key + "' is an empty list; leave the key out instead");
        }
        return texts;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** As an operator finds it in the file. */
    String path(String key) {
        return path + key;
    }

    Section section(String key) throws ConfigException {
        Entry entry = required(key);
        if (entry.value() instanceof Nested nested) {
            return nested.section();
        }
        throw problem(key, "'" + path + key + "' must hold keys of its own");
    }

    Optional<Section> optionalSection(String key) throws ConfigException {
        return entries.containsKey(key) ? Optional.of(section(key)) : Optional.empty();
    }

    List<Section> sections(String key) throws ConfigException {
        Entry entry = required(key);
        if (!(entry.value() instanceof Items items) || items.values().isEmpty()) {
            throw problem(key, "'" + path + key + "' must be a list with at least one entry");
        }
        List<Section> sections = new ArrayList<>();
        for (Value value : items.values()) {
            if (!(value instanceof Nested nested)) {
                throw problem(key, "each entry of '" + path + key + "' must hold keys of its own");
            }
            sections.add(nested.section());
        }
        return sections;
    }

    /** A problem at {@code key}'s line, or at the section's where the key is not there. */
    ConfigException problem(String key, String what) {
        Entry entry = entries.get(key);
        return new ConfigException(file, entry == null ? line : entry.line(), what);
    }

    private Entry required(String key) throws ConfigException {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new ConfigException(file, line, "'" + path + key + "' is missing");
        }
        return entry;
    }
}
