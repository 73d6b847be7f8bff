// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request of ours: what the caller holds, and what the session keeps until it ends. Thread-safe. */
public final class Ask implements PendingReply {
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long number;
    private final String id;
    private final String type;
    private final Optional<String> subject;
    private final byte[] data;
    private final long timeoutNanos;
    private final Consumer<Ask> onCancel;

    /**
     * A request that is not sent yet.
     *
     * @param number orders requests of one deadline; rising
     * @param id on the wire; unique within and across runs
     * @param data as the protocol carries it; not to be changed
     */
    public Ask(
            long number,
            String id,
            String type,
            Optional<String> subject,
            byte[] data,
            long timeoutNanos,
            Consumer<Ask> onCancel) {
        this.number = number;
        this.id = id;
        this.type = type;
        this.subject = subject;
        this.data = data;
        this.timeoutNanos = timeoutNanos;
        this.onCancel = onCancel;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<Outcome> outcome() {
        return outcome.minimalCompletionStage();
    }

    @Override
    public void cancel() {
        onCancel.accept(this);
    }

    /** Ends it; without effect where it has ended. */
    public void complete(Outcome value) {
        outcome.complete(value);
    }

    long number() {
        return number;
    }

    public String type() {
        return type;
    }

    public Optional<String> subject() {
        return subject;
    }

    public byte[] data() {
        return data;
    }

    public long timeoutNanos() {
        return timeoutNanos;
    }
}
