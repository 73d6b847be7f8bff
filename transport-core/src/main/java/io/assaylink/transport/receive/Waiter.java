// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.ReceiveOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One receive that waits. It is either answered or detached, never both: a message is handed to a live waiter or stays
 * queued (python-websockets#486 is what happens otherwise).
 *
 * <pre>
 *   WAITING ─take()─▶ TAKEN, an outcome follows
 *   WAITING ─cancel, time-out, interrupt─▶ DETACHED, nothing was lost
 * </pre>
 */
final class Waiter<M> extends CompletableFuture<ReceiveOutcome<M>> {
    private enum State {
        WAITING,
        TAKEN,
        DETACHED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final String thread = Thread.currentThread().getName();
    private final long quiet;
    private final long since;

    Waiter(long quiet, long since) {
        this.quiet = quiet;
        this.since = since;
    }

    /** Reserves this waiter for {@link #deliver}. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    void deliver(ReceiveOutcome<M> outcome) {
        super.complete(outcome);
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    boolean detach() {
        return state.compareAndSet(State.WAITING, State.DETACHED);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return detach() && super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean complete(ReceiveOutcome<M> value) {
        return detach() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return detach() && super.completeExceptionally(failure);
    }

    /** A dependent stage is no waiter. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    /** The thread that asked. */
    String thread() {
        return thread;
    }

    /** Nanoseconds without anything in transit until {@code Idle}. */
    long quiet() {
        return quiet;
    }

    /** When it was asked. */
    long since() {
        return since;
    }
}
