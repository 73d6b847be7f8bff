// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static io.assaylink.facilitator.outbox.OutboxException.Code.DISK_FULL;
import static io.assaylink.facilitator.outbox.OutboxException.Code.STORE_FAILED;
import static io.assaylink.facilitator.outbox.OutboxException.Code.UNAVAILABLE;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * An outbox in one SQLite file: WAL, {@code synchronous=FULL}, one connection, one writer thread, group commit.
 *
 * <pre>
 *   append, acknowledge, … ──▶ queue ──▶ writer: BEGIN · up to 128 rows · COMMIT (flushed) ──▶ futures, in order
 *   read ────────────────────▶ queue ──▶ writer: between two commits, never an uncommitted row
 *        commit failed: futures of the batch fail with a code, the store is closed and opened again by the next call
 * </pre>
 *
 * <p>Thread-safe; no call blocks on the disk. Futures end on the writer thread: what hangs on them must be quick and must
 * not wait for this outbox. The directory holds {@code outbox.db}, its log and {@code outbox.lock}, readable by the owner
 * alone, and serves one process at a time.
 *
 * <p>A damaged row (CRC32C) is never delivered: it goes to the dead letters with the code {@code damaged}.
 */
public final class SqliteOutbox implements Outbox {
    private final OutboxOptions options;
    private final Clock clock;
    private final FailPoint.Trap trap;
    private final StoreDirectory directory;
    private final WorkQueue queue;
    private final Thread writer;
    private final String id;

    private @Nullable SqliteStore store; // writer thread only; unset after a failure until the next work comes
    private volatile Totals totals;

    /**
     * Opens the outbox in {@code directory}, making it where there is none. Blocks for the time that the disk takes.
     *
     * @throws OutboxException {@code UNAVAILABLE}: not writable, held by another process, or not an outbox that this
     *     version knows
     */
    public static SqliteOutbox open(Path directory, OutboxOptions options) throws OutboxException {
        return open(directory, options, Clock.systemUTC(), FailPoint.Trap.NONE);
    }

    static SqliteOutbox open(Path directory, OutboxOptions options, Clock clock, FailPoint.Trap trap)
            throws OutboxException {
        StoreDirectory held = StoreDirectory.hold(directory, options);
        try {
            SqliteStore store = SqliteStore.open(held.database(), options, clock, trap);
            SqliteOutbox outbox = new SqliteOutbox(options, clock, trap, held, store, store.totals());
            outbox.writer.start();
            return outbox;
        } catch (SQLException e) {
            held.close();
            throw new OutboxException(UNAVAILABLE, "outbox " + held.database() + " cannot be opened: " + reason(e), e);
        } catch (OutboxException e) {
            held.close();
            throw e;
        }
    }

    private SqliteOutbox(
            OutboxOptions options,
            Clock clock,
            FailPoint.Trap trap,
            StoreDirectory directory,
            SqliteStore store,
            Totals totals) {
        this.options = options;
        this.clock = clock;
        this.trap = trap;
        this.directory = directory;
        this.store = store;
        this.totals = totals;
        id = store.epoch();
        queue = new WorkQueue(options);
        writer = new Thread(this::run, "assaylink-outbox");
        writer.setDaemon(true);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Stored> append(Draft draft) {
        CompletableFuture<Stored> done = new CompletableFuture<>();
        int largest = Math.max(draft.data().length, draft.raw().length);
        if (largest > options.maxDataBytes()) {
            done.completeExceptionally(OutboxException.tooLarge(largest, options.maxDataBytes()));
        } else {
            queue.add(new Work.Append(draft, done), this::stored);
        }
        return done;
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        CompletableFuture<List<Stored>> done = new CompletableFuture<>();
        queue.add(new Work.Read(after, maxCount, maxBytes, done), this::stored);
        return done;
    }

    @Override
    public CompletionStage<Void> acknowledge(long upto) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.add(new Work.Acknowledge(upto, done), this::stored);
        return done;
    }

