// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event: accepted → written → acknowledged, refused, expired, revoked or replaced. The stages complete on
 * the thread that learned of it, in that order; what takes time belongs into an {@code …Async} stage, and who waits there
 * gets a {@link io.assaylink.facilitator.handler.WouldDeadlockException}. After a restart of the process the way goes on
 * and nobody is told here.
 */
public final class Delivery {
    private final CompletableFuture<Stored> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private final CompletableFuture<Settlement> settled = new CompletableFuture<>();
    private final WaitGuard guard;
    private final Function<Delivery, CompletionStage<Boolean>> onRevoke;
    /** As the outbox counts now; changed by whoever works for the session, 0 before it is accepted. */
    private volatile long sequence;

    Delivery(WaitGuard guard, Function<Delivery, CompletionStage<Boolean>> onRevoke) {
        this.guard = guard;
        this.onRevoke = onRevoke;
    }

    /** Durable in the outbox; exceptionally an {@link io.assaylink.facilitator.outbox.OutboxException}. */
    public CompletionStage<Stored> accepted() {
        return guard.stage(accepted);
    }

    /** Handed to a connection for the first time, which is no delivery; its sequence. */
    public CompletionStage<Long> written() {
        return guard.stage(written);
    }

    /** How it ended; where the process ends first, nobody is told. */
    public CompletionStage<Settlement> settled() {
        return guard.stage(settled);
    }

    /** Takes it back, where no hub can have it; see {@link FacilitatorClient#revoke}. Waits until it is accepted. */
    public CompletionStage<Boolean> revoke() {
        return accepted().thenCompose(stored -> onRevoke.apply(this));
    }

    void accept(Stored stored) {
        sequence = stored.sequence();
        guard.delivering(() -> accepted.complete(stored));
    }

    /** Fails every stage that is not complete; without effect where nothing failed. */
    void fail(@Nullable Throwable failure) {
        if (failure != null) {
            guard.delivering(() -> {
                accepted.completeExceptionally(failure);
                written.completeExceptionally(failure);
                settled.completeExceptionally(failure);
            });
        }
    }

    void write() {
        written.complete(sequence);
    }

    void settle(Settlement settlement) {
        written.complete(sequence);
        settled.complete(settlement);
    }

    long sequence() {
        return sequence;
    }

    void renumber(long number) {
        sequence = number;
    }
}
