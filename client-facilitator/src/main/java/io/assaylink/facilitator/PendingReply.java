// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A request on its way. Thread-safe.
 *
 * <p>{@link #outcome()} completes with a value, never exceptionally. It completes on the thread that learned the outcome,
 * which may be an event loop: what takes time belongs into an {@code …Async} stage.
 */
public final class PendingReply {
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long number;
    private final String id;
    private final String type;
    private final Optional<String> subject;
    private final byte[] data;
    private final long timeoutNanos;
    private final Consumer<PendingReply> onCancel;

    PendingReply(
            long number,
            String prefix,
            String type,
            Optional<String> subject,
            byte[] data,
            long timeoutNanos,
            Consumer<PendingReply> onCancel) {
        this.number = number;
        this.id = prefix + number;
        this.type = type;
        this.subject = subject;
        this.data = data;
        this.timeoutNanos = timeoutNanos;
        this.onCancel = onCancel;
    }

    /** The id on the wire; unique within and across runs of this client. */
    public String id() {
        return id;
    }

    public CompletionStage<Outcome> outcome() {
        return outcome.minimalCompletionStage();
    }

    /** Gives up; without effect where the request has ended. */
    public void cancel() {
        onCancel.accept(this);
    }

    void complete(Outcome value) {
        outcome.complete(value);
    }

    long number() {
        return number;
    }

    String type() {
        return type;
    }

    Optional<String> subject() {
        return subject;
    }

    byte[] data() {
        return data;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }
}
