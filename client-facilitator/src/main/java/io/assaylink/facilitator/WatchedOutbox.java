// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Stored;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * An outbox that takes only what can be sent, and tells the session when there is more. An event that no frame can carry
 * would hold up all that follow it, so it is refused before an instrument gets its positive answer.
 */
final class WatchedOutbox implements Outbox {
    private static final String LONGEST_ID = "0".repeat(64);

    private final Outbox outbox;
    private final String source;
    private final LongSupplier maxFrameBytes;
    private final Runnable onAppended;

    /** {@code maxFrameBytes} is what the hub said last. */
    WatchedOutbox(Outbox outbox, String source, LongSupplier maxFrameBytes, Runnable onAppended) {
        this.outbox = outbox;
        this.source = source;
        this.maxFrameBytes = maxFrameBytes;
        this.onAppended = onAppended;
    }

    @Override
    public String id() {
        return outbox.id();
    }

    @Override
    public CompletionStage<Stored> append(Draft draft) {
        return append(draft, stored -> {});
    }

    /** The same; {@code first} is called with what was stored before the session is told. */
    CompletionStage<Stored> append(Draft draft, Consumer<Stored> first) {
        byte[] frame = EnvelopeWriter.event(
                draft.type(), source, LONGEST_ID, Long.MAX_VALUE, draft.acceptedAt(), draft.subject(), draft.data());
        long limit = maxFrameBytes.getAsLong();
        if (frame.length > limit) {
            return CompletableFuture.failedFuture(new OutboxException(
                    OutboxException.Code.TOO_LARGE, "a frame of " + frame.length + " bytes; the hub takes " + limit));
        }
        try {
            new EnvelopeReader(limit).read(frame);
        } catch (EnvelopeException unfit) {
            throw new IllegalArgumentException("no event can carry this draft: " + unfit.getMessage());
        }
        return outbox.append(draft).whenComplete((stored, failure) -> {
            if (failure == null) {
                first.accept(stored);
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
