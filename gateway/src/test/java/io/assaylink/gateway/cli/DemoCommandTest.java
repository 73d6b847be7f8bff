// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job in one JVM, as a newcomer sees it first. One after the other: a second demo takes the port of a killed hub. */
class DemoCommandTest {
    private static final Pattern SUMMARY =
            Pattern.compile("[0-9.]+ s: ([1-9][0-9]*) messages accepted, \\1 delivered, 0 waiting, 0 lost, in order");

    @TempDir
    Path folder;

    @Test
    @DisplayName("without a terminal, with its ports taken and a temporary directory with spaces: says so and works")
    void portsTaken() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        for (int port : List.of(8090, 4010, 2575)) {
            try {
                taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            } catch (IOException e) {
                // somebody else has it: taken all the same
            }
        }
        Path temporary = Files.createDirectory(folder.resolve("a folder with spaces"));
        try (Program demo =
                Program.start(List.of("-Djava.io.tmpdir=" + temporary), "demo", "--for", "2s", "--every", "200ms")) {
            assertThat(demo.exitCode()).isZero();
            for (ServerSocket socket : taken) {
                assertThat(demo.out().count("port " + socket.getLocalPort() + " is taken"))
                        .isEqualTo(1);
            }
            assertThat(rows(demo, "chem-1")).isNotEmpty();
            assertThat(rows(demo, "hema-1")).isNotEmpty();
            assertThat(last(demo)).matches(SUMMARY);
            assertThat(demo.err().all()).isEmpty();
            assertThat(demo.out().all()).noneMatch(line -> line.contains("PATIENT"));
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("assaylink-demo"));
        }
    }

    @Test
    @DisplayName("h kills the hub, the outbox fills; h revives it, the outbox drains; q ends with nothing lost")
    void hubKilledAndRevived() throws Exception {
        try (Program demo = Program.start(List.of("-Dassaylink.terminal=true"), "demo", "--every", "100ms")) {
            demo.out().await(row("chem-1"), "a row of chem-1");
            demo.out().await(row("hema-1"), "a row of hema-1");
            demo.type("h");
            demo.out().await("hub is killed");
            demo.out()
                    .await(
                            line -> line.matches("# the outbox holds [1-9][0-9]* messages?, the oldest for .*"),
                            "the outbox's depth");
            demo.type(" H ");
            demo.out().await("hub is back");
            int before = demo.out().all().size();
            demo.out().awaitAfter(before, row("chem-1"), "a row of chem-1 after the revival");
            demo.type("q");
            assertThat(demo.exitCode()).isZero();
            assertThat(last(demo)).matches(SUMMARY);
            assertThat(demo.err().all()).isEmpty();
        }
    }

    @Test
    @DisplayName("Ctrl-C, or SIGTERM, ends it as q does")
    void interrupted() throws Exception {
        try (Program demo = Program.start(
                List.of("-Dassaylink.terminal=true", "-Djava.io.tmpdir=" + folder), "demo", "--every", "100ms")) {
            demo.out().await(row("chem-1"), "a row of chem-1");
            demo.terminate();
            assertThat(demo.exitCode()).isEqualTo(143);
            assertThat(last(demo)).matches(SUMMARY);
            assertThat(demo.err().all()).isEmpty();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("assaylink-demo"));
        }
    }

    private static List<String> rows(Program demo, String instrument) {
        return demo.out().all().stream().filter(row(instrument)).toList();
    }

    /** Columns as in the head: time, instrument, specimen, results and two spans of time. */
    private static Predicate<String> row(String instrument) {
        return line -> line.matches("[0-9:.]{12}  " + instrument + " +[CH]-[0-9]{5} +[0-9]+ +[0-9.]+ ms +[0-9.]+ ms");
    }

    private static String last(Program demo) {
        List<String> lines = demo.out().all();
        return lines.get(lines.size() - 1);
    }
}
