// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.DeadLetter;
import io.assaylink.facilitator.outbox.Drafts;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a process that appends and looks at what its disk holds. The seed is printed with every failure. */
class CrashTest {
    private static final int ROUNDS = 5;
    private static final Pattern NUMBER = Pattern.compile("\"n\":([0-9]+)");

    @TempDir
    Path directory;

    private final TreeMap<Long, Integer> stored = new TreeMap<>();
    private long acked;

    @Test
    @DisplayName("Q1 SIGKILL at a random time: every completed append is there, contiguous, byte for byte")
    void killed() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Process victim = start("NONE", 0);
            try (BufferedReader out = victim.inputReader()) {
                int lines = 1 + random.nextInt(400);
                for (int i = 0; i < lines; i++) {
                    note(out.readLine());
                }
                victim.toHandle().destroyForcibly(); // leaves the pipe open: what was said before the kill counts
                drain(out);
            }
            assertThat(victim.waitFor()).isEqualTo(137);
            check("seed " + seed + ", round " + round);
        }
    }

    @ParameterizedTest
    @EnumSource(FailPoint.class)
    @DisplayName("Q2 halted at each named fail-point: the same")
    void haltedAt(FailPoint point) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        boolean rare = point == FailPoint.MID_TRIM || point == FailPoint.MID_MESSAGE;
        Process victim = start(point.name(), 2 + new Random(seed).nextInt(rare ? 3 : 60));
        try (BufferedReader out = victim.inputReader()) {
            drain(out);
        }
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(137);
        if (point == FailPoint.MID_BURY || point == FailPoint.MID_REQUEUE) {
            checkLetters("seed " + seed);
        } else {
            check("seed " + seed);
        }
    }

    private Process start(String point, int times) throws IOException {
        String classes = String.join(
                File.pathSeparator,
                List.of(
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        Path.of("target", "classes").toAbsolutePath().toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", "")));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        classes,
                        Victim.class.getName(),
                        directory.resolve("box").toString(),
                        point,
                        Integer.toString(times))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void drain(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null) {
            note(line);
            line = out.readLine();
        }
    }

    /** A last line that the kill cut off says nothing. */
    private void note(String line) {
        assertThat(line).as("the victim ended by itself").isNotNull();
        String[] words = line.split(" ", -1);
        if (words[0].equals("stored") && words.length == 3) {
            stored.put(Long.parseLong(words[1]), Integer.parseInt(words[2]));
        } else if (words[0].equals("acked") && words.length == 2) {
            acked = Math.max(acked, Long.parseLong(words[1]));
        }
    }

    private void check(String when) throws Exception {
        try (Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"), OutboxOptions.defaults().withLowDiskBytes(0))) {
            long trimmed = outbox.acknowledged();
            assertThat(trimmed).as(when).isGreaterThanOrEqualTo(acked);
            assertThat(outbox.last()).as(when).isGreaterThanOrEqualTo(stored.isEmpty() ? 0 : stored.lastKey());
            List<Stored> held = get(outbox.read(trimmed, Integer.MAX_VALUE, Long.MAX_VALUE));
            assertThat(held).as(when).hasSize((int) (outbox.last() - trimmed));
            assertThat(outbox.depth().events()).as(when).isEqualTo(held.size());
            assertThat(outbox.depth().deadLetters()).as(when).isZero();
            long expected = trimmed;
            for (Stored event : held) {
                assertThat(event.sequence()).as(when).isEqualTo(++expected);
                int number = stored.getOrDefault(event.sequence(), (int) event.sequence());
                assertThat(Drafts.same(event, Drafts.of(number))).as(when).isTrue();
            }
            checkMessages(held, when);
        }
    }

    /** Every seventh event began a message of two. */
    private static void checkMessages(List<Stored> held, String when) {
        List<Integer> numbers = held.stream().map(CrashTest::number).toList();
        for (int number : numbers) {
            if (number % 7 == 0) {
                assertThat(numbers).as(when + ": a message is there as a whole").contains(number + 1);
            }
        }
    }

    /** Each event is once in the outbox or once among the dead letters. */
    private void checkLetters(String when) throws Exception {
        try (Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"), OutboxOptions.defaults().withLowDiskBytes(0))) {
            List<Stored> held = get(outbox.read(0, Integer.MAX_VALUE, Long.MAX_VALUE));
            List<DeadLetter> letters = get(outbox.deadLetters(0, Integer.MAX_VALUE));
            List<Integer> numbers = Stream.concat(
                            held.stream(), letters.stream().map(DeadLetter::event))
                    .map(CrashTest::number)
                    .toList();
            assertThat(numbers).as(when).doesNotHaveDuplicates().containsAll(stored.values());
            assertThat(outbox.depth().events()).as(when).isEqualTo(held.size());
            assertThat(outbox.depth().deadLetters()).as(when).isEqualTo(letters.size());
        }
    }

    private static int number(Stored event) {
        Matcher found = NUMBER.matcher(new String(event.data(), StandardCharsets.US_ASCII));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
