// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The module needs the JDK's base and nothing else, and no class of it does I/O, starts or knows a thread, reads a clock or
 * writes a log: a source of wall time is an argument. What a class can do stands in its constant pool, so that is what is read.
 */
class ModuleTest {

    private static final Path CLASSES = Path.of("target/classes");

    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern SCOPE = Pattern.compile("<scope>\\s*(\\w+)\\s*</scope>");

    /** Starts of names of classes, and members as class.member. */
    private static final List<String> FORBIDDEN = List.of(
            "java/lang/Thread",
            "java/lang/Process",
            "java/lang/Runtime.",
            "java/util/concurrent/",
            "java/util/Timer",
            "java/time/Clock",
            "java/time/InstantSource.system",
            "java/time/InstantSource.tick",
            "java/net/",
            "java/nio/channels/",
            "java/nio/file/",
            "java/io/File",
            "java/io/RandomAccessFile",
            "java/io/PrintStream",
            "java/util/logging/",
            "java/lang/System$Logger",
            "java/util/Random.",
            "java/util/UUID.randomUUID",
            "java/lang/Math.random");

    /** Counters are no locks. */
    private static final String COUNTERS = "java/util/concurrent/atomic/";

    private static final List<String> OWN = List.of("java/", "io/assaylink/hl7/");

    /** What the constant pool of a class names that it must not. */
    private static Set<String> offences(InputStream classFile) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String name : ConstantPool.read(classFile).references()) {
            boolean now = name.startsWith("java/time/") && name.endsWith(".now");
            boolean system = name.startsWith("java/lang/System.") && !name.equals("java/lang/System.arraycopy");
            if (now || system || (FORBIDDEN.stream().anyMatch(name::startsWith) && !name.startsWith(COUNTERS))) {
                found.add(name);
            } else if (OWN.stream().noneMatch(name::startsWith)) {
                found.add("outside: " + name);
            }
        }
        return found;
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> all = Files.walk(CLASSES)) {
            return all.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @Test
    void theModuleRequiresTheBaseModuleAlone() throws IOException {
        try (InputStream descriptor = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            assertThat(ModuleDescriptor.read(descriptor).requires())
                    .extracting(Requires::name)
                    .containsExactly("java.base");
        }
    }

    @Test
    void everyDependencyOfThePomIsForTestsAlone() throws IOException {
        assertThat(scopes(Path.of("pom.xml"))).isNotEmpty().containsOnly("test");
        assertThat(scopes(Path.of("../pom.xml")))
                .as("the parent gives its modules no dependency")
                .isEmpty();
        assertThat(scopes(Path.of("../protocol-hl7-hapi/pom.xml")))
                .as("where there are others they are seen")
                .contains("compile");
    }

    /** Of each dependency that a project file declares itself, in its profiles too; what it manages or builds with is none. */
    private static List<String> scopes(Path pom) throws IOException {
        String declared = Files.readString(pom)
                .replaceAll("(?s)<!--.*?-->", "")
                .replaceAll("(?s)<dependencyManagement>.*?</dependencyManagement>", "")
                .replaceAll("(?s)<build>.*?</build>", "");
        return DEPENDENCY
                .matcher(declared)
                .results()
                .map(MatchResult::group)
                .map(dependency -> {
                    Matcher scope = SCOPE.matcher(dependency);
                    return scope.find() ? scope.group(1) : "compile";
                })
                .toList();
    }

    @Test
    @DisplayName("no class names a thread, a clock, a socket, a file, a log or anything outside of the JDK's base")
    void noClassNamesAThreadAClockASocketOrALog() throws IOException {
        List<Path> classes = classes();
        assertThat(classes).hasSizeGreaterThan(80);
        for (Path file : classes) {
            try (InputStream classFile = Files.newInputStream(file)) {
                assertThat(offences(classFile)).as(file.toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "a planted {0} is found as {1}")
    @CsvSource({
        "Threads, java/lang/Thread",
        "Locks, java/util/concurrent/locks/ReentrantLock",
        "Clocks, java/time/Clock",
        "Instants, java/time/Instant.now",
        "Nanos, java/lang/System.nanoTime",
        "Printing, java/lang/System.out",
        "Logging, java/lang/System$Logger",
        "Handed, java/net/Socket",
        "Foreign, outside: org/junit/jupiter/api/Test"
    })
    void theScanFindsWhatIsPlanted(String planted, String offence) throws IOException {
        String name = "/io/assaylink/hl7/ModuleTest$" + planted + ".class";
        try (InputStream classFile =
                Optional.ofNullable(ModuleTest.class.getResourceAsStream(name)).orElseThrow()) {
            assertThat(offences(classFile)).contains(offence);
        }
    }

    static final class Threads {
        Thread thread = new Thread(() -> {});
    }

    static final class Locks {
        Object lock = new ReentrantLock();
    }

    static final class Clocks {
        Object clock = Clock.systemUTC();
    }

    static final class Instants {
        Object now = Instant.now();
    }

    static final class Nanos {
        long now = System.nanoTime();
    }

    static final class Printing {
        void print() {
            System.out.println();
        }
    }

    static final class Logging {
        Object log = System.getLogger("");
    }

    /** Names the class in a signature alone. */
    abstract static class Handed {
        abstract void use(java.net.Socket socket);
    }

    static final class Foreign {
        Object name = Test.class;
    }
}
