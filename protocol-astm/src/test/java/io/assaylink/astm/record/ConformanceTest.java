// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of clauses names tests that exist. */
class ConformanceTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|Properties|Fuzz))#(\\w+)`");

    /** What a report shows: the names of tests and properties. */
    private static final Pattern DISPLAYED = Pattern.compile("(?:@DisplayName\\(|@Label\\(|name =)\\s*\"([^\"]*)\"");

    private static final Pattern ID = Pattern.compile("\\b[AD]\\d{1,2}\\b");

    @Test
    void everyTestOfTheTableExists() throws IOException {
        Matcher name = NAME.matcher(Files.readString(Path.of("../docs/conformance-astm.md")));
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (name.find()) {
            found++;
            if (!source(name.group(1)).contains(" " + name.group(2) + "(")) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(40);
    }

    @Test
    void everyRowOfTheFaultTableAndEveryDialogueIsNamedByATest() throws IOException {
        Set<String> named = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            for (MatchResult name :
                    DISPLAYED.matcher(Files.readString(file)).results().toList()) {
                ID.matcher(name.group(1)).results().map(MatchResult::group).forEach(named::add);
            }
        }
        assertThat(named)
                .containsAll(
                        IntStream.rangeClosed(1, 38).mapToObj(row -> "A" + row).toList())
                .containsAll(
                        IntStream.rangeClosed(1, 18).mapToObj(row -> "D" + row).toList());
    }

    private static String source(String test) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            files = all.filter(file -> file.endsWith(test + ".java")).toList();
        }
        return files.isEmpty() ? "" : Files.readString(files.get(0));
    }
}
