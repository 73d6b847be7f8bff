// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer's process and the lines it says. */
final class Program implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Program(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, "peer");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException ended) {
            lines.add("the peer ended");
        }
    }

    /** The next line. */
    String line() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        return line == null ? "the peer said nothing for 30 s" : line;
    }

    /** The port of a server, whose first line says it. */
    int port() throws InterruptedException {
        String line = line();
        if (!line.startsWith("listening ")) {
            throw new AssertionError(line);
        }
        return Integer.parseInt(line.substring(10));
    }

    /** Its exit status. */
    int end() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the peer does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        var unused = process.destroyForcibly();
    }
}
