// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A SQLite outbox whose process can die at a named place. What the disk holds at that instant is copied, as a killed process
 * leaves it: nothing is rolled back, nothing is closed. One thread at a time.
 */
public final class CrashingOutbox implements AutoCloseable {
    /** Every place, by number. */
    public static final int PLACES = 5;

    private static final List<FailPoint> POINTS = List.copyOf(EnumSet.allOf(FailPoint.class));

    private final Path directory;
    private int life;
    private volatile Optional<FailPoint> deadly = Optional.empty();
    private final AtomicInteger passes = new AtomicInteger();
    private SqliteOutbox outbox;

    public CrashingOutbox(Path directory) throws OutboxException {
        this.directory = directory;
        outbox = open();
    }

    private SqliteOutbox open() throws OutboxException {
        Path home = home(life);
        Path next = home(life + 1);
        return SqliteOutbox.open(home, OutboxOptions.defaults().withLowDiskBytes(0), Clock.systemUTC(), point -> {
            if (deadly.filter(point::equals).isPresent() && passes.decrementAndGet() < 0 && !Files.exists(next)) {
                copy(home, next);
                throw new SQLException("the process is dead from here on");
            }
        });
    }

    private Path home(int number) {
        return directory.resolve("life-" + number);
    }

    public Outbox outbox() {
        return outbox;
    }

    /** The process will die at this place, when it has passed it so often. */
    public void arm(int place, int times) {
        passes.set(times);
        deadly = Optional.of(POINTS.get(place));
    }

    public void disarm() {
        deadly = Optional.empty();
    }

    /** It reached the place: nothing that is answered from now on counts. */
    public boolean isDead() {
        return Files.exists(home(life + 1));
    }

    /** What comes up again, out of what the dead one left; where none died, out of a kill at this moment. */
    public void revive() throws Exception {
        disarm();
        // the writer is idle when a read is answered: what is copied is what the disk holds between two transactions
        if (!isDead()) {
            outbox.read(0, 1, 1).toCompletableFuture().get(10, TimeUnit.SECONDS);
            copy(home(life), home(life + 1));
        }
        outbox.close();
        life++;
        outbox = open();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            List<Path> all = files.filter(file -> file.getFileName().toString().startsWith("outbox.db"))
                    .toList();
            Files.createDirectories(to);
            for (Path file : all) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        outbox.close();
    }
}
