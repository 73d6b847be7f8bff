// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From events of 1 KB to events that the disk confirmed, so many at once; the figure is of all of them together. Beside it
 * SQLite bare: one table of number and blob, one transaction for all, the same journal and flush.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DurableAcceptBenchmark {

    /** Events at once: from how many instruments, so to speak. */
    @Param({"1", "32", "512"})
    public int batch = 1;

    private final byte[] data = ("{\"pad\":\"" + "x".repeat(1014) + "\"}").getBytes(US_ASCII);
    private final Path directory;
    private final SqliteOutbox outbox;
    private final Connection bare;
    private final PreparedStatement insert;
    private final Statement statement;

    public DurableAcceptBenchmark() {
        try {
            directory = Files.createTempDirectory("durable");
            OutboxOptions options = OutboxOptions.defaults().withMaxBatch(512).withLowDiskBytes(0);
            outbox = SqliteOutbox.open(directory.resolve("outbox"), options);
            bare = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("bare.db"));
            statement = bare.createStatement();
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("CREATE TABLE event(seq INTEGER PRIMARY KEY, data BLOB NOT NULL)");
            insert = bare.prepareStatement("INSERT INTO event(data) VALUES(?)");
        } catch (IOException | SQLException | OutboxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Verifies that both keep what they are given. */
    @Setup
    public void verify() throws Exception {
        long last = assaylink();
        if (outbox.depth().events() != batch || last != outbox.last() || sqlite() != batch) {
            throw new IllegalStateException("not all of it is there");
        }
    }

    /** The hub has everything: neither file grows for ever. */
    @Setup(Level.Iteration)
    public void trim() throws Exception {
        outbox.acknowledge(outbox.last()).toCompletableFuture().get(60, SECONDS);
        statement.execute("DELETE FROM event");
    }

    @TearDown
    public void close() throws Exception {
        outbox.close();
        bare.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Appended one by one, each with its own stage; numbers, ids, order per instrument, checksums and totals included. */
    @Benchmark
    public long assaylink() throws Exception {
        List<CompletableFuture<Stored>> stages = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            stages.add(outbox.append(new Draft("t", "chem-1", Instant.EPOCH, data, new byte[0]))
                    .toCompletableFuture());
        }
        long last = 0;
        for (CompletableFuture<Stored> stage : stages) {
            last = stage.get(60, SECONDS).sequence();
        }
        return last;
    }

    @Benchmark
    public int sqlite() throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        int rows = 0;
        for (int i = 0; i < batch; i++) {
            insert.setBytes(1, data);
            rows += insert.executeUpdate();
        }
        statement.execute("COMMIT");
        return rows;
    }
}
