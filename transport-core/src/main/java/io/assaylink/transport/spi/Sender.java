// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionClosedException;
import io.assaylink.transport.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sending half: a queue from any thread to the loop, drained in one turn with one flush. */
final class Sender<M> implements Outbound<M> {
    /** Messages on their way to the loop at which {@link #isWritable} says no. */
    private static final int QUEUED = 1024;

    private static final CompletableFuture<Void> UNWATCHED = CompletableFuture.completedFuture(null);

    private record Queued<M>(M message, CompletableFuture<Void> done) {}

    private final ConnectionCore<M> core;
    private final Link<M> link;
    private final ConcurrentLinkedQueue<Queued<M>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();

    // From here on: loop only.
    private final List<CompletableFuture<Void>> hopeful = new ArrayList<>(0);
    private final List<CompletableFuture<Void>> failed = new ArrayList<>(0);
    private @Nullable CloseReason over;
    private boolean ending;

    Sender(ConnectionCore<M> core, Link<M> link) {
        this.core = core;
        this.link = link;
    }

    @Override
    public CompletionStage<Void> send(M message) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queued.incrementAndGet();
        queue.add(new Queued<>(message, done));
        if (core.inTurn()) {
            drain();
        } else if (draining.compareAndSet(false, true)) {
            core.submit(this::drainOnLoop);
        }
        return done;
    }

    @Override
    public boolean isWritable() {
        return queued.get() < QUEUED && link.isWritable();
    }

    @Override
    public CompletionStage<Void> whenWritable() {
        CompletableFuture<Void> writable = new CompletableFuture<>();
        core.submit(() -> {
            hopeful.add(writable);
            writabilityChanged();
        });
        return writable;
    }

    /** From a machine, in its turn; it wants no stage. */
    void write(M message) {
        drain();
        if (over == null && !ending) {
            core.events().sent();
            link.write(message, UNWATCHED);
        }
    }

    private void drainOnLoop() {
        draining.set(false);
        drain();
    }

    void drain() {
        for (Queued<M> next = queue.poll(); next != null; next = queue.poll()) {
            queued.decrementAndGet();
            if (over != null || ending) {
                failed(next.done());
            } else {
                core.events().sent();
                link.write(next.message(), next.done());
            }
        }
    }

    /** Nothing more goes out behind the farewell. */
    void ending() {
        drain();
        ending = true;
    }

    void failed(CompletableFuture<Void> done) {
        CloseReason reason = over;
        if (done.isDone()) {
            return;
        }
        if (reason == null) {
            failed.add(done); // why is not known yet
        } else {
            done.completeExceptionally(new ConnectionClosedException(reason));
        }
    }

    void writabilityChanged() {
        CloseReason reason = over;
        if (reason == null && !link.isWritable()) {
            return;
        }
        List<CompletableFuture<Void>> now = List.copyOf(hopeful);
        hopeful.clear();
        for (CompletableFuture<Void> writable : now) {
            if (reason == null) {
                writable.complete(null);
            } else {
                writable.completeExceptionally(new ConnectionClosedException(reason));
            }
        }
    }

    void close(CloseReason reason) {
        over = reason;
        drain();
        failed.forEach(this::failed);
        failed.clear();
        writabilityChanged();
    }
}
