// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a program prints, line by line: kept, and waited for. Thread-safe. */
final class Lines extends Writer {
    /** Far above what any line takes; a wait that long is a failure. */
    static final long BOUND_SECONDS = 60;

    private final List<String> lines = new ArrayList<>();
    private final StringBuilder unfinished = new StringBuilder();
    private boolean ended;

    /** The lines of a stream, read by a thread of their own until its end. */
    static Lines of(InputStream stream) {
        Lines lines = new Lines();
        Thread reader = new Thread(
                () -> {
                    try (lines;
                            BufferedReader in =
                                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            lines.write(line + "\n");
                        }
                    } catch (IOException e) {
                        // its process was killed: that is the end
                    }
                },
                "lines");
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    PrintWriter writer() {
        return new PrintWriter(this, true);
    }

    @Override
    public synchronized void write(char[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] == '\n') {
                lines.add(unfinished.toString().stripTrailing());
                unfinished.setLength(0);
            } else {
                unfinished.append(buffer[i]);
            }
        }
        notifyAll();
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }

    synchronized long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** The first line that holds {@code part}, as soon as there is one. */
    String await(String part) throws InterruptedException {
        return await(line -> line.contains(part), part);
    }

    /** The first such line, as soon as there is one. */
    synchronized String await(Predicate<String> wanted, String what) throws InterruptedException {
        return awaitAfter(0, wanted, what);
    }

    /** The first such line behind the first {@code after} lines. */
    synchronized String awaitAfter(int after, Predicate<String> wanted, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (true) {
            for (String line : lines.subList(Math.min(after, lines.size()), lines.size())) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("no line with " + what + " in " + lines);
            }
            wait(left);
        }
    }

    /** Waits until the stream has ended. */
    synchronized void awaitEnd() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        while (!ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("no end after " + lines);
            }
            wait(left);
        }
    }
}
