// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of clauses names tests that exist. */
class ConformanceTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|Properties|Fuzz))#(\\w+)`");

    @Test
    void everyTestOfTheTableExists() throws IOException {
        Matcher name = NAME.matcher(Files.readString(Path.of("../docs/conformance-hl7.md")));
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (name.find()) {
            found++;
            if (!source(name.group(1)).contains(" " + name.group(2) + "(")) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(55);
    }

    /** Tests of the module, and those that need HAPI. */
    private static String source(String test) throws IOException {
        for (String folder : List.of("src/test/java", "../protocol-hl7-hapi/src/test/java")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                Optional<Path> file =
                        all.filter(path -> path.endsWith(test + ".java")).findFirst();
                if (file.isPresent()) {
                    return Files.readString(file.get());
                }
            }
        }
        return "";
    }
}
