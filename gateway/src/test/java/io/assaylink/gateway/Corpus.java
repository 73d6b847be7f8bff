// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of captures that {@code ASSAYLINK_CORPUS} names. */
final class Corpus {
    private Corpus() {}

    /** The folder; the test that asks is skipped where there is none. */
    static Path folder(String protocol) {
        String folder = System.getenv("ASSAYLINK_CORPUS");
        assumeTrue(folder != null, "ASSAYLINK_CORPUS is not set: no captures to test with");
        return Path.of(String.valueOf(folder)).resolve(protocol);
    }

    /** The data files below a folder, sorted: no licences, lists or read-me files. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("LICENSES"))
                    .filter(file -> !List.of("README.md", "SOURCES.tsv", ".gitattributes")
                            .contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Streams of the ASTM collection whose documented outcome is a well-formed session, with the number of messages.
     *
     * @param name below the folder
     */
    record Session(String name, int messages) {}

    /** The first three tables of the collection's own documentation, and the recordings it calls whole. */
    static List<Session> wellFormedSessions(Path astm) throws IOException {
        List<Session> sessions = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(astm.resolve("README.md"))) {
            if (line.startsWith("### ")) {
                inTable = !line.startsWith("### Deviations");
            } else if (inTable && line.startsWith("| `") && line.contains(".bin`")) {
                String[] cells = line.split("\\|", -1);
                sessions.add(new Session(
                        "synthetic/" + cells[1].strip().replace("`", ""), Integer.parseInt(cells[3].strip())));
            }
        }
        for (Path file : files(astm.resolve("rubyastm/derived"))) {
            sessions.add(new Session("rubyastm/derived/" + file.getFileName(), 1));
        }
        for (Path file : files(astm.resolve("generalastm"))) {
            sessions.add(new Session("generalastm/" + file.getFileName(), 1));
        }
        return sessions;
    }
}
