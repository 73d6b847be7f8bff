// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.OutboxException.Code.DISK_FULL;
import static io.assaylink.facilitator.outbox.OutboxException.Code.STORE_FAILED;
import static io.assaylink.facilitator.outbox.OutboxException.Code.UNAVAILABLE;

import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** The one thread that touches the store: takes work from the queue, batch by batch, until the queue is closed and empty. */
final class SqliteWriter implements Runnable {
    private final OutboxOptions options;
    private final Clock clock;
    private final FailPoint.Trap trap;
    private final StoreDirectory directory;
    private final WorkQueue queue;

    private @Nullable SqliteStore store; // writer thread only; unset after a failure until the next work comes
    private boolean renewing; // writer thread only: a new epoch is being committed
    private volatile Totals totals;

    SqliteWriter(
            OutboxOptions options,
            Clock clock,
            FailPoint.Trap trap,
            StoreDirectory directory,
            WorkQueue queue,
            SqliteStore store,
            Totals totals) {
        this.options = options;
        this.clock = clock;
        this.trap = trap;
        this.directory = directory;
        this.queue = queue;
        this.store = store;
        this.totals = totals;
    }

    /** As of the last commit. Any thread. */
    Totals totals() {
        return totals;
    }

    @Override
    public void run() {
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
        if (batch.get(0) instanceof Work.Look<?> look) {
            Runnable ending = look.on(open);
            totals = open.totals();
            ending.run();
        } else {
            write(open, batch);
        }
    }

    private SqliteStore openStore() throws SQLException, OutboxException {
        SqliteStore open = store;
        if (open == null) {
            open = SqliteStore.open(directory.database(), options, clock, trap);
            Totals found = open.totals();
            if (!found.id().equals(totals.id()) && !renewing) {
                open.close();
                throw new OutboxException(UNAVAILABLE, "the outbox was replaced by another while it was open");
            }
            totals = found;
            store = open;
        }
        return open;
    }

    private void write(SqliteStore open, List<Work> batch) throws SQLException {
        boolean low = directory.usable() < options.size().lowDiskBytes();
        List<Runnable> endings = new ArrayList<>(batch.size());
        open.begin();
        if (low && open.hasRetained()) {
            open.forgetRetained();
        }
        for (Work work : batch) {
            endings.add(apply(open, work, low));
        }
        Totals written = open.totals();
        renewing = !written.id().equals(totals.id()); // a commit that fails may be on the disk all the same
        open.commit();
        renewing = false;
        totals = written;
        queue.release();
        endings.forEach(Runnable::run);
    }

    /** Does one piece of work inside the open transaction; returns what to tell its caller after the commit. */
    private Runnable apply(SqliteStore open, Work work, boolean low) throws SQLException {
        if (low && work.grows()) {
            return () -> work.done()
                    .completeExceptionally(OutboxException.full("free disk is below the low-disk mark of "
                            + options.size().lowDiskBytes() + " bytes"));
        }
        try {
            return work.on(open);
        } catch (IllegalArgumentException | OutboxException refused) { // before it changed anything
            return () -> work.done().completeExceptionally(refused);
        }
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
        if (forgetRetained()) {
            attempt(batch);
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

    /** Room for what waits is worth more than what the hub has; false where there is none to be made. */
    private boolean forgetRetained() {
        try {
            SqliteStore open = openStore();
            if (!open.hasRetained()) {
                return false;
            }
            open.begin();
            open.forgetRetained();
            open.commit();
            return true;
        } catch (SQLException | OutboxException | RuntimeException e) {
            closeStore();
            return false;
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
    static String reason(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode()).name();
    }
}
