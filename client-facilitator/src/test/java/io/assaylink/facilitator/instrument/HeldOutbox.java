// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.outbox.DeadLetter;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Quarantined;
import io.assaylink.facilitator.outbox.SharedOutbox;
import io.assaylink.facilitator.outbox.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An outbox whose commits happen when the test says so. */
final class HeldOutbox implements SharedOutbox {
    final List<Draft> drafts = new ArrayList<>();
    final List<String> quarantined = new ArrayList<>();
    final List<byte[]> quarantinedBytes = new ArrayList<>();
    final List<byte[]> recent = new ArrayList<>();
    int roomForQuarantine = Integer.MAX_VALUE;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private long last;

    /** The events of one message, committed together. */
    private record Message(List<Draft> drafts, CompletableFuture<List<Stored>> done) {}

    synchronized int waiting() {
        return waiting.size();
    }

    /** The commit of the message that was appended first and waits. */
    void commit() {
        Message first;
        List<Stored> stored = new ArrayList<>();
        synchronized (this) {
            first = waiting.remove();
            for (Draft draft : first.drafts()) {
                last++;
                stored.add(
                        new Stored(last, "id" + last, draft.type(), draft.subject(), draft.acceptedAt(), draft.data()));
            }
        }
        first.done().complete(List.copyOf(stored));
    }

    /** What was appended first is not taken. */
    void fail(OutboxException.Code code) {
        Message first;
        synchronized (this) {
            first = waiting.remove();
        }
        first.done().completeExceptionally(new OutboxException(code, "told to"));
    }

    @Override
    public String id() {
        return "01TEST";
    }

    @Override
    public CompletionStage<Stored> append(Draft draft) {
        return append(List.of(draft)).thenApply(all -> all.get(0));
    }

    @Override
    public synchronized CompletionStage<List<Stored>> append(List<Draft> message) {
        drafts.addAll(message);
        Message held = new Message(List.copyOf(message), new CompletableFuture<>());
        waiting.add(held);
        return held.done();
    }

    @Override
    public CompletionStage<List<DeadLetter>> deadLetters(long after, int maxCount) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Stored> requeue(long number) {
        return CompletableFuture.failedFuture(new IllegalArgumentException("none"));
    }

    @Override
    public CompletionStage<Boolean> discard(long number) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public List<byte[]> recent(String subject) {
        return List.copyOf(recent);
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public synchronized CompletionStage<Integer> quarantine(String subject, String code, byte[] bytes) {
        quarantined.add(code);
        quarantinedBytes.add(bytes);
        return CompletableFuture.completedFuture(Math.max(0, quarantined.size() - roomForQuarantine));
    }

    @Override
    public CompletionStage<List<Quarantined>> quarantined(long after, int maxCount, long maxBytes) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public synchronized long last() {
        return last;
    }

    @Override
    public long acknowledged() {
        return 0;
    }

    @Override
    public OutboxDepth depth() {
        return new OutboxDepth(0, 0, Optional.empty(), 0);
    }
}
