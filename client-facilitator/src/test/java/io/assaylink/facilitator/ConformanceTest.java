// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of faults and wishes has every row, and names tests that exist. */
class ConformanceTest {
    private static final Path TABLE = Path.of("../docs/conformance-client.md");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:#(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (F?\\d{1,2}(?:\\.\\d{1,2})?) \\|(.*)\\|$");
    /** What a report shows: the names of tests and properties. */
    private static final Pattern DISPLAYED = Pattern.compile("(?:@DisplayName\\(|@Label\\(|name =)\\s*\"([^\"]*)\"");

    private static final Pattern FAULT = Pattern.compile("\\bF\\d{1,2}\\b");
    private static final int[] NOTES = {9, 7, 19, 13, 10};

    private static List<String> faults() {
        return IntStream.rangeClosed(1, 21).mapToObj(row -> "F" + row).toList();
    }

    @Test
    void everyRowIsThereOnceAndNamesATest() throws IOException {
        List<String> wanted = new ArrayList<>(faults());
        for (int note = 0; note < NOTES.length; note++) {
            for (int row = 1; row <= NOTES[note]; row++) {
                wanted.add(note + "." + row);
            }
        }
        List<String> found = new ArrayList<>();
        List<String> bare = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(TABLE));
        while (row.find()) {
            found.add(row.group(1));
            String tests = row.group(2).substring(row.group(2).lastIndexOf('|') + 1);
            if (!NAME.matcher(tests).find()) {
                bare.add(row.group(1));
            }
        }

        assertThat(found).containsExactlyElementsOf(wanted);
        assertThat(bare).isEmpty();
    }

    @Test
    void everyTestOfTheTableExists() throws IOException {
        Map<String, Path> sources = sources();
        List<String> missing = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(TABLE));
        while (row.find()) {
            String tests = row.group(2).substring(row.group(2).lastIndexOf('|') + 1);
            Matcher name = NAME.matcher(tests);
            while (name.find()) {
                Path source = sources.get(name.group(1));
                boolean method = source != null
                        && (name.group(2) == null || Files.readString(source).contains("void " + name.group(2) + "("));
                if (!method) {
                    missing.add(row.group(1) + " " + name.group());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyFaultIsNamedByATestOfThisModule() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (Map.Entry<String, Path> source : sources().entrySet()) {
            if (source.getValue().startsWith("src")) {
                for (MatchResult shown : DISPLAYED
                        .matcher(Files.readString(source.getValue()))
                        .results()
                        .toList()) {
                    FAULT.matcher(shown.group(1))
                            .results()
                            .map(MatchResult::group)
                            .forEach(named::add);
                }
            }
        }

        assertThat(named).containsAll(faults());
    }

    /** Test classes of all modules by name; this module's win. */
    private static Map<String, Path> sources() throws IOException {
        Map<String, Path> sources = new TreeMap<>();
        List<Path> roots = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            roots.addAll(modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList());
        }
        roots.add(Path.of("src/test/java"));
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                sources.putAll(files.filter(file -> file.toString().endsWith(".java"))
                        .collect(Collectors.toMap(
                                file -> file.getFileName().toString().replace(".java", ""),
                                file -> file,
                                (one, other) -> one)));
            }
        }
        return sources;
    }
}
