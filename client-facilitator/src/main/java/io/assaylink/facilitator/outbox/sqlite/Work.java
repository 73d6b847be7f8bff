// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** One call, on its way to the writer thread. Its future ends exactly once. */
sealed interface Work {

    /** What is to be done with the store, on the writer thread. A refusal must come before the first change. */
    @FunctionalInterface
    interface Step<T> {
        T on(SqliteStore store) throws SQLException, OutboxException;
    }

    /** The same without a result. */
    @FunctionalInterface
    interface Act {
        void on(SqliteStore store) throws SQLException, OutboxException;
    }

    CompletableFuture<?> done();

    /** Does it; what is returned tells its caller, after the commit. */
    Runnable on(SqliteStore store) throws SQLException, OutboxException;

    /** Whether it makes the store larger: such work is bounded, and refused first when room is short. */
    default boolean grows() {
        return false;
    }

    /** Bytes it holds in memory while it waits. */
    default long weight() {
        return 0;
    }

    /** Something stored. */
    record Grow<T>(Step<T> step, long weight, CompletableFuture<T> done) implements Work {
        @Override
        public Runnable on(SqliteStore store) throws SQLException, OutboxException {
            T result = step.on(store);
            return () -> done.complete(result);
        }

        @Override
        public boolean grows() {
            return true;
        }
    }

    record Change<T>(Step<T> step, CompletableFuture<T> done) implements Work {
        @Override
        public Runnable on(SqliteStore store) throws SQLException, OutboxException {
            T result = step.on(store);
            return () -> done.complete(result);
        }
    }

    record Note(Act act, CompletableFuture<Void> done) implements Work {
        @Override
        public Runnable on(SqliteStore store) throws SQLException, OutboxException {
            act.on(store);
            return () -> done.complete(null);
        }
    }

    /** Alone between two commits. */
    record Look<T>(Step<T> step, CompletableFuture<T> done) implements Work {
        @Override
        public Runnable on(SqliteStore store) throws SQLException, OutboxException {
            T result = step.on(store);
            return () -> done.complete(result);
        }
    }
}
