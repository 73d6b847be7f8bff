// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An outbox whose commits happen when the test says so. */
final class HeldOutbox implements Outbox {
    final List<Draft> drafts = new ArrayList<>();
    final List<String> quarantined = new ArrayList<>();
    final List<byte[]> quarantinedBytes = new ArrayList<>();
    private final ArrayDeque<CompletableFuture<Stored>> waiting = new ArrayDeque<>();
    private long last;

    synchronized int waiting() {
        return waiting.size();
    }

    /** The commit of what was appended first and waits. */
    void commit() {
        CompletableFuture<Stored> first;
        Stored stored;
        synchronized (this) {
            first = waiting.remove();
            Draft draft = drafts.get((int) last++);
            stored = new Stored(last, "id" + last, draft.type(), draft.subject(), draft.acceptedAt(), draft.data());
        }
        first.complete(stored);
    }

    /** What was appended first is not taken. */
    void fail(OutboxException.Code code) {
        CompletableFuture<Stored> first;
        synchronized (this) {
            first = waiting.remove();
            last++;
        }
        first.completeExceptionally(new OutboxException(code, "told to"));
    }

    @Override
    public String id() {
        return "01TEST";
    }

    @Override
    public synchronized CompletionStage<Stored> append(Draft draft) {
        drafts.add(draft);
        CompletableFuture<Stored> stored = new CompletableFuture<>();
        waiting.add(stored);
        return stored;
    }

    @Override
    public CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Void> acknowledge(long upto) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> deadLetter(long sequence, String code, String detail) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> quarantine(String subject, String code, byte[] bytes) {
        quarantined.add(code);
        quarantinedBytes.add(bytes);
        return CompletableFuture.completedFuture(null);
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

    @Override
    public void close() {}
}
