// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A delivery, as the one who delivers sees it. Thread-safe. */
public final class Sending implements Delivery {
    private final CompletableFuture<Stored> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private final CompletableFuture<Settlement> settled = new CompletableFuture<>();

    @Override
    public CompletionStage<Stored> accepted() {
        return accepted.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Long> written() {
        return written.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Settlement> settled() {
        return settled.minimalCompletionStage();
    }

    public static Sending failed(Throwable failure) {
        Sending sending = new Sending();
        sending.fail(failure);
        return sending;
    }

    public void accept(Stored stored) {
        accepted.complete(stored);
    }

    /** Fails every stage that is not complete; without effect where nothing failed. */
    public void fail(@Nullable Throwable failure) {
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
