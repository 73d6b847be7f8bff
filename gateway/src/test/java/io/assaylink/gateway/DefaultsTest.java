// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.assaylink.transport.reconnect.TokenBucket;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * docs/defaults.md is what the code does: each option of each record that has defaults, each bound of time that is fixed, and
 * each key of the gateway's file has its row, and no row is without one.
 */
class DefaultsTest {
    private static final Path DOCUMENT = Path.of("../docs/defaults.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final String FIXED = "Fixed times";
    private static final String SIZES = "Fixed sizes";
    private static final String KEYS = "The gateway's file";

    /** One row: what it says and what it has yet to say. */
    private record Row(String value, String unit, String source) {}

    private static List<Class<?>> classes() {
        List<Class<?>> classes = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/transport/contract/"))
                .importPackages("io.assaylink")) {
            if (!type.getName().endsWith("-info") && !type.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                classes.add(type.reflect());
            }
        }
        return classes;
    }

    @Test
    void everyOptionAndEveryFixedTimeHasItsRow() throws Exception {
        Map<String, Map<String, Row>> expected = new TreeMap<>();
        List<Class<?>> all = classes();
        for (Class<?> type : all) {
            Optional<Object> defaults = defaults(type);
            if (defaults.isPresent()) {
                Map<String, Row> rows = new LinkedHashMap<>();
                rows(defaults.get(), "", rows);
                expected.put(name(type), rows);
            }
        }
        expected.put(FIXED, fixedTimes(all));
        Map<String, Map<String, Row>> documented = documented();
        documented.remove(KEYS);
        fixedSizes(all, documented.getOrDefault(SIZES, Map.of()));
        documented.remove(SIZES);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/defaults.md"), text(expected, documented));
        expected.forEach((table, rows) -> {
            Map<String, Row> said = documented.getOrDefault(table, Map.of());
            assertThat(said.keySet())
                    .as("%s in %s; target/defaults.md has the rows it should have", table, DOCUMENT)
                    .containsExactlyInAnyOrderElementsOf(rows.keySet());
            rows.forEach((option, row) -> {
                Row it = said.getOrDefault(option, row);
                assertThat(it.value()).as("%s %s", table, option).isEqualTo(row.value());
                if (!row.unit().isEmpty()) {
                    assertThat(it.unit()).as("%s %s", table, option).isEqualTo(row.unit());
                }
                assertThat(it.source())
                        .as("where %s %s comes from", table, option)
                        .doesNotContain("?")
                        .hasSizeGreaterThan(3);
            });
        });
        assertThat(documented.keySet()).as("tables of " + DOCUMENT).isEqualTo(expected.keySet());
    }

    @Test
    void whatIsNoRecordHasItsDefaultsToo() throws Exception {
        Map<String, Row> bucket = new LinkedHashMap<>();
        TokenBucket defaults = TokenBucket.defaults();
        int burst = 0;
        while (defaults.take(0) == 0) {
            burst++;
        }
        bucket.put("burst", new Row(Integer.toString(burst), "", ""));
        bucket.put(
                "interval",
                new Row(Long.toString(Duration.ofNanos(defaults.take(0)).toSeconds() / 2), "", ""));
        String document = Files.readString(DOCUMENT);
        bucket.forEach((name, row) -> assertThat(document).contains("`TokenBucket` " + name + " " + row.value()));
    }

    @Test
    void everyKeyOfTheGatewaysFileHasItsRow() throws Exception {
        List<String> keys = new ArrayList<>();
        Matcher key = Pattern.compile("^\\| `([a-z]+(?:\\[\\])?\\.[a-z-]+|site)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("README.md")));
        while (key.find()) {
            keys.add(key.group(1));
        }
        keys.add("instruments[].max-connections-per-address");
        assertThat(documented().getOrDefault(KEYS, Map.of()).keySet()).containsExactlyInAnyOrderElementsOf(keys);
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    /** What the type's own method of this name gives; a client id or the like is no default. */
    private static Optional<Object> defaults(Class<?> type) throws ReflectiveOperationException {
        if (!type.isRecord() || !Modifier.isPublic(type.getModifiers())) {
            return Optional.empty();
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("defaults") && method.getReturnType() == type) {
                method.setAccessible(true);
                return Optional.of(
                        method.getParameterCount() == 0 ? method.invoke(null) : method.invoke(null, "given"));
            }
        }
        return Optional.empty();
    }

    private static void rows(Object options, String path, Map<String, Row> rows) throws ReflectiveOperationException {
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(options);
            String name = path + component.getName();
            boolean own = value.getClass().isRecord() && value.getClass().getRecordComponents().length > 0;
            if (own && !defaults(value.getClass()).equals(Optional.of(value))) {
                rows(value, name + ".", rows); // a preset: what it holds is a default here
            } else {
                rows.put(name, row(value));
            }
        }
    }

