// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.Drafts;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that appends without end and says so, line by line, until it is killed by the test or by a fail-point. */
final class Victim {
    private Victim() {}

    /** Directory; fail-point and how often it is passed before the process halts there, or {@code NONE 0}. */
    public static void main(String[] args) throws Exception {
        AtomicInteger left = new AtomicInteger(Integer.parseInt(args[2]));
        FailPoint.Trap trap = point -> {
            if (point.name().equals(args[1]) && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(137);
            }
        };
        Outbox outbox = SqliteOutbox.open(
                Path.of(args[0]), OutboxOptions.defaults().withLowDiskBytes(0), Clock.systemUTC(), trap);
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.US_ASCII));
        Semaphore window = new Semaphore(64);
        int n = (int) outbox.last();
        while (true) {
            window.acquireUninterruptibly();
            n++;
            boolean letters = args[1].equals("MID_BURY") || args[1].equals("MID_REQUEUE");
            if (n % 50 == 0 && !letters) {
                long upto = outbox.last() - 40;
                outbox.acknowledge(upto).thenRun(() -> say(out, "acked " + upto));
            }
            int number = n;
            if (n % 7 == 0) { // a message of two events; the second has the next number
                n++;
                outbox.append(List.of(Drafts.of(number), Drafts.of(number + 1))).thenAccept(stored -> {
                    say(out, "stored " + stored.get(0).sequence() + " " + number);
                    say(out, "stored " + stored.get(1).sequence() + " " + (number + 1));
                    window.release();
                });
            } else {
                outbox.append(Drafts.of(number)).thenAccept(stored -> {
                    say(out, "stored " + stored.sequence() + " " + number);
                    window.release();
                });
            }
            long latest = outbox.last();
            if (letters && latest > 0) {
                outbox.deadLetter(latest, "schema.invalid", "told to");
                outbox.requeue(latest);
            }
        }
    }

    private static void say(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
