// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.handler.WouldDeadlockException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A request on its way. Thread-safe.
 *
 * <p>{@link #outcome()} completes with a value, never exceptionally. It completes on the thread that learned the outcome,
 * which may be an event loop: what takes time belongs into an {@code …Async} stage. Who waits there for something that this
 * very thread has to bring gets a {@link WouldDeadlockException} at once; in a handler on its own thread waiting is allowed.
 */
public final class PendingReply {
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long number;
    private final String id;
    private final Request request;
    private final WaitGuard guard;
    private final Consumer<PendingReply> onCancel;

    PendingReply(long number, String prefix, Request request, WaitGuard guard, Consumer<PendingReply> onCancel) {
        this.number = number;
        this.id = prefix + number;
        this.request = request;
        this.guard = guard;
        this.onCancel = onCancel;
    }

    /** The id on the wire; unique within and across runs of this client. */
    public String id() {
        return id;
    }

    public CompletionStage<Outcome> outcome() {
        return guard.stage(outcome);
    }

    /**
     * Waits for the outcome, no longer than the request's time.
     *
     * @throws WouldDeadlockException this thread has to bring it
     */
    public Outcome await() throws InterruptedException {
        return guard.await(outcome);
    }

    /** Gives up; without effect where the request has ended. */
    public void cancel() {
        onCancel.accept(this);
    }

    void complete(Outcome value) {
        guard.delivering(() -> outcome.complete(value));
    }

    long number() {
        return number;
    }

    Request request() {
        return request;
    }
}