    private static Row row(Object value) {
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            return row(optional.get());
        }
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0
                    ? new Row(Long.toString(time.toSeconds()), "s", "")
                    : new Row(Long.toString(time.toMillis()), "ms", "");
        }
        return new Row(text(value), "", "");
    }

    private static String text(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? "none" : text(optional.get());
        }
        if (value instanceof Collection<?> many) {
            return many.isEmpty()
                    ? "none"
                    : many.stream().map(DefaultsTest::text).sorted().collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? "none" : map.size() + " entries";
        }
        if (value instanceof String text) {
            return text.isEmpty() ? "none" : text;
        }
        if (value instanceof Enum<?> one) {
            return one.name();
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof java.nio.charset.Charset) {
            return value.toString();
        }
        return !value.getClass().isRecord()
                ? "as its Javadoc says" // a function, a time zone: nothing to compare
                : value.getClass().getRecordComponents().length == 0
                        ? value.getClass().getSimpleName()
                        : "see " + name(value.getClass());
    }

    /** Times that nobody can set: each with the class that holds it. */
    private static Map<String, Row> fixedTimes(List<Class<?>> all) throws ReflectiveOperationException {
        Map<String, Row> rows = new TreeMap<>();
        for (Class<?> type : all) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && Modifier.isFinal(field.getModifiers())
                        && field.getType() == Duration.class) {
                    field.setAccessible(true);
                    @Nullable Object value = field.get(null);
                    rows.put(name(type) + "." + field.getName(), row(value == null ? Duration.ZERO : value));
                }
            }
        }
        return rows;
    }

    /** Which sizes are worth a row is a matter of judgement; what a row says is not. */
    private static void fixedSizes(List<Class<?>> all, Map<String, Row> rows) throws ReflectiveOperationException {
        assertThat(rows).hasSizeGreaterThan(10);
        for (Map.Entry<String, Row> row : rows.entrySet()) {
            int dot = row.getKey().lastIndexOf('.');
            List<Object> found = new ArrayList<>();
            for (Class<?> type : all) {
                for (Field field : type.getDeclaredFields()) {
                    if (name(type).equals(row.getKey().substring(0, dot))
                            && field.getName().equals(row.getKey().substring(dot + 1))) {
                        field.setAccessible(true);
                        found.add(field.get(null));
                    }
                }
            }
            assertThat(found)
                    .as(row.getKey())
                    .extracting(Object::toString)
                    .contains(row.getValue().value());
        }
    }

    private static Map<String, Map<String, Row>> documented() throws Exception {
        Map<String, Map<String, Row>> tables = new TreeMap<>();
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : Files.exists(DOCUMENT) ? Files.readAllLines(DOCUMENT) : List.<String>of()) {
            if (line.startsWith("## ")) {
                rows = new LinkedHashMap<>();
                tables.put(line.substring(3), rows);
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4)));
            }
        }
        return tables;
    }

    private static String text(Map<String, Map<String, Row>> expected, Map<String, Map<String, Row>> known) {
        StringBuilder text = new StringBuilder();
        expected.forEach((table, rows) -> {
            text.append("\n## ").append(table).append("\n\n| option | default | unit | source |\n|---|---|---|---|\n");
            rows.forEach((option, row) -> {
                Row before = known.getOrDefault(table, Map.of()).getOrDefault(option, new Row("", "?", "?"));
                text.append("| `%s` | %s | %s | %s |%n"
                        .formatted(
                                option,
                                row.value(),
                                row.unit().isEmpty() ? before.unit() : row.unit(),
                                before.source()));
            });
        });
        return text.toString();
    }
}
