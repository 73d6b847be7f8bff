// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The Java blocks of a module's README, so that a test can show that it runs them. */
public final class Readme {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private Readme() {}

    /** Each block, white space apart; the working directory is the module. */
    public static List<String> examples() throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> squeeze(block.group(1)))
                .toList();
    }

    /** A test's source in the same form. */
    public static String source(Class<?> test) throws IOException {
        return squeeze(Files.readString(Path.of("src/test/java", test.getName().replace('.', '/') + ".java")));
    }

    private static String squeeze(String text) {
        return text.replaceAll("\\s+", "");
    }
}
