// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** The process of {@link Served}. */
final class ServedProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path said;
    private final int port;

    /** What it told: numbers by name. */
    record Seen(Map<String, Long> values) {

        /** 0 where it told none. */
        long get(String name) {
            return values.getOrDefault(name, 0L);
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    private ServedProcess(Process process, Path said) throws IOException {
        this.process = process;
        this.said = said;
        out = process.inputReader();
        in = process.outputWriter();
        port = Math.toIntExact(line().get("port"));
    }

    /** With these options of the JVM and these settings. */
    static ServedProcess start(List<String> jvm, String... settings) throws IOException {
        return start(List.of(), Map.of(), jvm, settings);
    }

    /** Behind {@code before}, which ends with running what follows it. */
    static ServedProcess start(
            List<String> before, Map<String, String> environment, List<String> jvm, String... settings)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                String.join(
                        File.pathSeparator,
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        Path.of("target", "classes").toAbsolutePath().toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", "")),
                Served.class.getName()));
        command.addAll(List.of(settings));
        Path said = Files.createTempFile(Path.of("target"), "served", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(said.toFile());
        builder.environment().putAll(environment);
        return new ServedProcess(builder.start(), said);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it says to this. */
    Seen ask(String command) {
        try {
            in.write(command + "\n");
            in.flush();
            return line();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What it says when this number is this, or after 20 s. */
    Seen await(String name, long number) {
        return await(name, found -> found == number);
    }

    /** The same for any number that is wanted. */
    Seen await(String name, LongPredicate wanted) {
        long begun = System.nanoTime();
        Seen seen = ask("stats");
        while (!wanted.test(seen.get(name)) && System.nanoTime() - begun < 20_000_000_000L) {
            seen = ask("stats");
        }
        return seen;
    }

    /** What it wrote to its log and its standard error. */
    String log() {
        try {
            return Files.readString(said);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Seen line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("it ended: " + log());
        }
        Map<String, Long> values = new TreeMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
            }
        }
        return new Seen(values);
    }

    @Override
    public void close() throws IOException {
        in.close(); // it ends at the end of its input
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        out.close();
        Files.deleteIfExists(said);
    }
}
