// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each row of the table of transport faults names tests that exist, and one of them bears the row's id. Without its heading
 * {@code ## WebSocket} the table is that of TCP alone; with it, all of its rows are wanted.
 */
class FaultTableTest {
    private static final Path TABLE = Path.of("../docs/faults-transport.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([TW]\\d+) \\|.*\\| ([^|]*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|Properties|Fuzz|Contract))#(\\w+)`");
    private static final List<Path> SOURCES = List.of(
            Path.of("../transport-core/src/test/java"),
            Path.of("../transport-ws/src/test/java"),
            Path.of("src/test/java"));

    @Test
    void everyRowIsThereAndInOrder() throws IOException {
        String table = Files.readString(TABLE);
        List<String> wanted = new ArrayList<>(ids("T", 19));
        if (table.contains("## WebSocket")) {
            wanted.addAll(ids("W", 14));
        }
        assertThat(ROW.matcher(table).results().map(row -> row.group(1)).toList())
                .isEqualTo(wanted);
    }

    @Test
    void everyTestOfTheTableExists() throws IOException {
        List<String> missing = new ArrayList<>();
        Map<String, String> tests = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(TABLE));
        while (row.find()) {
            tests.put(row.group(1), row.group(2));
        }
        for (Map.Entry<String, String> named : tests.entrySet()) {
            boolean borne = false;
            Matcher name = NAME.matcher(named.getValue());
            while (name.find()) {
                Optional<String> method = declaration(name.group(1), name.group(2));
                if (method.isEmpty()) {
                    missing.add(named.getKey() + ": " + name.group());
                } else {
                    borne |= Pattern.compile("\\b" + named.getKey() + "\\b")
                            .matcher(method.get())
                            .find();
                }
            }
            if (!borne) {
                missing.add(named.getKey() + ": no test that bears the id");
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aTestThatIsNotThereIsFound() throws IOException {
        assertThat(declaration("FaultTableTest", "noSuchTest")).isEmpty();
        assertThat(declaration("NoSuchTest", "everyTestOfTheTableExists")).isEmpty();
        assertThat(declaration("ExhaustionTest", "outOfFiles")).get().asString().contains("T18");
    }

    private static List<String> ids(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> letter + i).toList();
    }

    /** The annotations and the head of a method, empty where there is none of the name. */
    private static Optional<String> declaration(String type, String method) throws IOException {
        for (Path folder : SOURCES) {
            try (Stream<Path> all = Files.walk(folder)) {
                Optional<Path> file =
                        all.filter(path -> path.endsWith(type + ".java")).findFirst();
                if (file.isEmpty()) {
                    continue;
                }
                String source = Files.readString(file.get());
                int at = source.indexOf(" void " + method + "(");
                if (at >= 0) {
                    int begin = Math.max(source.lastIndexOf("\n\n", at), source.lastIndexOf("    }\n", at));
                    return Optional.of(source.substring(Math.max(0, begin), at));
                }
            }
        }
        return Optional.empty();
    }
}