    @Override
    public CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.add(new Work.DeadLetter(sequence, code, detail, done), this::stored);
        return done;
    }

    @Override
    public CompletionStage<Void> quarantine(String subject, String code, byte[] bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.add(new Work.Quarantine(subject, code, bytes, done), this::stored);
        return done;
    }

    @Override
    public long last() {
        return totals.last();
    }

    @Override
    public long acknowledged() {
        return totals.acknowledged();
    }

    @Override
    public OutboxDepth depth() {
        return totals.depth();
    }

    /** Waits up to {@link OutboxOptions#closeWithin()}, not at all when called from a future's own callback. */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread().equals(writer)) {
            return; // the writer ends after what is queued
        }
        try {
            writer.join(options.closeWithin().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            queue.abandon();
        }
    }

    private long stored() {
        return totals.size();
    }

    // ---- the writer thread from here on

    private void run() {
        try {
            work();
        } finally { // also after an error of the virtual machine: nobody waits for ever
            queue.close();
            queue.abandon();
            closeStore();
            directory.close();
        }
    }

    private void work() {
        List<Work> batch = new ArrayList<>();
        while (queue.take(batch)) {
            attempt(batch);
            batch.clear();
        }
    }

    private void attempt(List<Work> batch) {
        try {
            perform(batch);
        } catch (SQLException e) {
            failed(batch, e);
        } catch (OutboxException e) {
            closeStore();
            fail(batch, e);
        } catch (RuntimeException e) {
            closeStore();
            fail(batch, new OutboxException(STORE_FAILED, "the outbox failed: " + e.getClass(), e));
        }
    }

    private void perform(List<Work> batch) throws SQLException, OutboxException {
        SqliteStore open = openStore();
        if (batch.get(0) instanceof Work.Read read) {
            read(open, read);
        } else {
            write(open, batch);
        }
    }

    private SqliteStore openStore() throws SQLException, OutboxException {
        SqliteStore open = store;
        if (open == null) {
            open = SqliteStore.open(directory.database(), options, clock, trap);
            if (!open.epoch().equals(id)) {
                open.close();
                throw new OutboxException(UNAVAILABLE, "the outbox was replaced by another while it was open");
            }
            totals = open.totals();
            store = open;
        }
        return open;
    }

    private void write(SqliteStore open, List<Work> batch) throws SQLException {
        boolean low = directory.usable() < options.lowDiskBytes();
        List<Runnable> endings = new ArrayList<>(batch.size());
        open.begin();
        for (Work work : batch) {
            endings.add(apply(open, work, low));
        }
        open.commit();
        totals = open.totals();
        queue.release();
        endings.forEach(Runnable::run);
    }

    /** Does one piece of work inside the open transaction; returns what to tell its caller after the commit. */
    private Runnable apply(SqliteStore open, Work work, boolean low) throws SQLException {
        if (low && work.grows()) {
            return () -> work.done()
                    .completeExceptionally(OutboxException.full(
                            "free disk is below the low-disk mark of " + options.lowDiskBytes() + " bytes"));
        }
        if (work instanceof Work.Append append) {
            Stored stored = open.insert(append.draft());
            return () -> append.done().complete(stored);
        }
        if (work instanceof Work.Acknowledge ack) {
            long last = open.last();
            if (ack.upto() > last) {
                return () -> ack.done().completeExceptionally(OutboxException.neverGiven(ack.upto(), last));
            }
            open.trim(ack.upto());
        } else if (work instanceof Work.DeadLetter dead) {
            long last = open.last();
            if (dead.sequence() > last) {
                return () -> dead.done().completeExceptionally(OutboxException.neverGiven(dead.sequence(), last));
            }
            open.bury(dead.sequence(), dead.code(), dead.detail());
        } else if (work instanceof Work.Quarantine quarantine) {
            open.quarantine(quarantine.subject(), quarantine.code(), quarantine.bytes());
        }
        return () -> work.done().complete(null);
    }

    private void read(SqliteStore open, Work.Read read) throws SQLException {
        List<Long> damaged = new ArrayList<>();
        List<Stored> found = open.read(read.after(), read.maxCount(), read.maxBytes(), damaged);
        if (!damaged.isEmpty()) {
            open.begin();
            for (long sequence : damaged) {
                open.bury(sequence, "damaged", "CRC32C does not match");
            }
            open.commit();
            totals = open.totals();
        }
        read.done().complete(List.copyOf(found));
    }

    /**
     * Nothing more is done on a connection that failed: the next work reads from the disk what was committed. On a full
     * disk, acknowledgements are tried again without the appends beside them, for they make room.
     */
    private void failed(List<Work> batch, SQLException e) {
        closeStore();
        if ((e.getErrorCode() & 0xFF) != SQLiteErrorCode.SQLITE_FULL.code) {
            fail(batch, new OutboxException(STORE_FAILED, "the store failed and is opened again: " + reason(e), e));
            return;
        }
        List<Work> shrinking = batch.stream().filter(work -> !work.grows()).toList();
        OutboxException full = new OutboxException(DISK_FULL, "the disk took no more", e);
        if (shrinking.size() == batch.size()) {
            fail(batch, full);
            return;
        }
        fail(batch.stream().filter(Work::grows).toList(), full);
        if (!shrinking.isEmpty()) {
            attempt(shrinking);
        }
    }

    private void fail(List<Work> batch, OutboxException told) {
        queue.release();
        batch.forEach(work -> work.done().completeExceptionally(told));
    }

    private void closeStore() {
        SqliteStore open = store;
        store = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // it is given up either way; what was committed is on the disk
            }
        }
    }

    /** SQLite's name of the error: it never carries a value. */
    private static String reason(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode()).name();
    }
}
