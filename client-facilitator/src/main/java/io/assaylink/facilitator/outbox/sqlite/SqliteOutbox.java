// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.OutboxException.Code.UNAVAILABLE;

import io.assaylink.facilitator.outbox.DeadLetter;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Quarantined;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
    private final WorkQueue queue;
    private final SqliteWriter work;
    private final Thread writer;
    private final Map<String, List<byte[]>> recent;

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
            SqliteOutbox outbox = new SqliteOutbox(options, clock, trap, held, store, store.totals(), store.recent());
            outbox.writer.start();
            return outbox;
        } catch (SQLException e) {
            held.close();
            throw new OutboxException(
                    UNAVAILABLE, "outbox " + held.database() + " cannot be opened: " + SqliteWriter.reason(e), e);
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
            Totals totals,
            Map<String, List<byte[]>> recent) {
        this.options = options;
        this.recent = recent;
        queue = new WorkQueue(options);
        work = new SqliteWriter(options, clock, trap, directory, queue, store, totals);
        writer = new Thread(work, "assaylink-outbox");
        writer.setDaemon(true);
    }

    @Override
    public String id() {
        return work.totals().id();
    }

    @Override
    public CompletionStage<Stored> append(Draft draft) {
        return append(List.of(draft), store -> store.insert(draft));
    }

    @Override
    public CompletionStage<List<Stored>> append(List<Draft> drafts) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("a message without an event");
        }
        List<Draft> all = List.copyOf(drafts);
        return append(all, store -> store.insert(all));
    }

    private <T> CompletionStage<T> append(List<Draft> drafts, Work.Step<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        int limit = options.size().maxDataBytes();
        long weight = 0;
        for (Draft draft : drafts) {
            int largest = Math.max(draft.data().length, draft.raw().length);
            if (largest > limit) {
                done.completeExceptionally(OutboxException.tooLarge(largest, limit));
                return done;
            }
            weight += (long) draft.data().length + draft.raw().length;
        }
        return add(new Work.Grow<>(step, weight, done), done);
    }

    private <T> CompletableFuture<T> add(Work work, CompletableFuture<T> done) {
        queue.add(work, this::stored);
        return done;
    }

    private <T> CompletableFuture<T> change(Work.Step<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        return add(new Work.Change<>(step, done), done);
    }

    private CompletableFuture<Void> note(Work.Act act) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        return add(new Work.Note(act, done), done);
    }

    private <T> CompletableFuture<T> look(Work.Step<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        return add(new Work.Look<>(step, done), done);
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return look(store -> read(store, after, maxCount, maxBytes));
    }

    @Override
    public CompletionStage<Void> acknowledge(long upto) {
        return note(store -> {
            given(store, upto);
            store.trim(upto);
        });
    }

    @Override
    public CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        return note(store -> {
            given(store, sequence);
            store.bury(sequence, code, detail);
        });
    }

    private static void given(SqliteStore store, long sequence) {
        if (sequence > store.last()) {
            throw OutboxException.neverGiven(sequence, store.last());
        }
    }

    @Override
    public CompletionStage<Boolean> remove(long sequence, String reason) {
        return change(store -> store.remove(sequence, reason));
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(long after, int maxCount) {
        return look(store -> store.letters().list(after, maxCount));
    }

    @Override
    public CompletionStage<Stored> requeue(long number) {
        CompletableFuture<Stored> done = new CompletableFuture<>();
        return add(new Work.Grow<>(store -> store.requeue(number), 0, done), done);
    }

    @Override
    public CompletionStage<Boolean> discard(long number) {
        return change(store -> store.discard(number));
    }

    @Override
    public CompletionStage<Integer> quarantine(String subject, String code, byte[] bytes) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        return add(new Work.Grow<>(store -> store.quarantine().add(subject, code, bytes), bytes.length, done), done);
    }

    @Override
    public CompletionStage<List<Quarantined>> quarantined(long after, int maxCount, long maxBytes) {
        return look(store -> store.quarantine().list(after, maxCount, maxBytes));
    }

    @Override
    public List<byte[]> recent(String subject) {
        return recent.getOrDefault(subject, List.of());
    }

    @Override
    public CompletionStage<Void> received(Received upto) {
        return note(store -> store.received(upto));
    }

    @Override
    public Received received() {
        return work.totals().received();
    }

    @Override
    public CompletionStage<Long> renew() {
        return change(SqliteStore::renew);
    }

    @Override
    public long last() {
        return work.totals().last();
    }

    @Override
    public long acknowledged() {
        return work.totals().acknowledged();
    }

    @Override
    public OutboxDepth depth() {
        return work.totals().depth();
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
        return work.totals().size();
    }

    private static List<Stored> read(SqliteStore open, long after, int maxCount, long maxBytes)
            throws SQLException, OutboxException {
        List<Long> damaged = new ArrayList<>();
        List<Stored> found = open.read(after, maxCount, maxBytes, damaged);
        if (!damaged.isEmpty()) {
            open.begin();
            for (long sequence : damaged) {
                open.bury(sequence, "damaged", "CRC32C does not match");
            }
            open.commit();
        }
        return List.copyOf(found);
    }
}
