// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A program of {@code examples/}: started, killed, started again on its port, and its file read. */
final class ExampleHub implements AutoCloseable {
    static final int HEARTBEAT_MS = 1000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What it is written in; a test that lacks its tool is skipped and says how to get it. */
    enum Language {
        PYTHON("hub.py", "Python with websockets: apt-get install python3-websockets") {
            @Override
            Optional<Path> tool() {
                // the system's: what else is called python3 on the PATH does not see Debian's packages
                Path python = Path.of("/usr/bin/python3");
                return Optional.of(python)
                        .filter(Files::isExecutable)
                        .filter(found -> succeeds(found.toString(), "-c", "import websockets"));
            }
        },
        NODE("hub.js", "Node with the package ws: npm install --prefix \"$ASSAYLINK_PEERS\" ws@8") {
            @Override
            Optional<Path> tool() {
                String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
                return Arrays.stream(path.split(":", -1))
                        .map(folder -> Path.of(folder, "node"))
                        .filter(Files::isExecutable)
                        .filter(found -> Files.isDirectory(Path.of(modules(), "ws")))
                        .findFirst();
            }
        };

        private final String script;
        private final String how;

        Language(String script, String how) {
            this.script = script;
            this.how = how;
        }

        abstract Optional<Path> tool();

        Path script() {
            return Path.of("..", "examples", script).toAbsolutePath().normalize();
        }

        /** {@code ASSAYLINK_PEERS} is a folder with {@code node_modules}. */
        private static String modules() {
            return Optional.ofNullable(System.getenv("ASSAYLINK_PEERS")).orElse("/nowhere") + "/node_modules";
        }

        private static boolean succeeds(String... command) {
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException | InterruptedException absent) {
                return false;
            }
        }
    }

    private final Language language;
    private final Path tool;
    private final Path folder;
    private final int port;
    private Process process;

    ExampleHub(Language language, Path folder) throws Exception {
        Optional<Path> found = language.tool();
        assumeTrue(found.isPresent(), "PEER ABSENT, test skipped. It needs " + language.how);
        this.language = language;
        this.tool = found.get();
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = start();
    }

    private Process start() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                tool.toString(),
                language.script().toString(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(HEARTBEAT_MS));
        builder.environment().put("NODE_PATH", Language.modules());
        Process started = builder.redirectErrorStream(true).start();
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(started, lines), "example-hub");
        reader.setDaemon(true);
        reader.start();
        String line = lines.poll(30, TimeUnit.SECONDS);
        if (!("listening " + port).equals(line)) {
            throw new AssertionError(language + " said: " + line);
        }
        return started;
    }

    private static void read(Process of, BlockingQueue<String> lines) {
        try (BufferedReader out = of.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException ended) {
            lines.add("ended");
        }
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/v1/facilitator");
    }

    Path log() {
        return folder.resolve("events.ndjson");
    }

    /** SIGKILL. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    void restart() throws Exception {
        kill();
        process = start();
    }

    /** The lines of its file for this source. */
    List<JsonNode> stored(String source) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : Files.readAllLines(log())) {
            JsonNode entry = MAPPER.readTree(line);
            if (entry.path("source").asString().equals(source)) {
                entries.add(entry);
            }
        }
        return entries;
    }

    List<Long> sequences(String source) throws IOException {
        return stored(source).stream()
                .map(entry -> Long.parseLong(entry.path("sequence").asString()))
                .toList();
    }

    @Override
    public void close() {
        var unused = process.destroyForcibly();
    }
}
