// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.outbox.DeadLetter;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Quarantined;
import io.assaylink.facilitator.outbox.SharedOutbox;
import io.assaylink.facilitator.outbox.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * An outbox that takes only what can be sent, and tells the session when there is more. An event that no frame can carry
 * would hold up all that follow it, so it is refused before an instrument gets its positive answer.
 */
final class WatchedOutbox implements SharedOutbox {
    private static final String LONGEST_ID = "0".repeat(64);

    private final SharedOutbox outbox;
    private final Function<String, String> source;
    private final LongSupplier maxFrameBytes;
    private final WaitGuard guard;
    private final Consumer<List<Stored>> onAppended;

    /**
     * An outbox around another.
     *
     * @param source of events, from the outbox's id
     * @param maxFrameBytes what the hub said last
     */
    WatchedOutbox(
            SharedOutbox outbox,
            Function<String, String> source,
            LongSupplier maxFrameBytes,
            WaitGuard guard,
            Consumer<List<Stored>> onAppended) {
        this.outbox = outbox;
        this.source = source;
        this.maxFrameBytes = maxFrameBytes;
        this.guard = guard;
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
        Optional<OutboxException> unfit = unfit(List.of(draft));
        if (unfit.isPresent()) {
            return CompletableFuture.failedFuture(unfit.get());
        }
        return watched(outbox.append(draft), stored -> {
            first.accept(stored);
            onAppended.accept(List.of(stored));
        });
    }

    @Override
    public CompletionStage<List<Stored>> append(List<Draft> drafts) {
        Optional<OutboxException> unfit = unfit(drafts);
        return unfit.isPresent()
                ? CompletableFuture.failedFuture(unfit.get())
                : watched(outbox.append(drafts), onAppended);
    }

    /** Completes on the outbox's own thread, which waits for nothing. */
    private <T> CompletionStage<T> watched(CompletionStage<T> stage, Consumer<T> before) {
        CompletableFuture<T> told = new CompletableFuture<>();
        var unused = stage.whenComplete((value, failure) -> guard.delivering(() -> {
            if (failure == null) {
                before.accept(value);
                told.complete(value);
            } else {
                told.completeExceptionally(failure);
            }
        }));
        return guard.stage(told);
    }

    private Optional<OutboxException> unfit(List<Draft> drafts) {
        long limit = maxFrameBytes.getAsLong();
        EnvelopeReader reader = new EnvelopeReader(limit);
        for (Draft draft : drafts) {
            byte[] frame = EnvelopeWriter.event(
                    draft.type(),
                    source.apply(outbox.id()),
                    LONGEST_ID,
                    Long.MAX_VALUE,
                    draft.acceptedAt(),
                    draft.subject(),
                    draft.expiry(),
                    draft.data());
            if (frame.length > limit) {
                return Optional.of(new OutboxException(
                        OutboxException.Code.TOO_LARGE,
                        "a frame of " + frame.length + " bytes; the hub takes " + limit));
            }
            try {
                reader.read(frame);
            } catch (EnvelopeException unfit) {
                throw new IllegalArgumentException("no event can carry this draft: " + unfit.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return watched(outbox.read(after, maxCount, maxBytes), read -> {});
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(long after, int maxCount) {
        return watched(outbox.deadLetters(after, maxCount), letters -> {});
    }

    @Override
    public CompletionStage<Stored> requeue(long number) {
        return watched(outbox.requeue(number), stored -> onAppended.accept(List.of(stored)));
    }

    @Override
    public CompletionStage<Boolean> discard(long number) {
        return watched(outbox.discard(number), done -> {});
    }

    @Override
    public CompletionStage<Integer> quarantine(String subject, String code, byte[] bytes) {
        return outbox.quarantine(subject, code, bytes);
    }

    @Override
    public CompletionStage<List<Quarantined>> quarantined(long after, int maxCount, long maxBytes) {
        return watched(outbox.quarantined(after, maxCount, maxBytes), found -> {});
    }

    @Override
    public List<byte[]> recent(String subject) {
        return outbox.recent(subject);
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
}
