// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request of ours: what the caller holds, and what the session keeps until it ends. Thread-safe. */
public final class Ask implements PendingReply {
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long number;
    private final String id;
    private final Request request;
    private final WaitGuard guard;
    private final Consumer<Ask> onCancel;

    /**
     * A request that is not sent yet.
     *
     * @param number orders requests of one deadline; rising
     * @param id on the wire; unique within and across runs
     * @param request its data as the protocol carries them
     * @param guard of the client
     */
    public Ask(long number, String id, Request request, WaitGuard guard, Consumer<Ask> onCancel) {
        this.number = number;
        this.id = id;
        this.request = request;
        this.guard = guard;
        this.onCancel = onCancel;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Outcome> outcome() {
        return guard.stage(outcome);
    }

    @Override
    public Outcome await() throws InterruptedException {
        return guard.await(outcome);
    }

    @Override
    public void cancel() {
        onCancel.accept(this);
    }

    /** Ends it; without effect where it has ended. */
    public void complete(Outcome value) {
        guard.delivering(() -> outcome.complete(value));
    }

    long number() {
        return number;
    }

    public Request request() {
        return request;
    }
}
