// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call, on its way to the writer thread. Its future ends exactly once. */
sealed interface Work {

    CompletableFuture<?> done();

    /** Whether it makes the store larger: such work is bounded, and refused first when room is short. */
    default boolean grows() {
        return false;
    }

    /** Bytes it holds in memory while it waits. */
    default long weight() {
        return 0;
    }

    record Append(Draft draft, CompletableFuture<Stored> done) implements Work {
        @Override
        public boolean grows() {
            return true;
        }

        @Override
        public long weight() {
            return (long) draft.data().length + draft.raw().length;
        }
    }

    record Quarantine(String subject, String code, byte[] bytes, CompletableFuture<Void> done) implements Work {
        @Override
        public boolean grows() {
            return true;
        }

        @Override
        public long weight() {
            return bytes.length;
        }

        @Override
        public String toString() {
            return "Quarantine[code=" + code + ", bytes=" + bytes.length + "]";
        }
    }

    record Acknowledge(long upto, CompletableFuture<Void> done) implements Work {}

    record DeadLetter(long sequence, String code, String detail, CompletableFuture<Void> done) implements Work {}

    record Read(long after, int maxCount, long maxBytes, CompletableFuture<List<Stored>> done) implements Work {}
}
