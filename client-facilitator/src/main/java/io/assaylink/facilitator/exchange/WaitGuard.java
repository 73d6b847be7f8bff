// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.handler.WouldDeadlockException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Knows which threads bring what others wait for: whoever works for the session right now, the outbox's writer while it
 * tells of a commit, the thread that reads the connection. A wait on one of them throws instead. One per client.
 */
public final class WaitGuard {
    private final ThreadLocal<Integer> delivering = ThreadLocal.withInitial(() -> 0);
    private final ThreadLocal<Integer> handling = ThreadLocal.withInitial(() -> 0);
    /** Reads the present connection; unset before the first. */
    private volatile @Nullable Thread receiver;

    /** Runs what may call an application while others wait for this thread. */
    public void delivering(Runnable work) {
        within(delivering, work);
    }

    /** Runs a handler, which is waited for by {@code drain}. */
    public void handling(Runnable work) {
        within(handling, work);
    }

    /** The calling thread reads the connection. */
    public void receives() {
        Thread current = Thread.currentThread();
        if (!current.equals(receiver)) {
            receiver = current;
        }
    }

    /** A stage of its own for a caller: completing it changes nothing here, and waiting for it is guarded. */
    public <T> CompletionStage<T> stage(CompletableFuture<T> source) {
        return stage(source, false);
    }

    /** The same for what waits for handlers to end. */
    public <T> CompletionStage<T> stageBehindHandlers(CompletableFuture<T> source) {
        return stage(source, true);
    }

    /** Waits for what never fails. */
    public <T> T await(CompletableFuture<T> source) throws InterruptedException {
        check(source, false);
        try {
            return source.get();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never.getCause());
        }
    }

    private <T> CompletionStage<T> stage(CompletableFuture<T> source, boolean behindHandlers) {
        Guarded<T> stage = new Guarded<>(this, behindHandlers);
        var unused = source.whenComplete((value, failure) -> {
            if (failure == null) {
                stage.complete(value);
            } else {
                stage.completeExceptionally(failure);
            }
        });
        return stage;
    }

    private static void within(ThreadLocal<Integer> depth, Runnable work) {
        int before = depth.get();
        depth.set(before + 1);
        try {
            work.run();
        } finally {
            if (before == 0) {
                depth.remove();
            } else {
                depth.set(before);
            }
        }
    }

    private void check(CompletableFuture<?> awaited, boolean behindHandlers) {
        if (awaited.isDone()) {
            return;
        }
        if (delivering.get() > 0 || Thread.currentThread().equals(receiver)) {
            throw new WouldDeadlockException(
                    "this thread works for the client: what it waits for it must bring itself");
        }
        if (behindHandlers && handling.get() > 0) {
            throw new WouldDeadlockException("a handler waits for the end of all handlers, its own included");
        }
    }

    /** Its dependents are guarded like itself. */
    private static final class Guarded<T> extends CompletableFuture<T> {
        private final WaitGuard guard;
        private final boolean behindHandlers;

        Guarded(WaitGuard guard, boolean behindHandlers) {
            this.guard = guard;
            this.behindHandlers = behindHandlers;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Guarded<>(guard, behindHandlers);
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            guard.check(this, behindHandlers);
            return super.get();
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            guard.check(this, behindHandlers);
            return super.get(timeout, unit);
        }

        @Override
        public T join() {
            guard.check(this, behindHandlers);
            return super.join();
        }
    }
}
