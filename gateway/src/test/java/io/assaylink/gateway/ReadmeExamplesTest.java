// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each Java example of README.md is compiled as it stands, run, and prints what the README says that it prints. */
class ReadmeExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```\\n+```text\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ANY_JAVA = Pattern.compile("```java\\n");

    @TempDir
    Path folder;

    @Test
    void theExamplesPrintWhatTheReadmeSays() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        List<String> printed = new ArrayList<>();
        List<String> promised = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(readme);
        while (example.find()) {
            promised.add(example.group(2));
            printed.add(run("Example" + promised.size(), example.group(1)));
        }
        assertThat(ANY_JAVA.matcher(readme).results().count())
                .as("every example says what it prints")
                .isEqualTo(promised.size());
        assertThat(promised)
                .as("one example for ASTM and one for HL7 at the least")
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(printed).isEqualTo(promised);
    }

    private String run(String name, String code) throws Exception {
        String imports = code.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = code.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        Path source = folder.resolve(name + ".java");
        Files.writeString(
                source,
                imports + "\npublic class " + name + " { public static void main(String[] args) throws Exception {\n"
                        + body + "\n} }\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = compiler.run(
                null,
                null,
                errors,
                "-proc:none",
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                folder.toString(),
                source.toString());
        assertThat(result).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Method main = loader.loadClass(name).getMethod("main", String[].class);
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
