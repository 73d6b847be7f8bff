// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each assertion of the profile is the name of a test. */
class LawAssertionsTest {

    /** What a report shows: the names of tests. */
    private static final Pattern DISPLAYED = Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"");

    private static final Pattern ASSERTION = Pattern.compile("\\b(?:LAB2[789]|LAW)-\\d{3}\\b");

    /** LAB28-002 is in no source of ours. */
    @Test
    void everyAssertionIsNamedByATest() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/io/assaylink/hl7/law"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (MatchResult shown :
                        DISPLAYED.matcher(Files.readString(file)).results().toList()) {
                    ASSERTION
                            .matcher(shown.group(1))
                            .results()
                            .map(MatchResult::group)
                            .forEach(named::add);
                }
            }
        }
        Set<String> expected = new TreeSet<>();
        IntStream.rangeClosed(1, 8).forEach(n -> expected.add("LAB27-00" + n));
        IntStream.rangeClosed(1, 9).filter(n -> n != 2).forEach(n -> expected.add("LAB28-00" + n));
        IntStream.rangeClosed(1, 3).forEach(n -> expected.add("LAB29-00" + n));
        IntStream.rangeClosed(4, 8).forEach(n -> expected.add("LAW-00" + n));
        assertThat(named).isEqualTo(expected);
    }
}
