// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event: accepted → written → acknowledged or refused. The stages complete on the thread that learned of
 * it, in that order; what takes time belongs into an {@code …Async} stage. After a restart of the process the way goes on
 * and nobody is told here.
 */
public final class Delivery {
    private final CompletableFuture<Stored> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private final CompletableFuture<Settlement> settled = new CompletableFuture<>();

    Delivery() {}

    /** Durable in the outbox; exceptionally an {@link io.assaylink.facilitator.outbox.OutboxException}. */
    public CompletionStage<Stored> accepted() {
        return accepted.minimalCompletionStage();
    }

    /** Handed to a connection for the first time, which is no delivery; its sequence. */
    public CompletionStage<Long> written() {
        return written.minimalCompletionStage();
    }

    /** Acknowledged by the hub, or refused by it for good. */
    public CompletionStage<Settlement> settled() {
        return settled.minimalCompletionStage();
    }

    static Delivery failed(Throwable failure) {
        Delivery delivery = new Delivery();
        delivery.fail(failure);
        return delivery;
    }

    void accept(Stored stored) {
        accepted.complete(stored);
    }

    /** Fails every stage that is not complete; without effect where nothing failed. */
    void fail(@Nullable Throwable failure) {
        if (failure != null) {
            accepted.completeExceptionally(failure);
            written.completeExceptionally(failure);
            settled.completeExceptionally(failure);
        }
    }

    void write(long sequence) {
        written.complete(sequence);
    }

    void settle(long sequence, Settlement settlement) {
        written.complete(sequence);
        settled.complete(settlement);
    }
}
