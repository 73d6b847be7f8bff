// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.Stored;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An outbox that tells the session when there is more to send. */
final class WatchedOutbox implements Outbox {
    private final Outbox outbox;
    private final Runnable onAppended;

    WatchedOutbox(Outbox outbox, Runnable onAppended) {
        this.outbox = outbox;
        this.onAppended = onAppended;
    }

    @Override
    public String id() {
        return outbox.id();
    }

    @Override
    public CompletionStage<Stored> append(Draft draft) {
        return outbox.append(draft).whenComplete((stored, failure) -> {
            if (failure == null) {
                onAppended.run();
            }
        });
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return outbox.read(after, maxCount, maxBytes);
    }

    @Override
    public CompletionStage<Void> acknowledge(long upto) {
        return outbox.acknowledge(upto);
    }

    @Override
    public CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        return outbox.deadLetter(sequence, code, detail);
    }

    @Override
    public CompletionStage<Void> quarantine(String subject, String code, byte[] bytes) {
        return outbox.quarantine(subject, code, bytes);
    }

    @Override
    public long last() {
        return outbox.last();
    }

    @Override
    public long acknowledged() {
        return outbox.acknowledged();
    }

    @Override
    public OutboxDepth depth() {
        return outbox.depth();
    }

    /** Leaves the outbox open: it belongs to who opened it. */
    @Override
    public void close() {}
}
