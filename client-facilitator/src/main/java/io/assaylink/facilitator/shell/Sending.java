// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A delivery, as the one who delivers sees it. Thread-safe. */
public final class Sending implements Delivery {
    private final CompletableFuture<Stored> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private final CompletableFuture<Settlement> settled = new CompletableFuture<>();
    private final WaitGuard guard;
    private final LongFunction<CompletionStage<Boolean>> onRevoke;
    /** As the outbox counts now; changed by whoever works for the session, 0 before it is accepted. */
    private volatile long sequence;

    Sending(WaitGuard guard, LongFunction<CompletionStage<Boolean>> onRevoke) {
        this.guard = guard;
        this.onRevoke = onRevoke;
    }

    @Override
    public CompletionStage<Stored> accepted() {
        return guard.stage(accepted);
    }

    @Override
    public CompletionStage<Long> written() {
        return guard.stage(written);
    }

    @Override
    public CompletionStage<Settlement> settled() {
        return guard.stage(settled);
    }

    @Override
    public CompletionStage<Boolean> revoke() {
        return accepted().thenCompose(stored -> onRevoke.apply(sequence));
    }

    void accept(Stored stored) {
        sequence = stored.sequence();
        guard.delivering(() -> accepted.complete(stored));
    }

    /** Fails every stage that is not complete; without effect where nothing failed. */
    public void fail(@Nullable Throwable failure) {
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
