// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Calls on their way to the writer: bounded in number and bytes, taken in batches.
 *
 * <p>A batch is a run of writes, or one read. The writer takes what is there; only when the batch before had company does
 * it wait, up to the delay, for as many again: a lone instrument pays no delay, a crowd shares a flush.
 */
final class WorkQueue {
    private final OutboxOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Work> waiting = new ArrayDeque<>(); // under lock
    private int appends; // under lock: bounded work in waiting and in the batch being written
    private long bytes; // under lock, likewise
    private List<Work> inHand = List.of(); // under lock: the batch being written
    private int company; // under lock: size of the batch before
    private int awaited =
            Integer.MAX_VALUE; // under lock: with so many the writer is to be woken; it is at work otherwise
    private boolean closed; // under lock

    WorkQueue(OutboxOptions options) {
        this.options = options;
    }

    /** Queues, or ends the work's future at once with CLOSED or FULL. {@code stored} is what the disk holds already. */
    void add(Work work, LongSupplier stored) {
        boolean ended;
        String full = "";
        lock.lock();
        try {
            ended = closed;
            if (!ended && work.grows()) {
                full = overflow(work.weight(), stored.getAsLong());
            }
            if (!ended && full.isEmpty()) {
                if (work.grows()) {
                    appends++;
                    bytes += work.weight();
                }
                waiting.add(work);
                if (waiting.size() >= awaited || work instanceof Work.Look<?>) {
                    changed.signal();
                }
            }
        } finally {
            lock.unlock();
        }
        if (ended) {
            work.done().completeExceptionally(OutboxException.closed());
        } else if (!full.isEmpty()) {
            work.done().completeExceptionally(OutboxException.full(full));
        }
    }

    private String overflow(long weight, long stored) {
        if (appends >= options.batching().maxWaiting()) {
            return options.batching().maxWaiting() + " appends wait for their commit already";
        }
        if (bytes + weight > options.batching().maxWaitingBytes() && appends > 0) {
            return options.batching().maxWaitingBytes() + " bytes wait for their commit already";
        }
        if (stored + bytes + weight > options.size().maxStoredBytes()) {
            return "the outbox holds its " + options.size().maxStoredBytes() + " bytes";
        }
        return "";
    }

    /** Fills {@code batch}, waiting while there is nothing; false when closed and empty. What was taken before is done. */
    boolean take(List<Work> batch) {
        lock.lock();
        try {
            release();
            awaited = 1;
            while (waiting.isEmpty()) {
                if (closed) {
                    return false;
                }
                changed.awaitUninterruptibly();
            }
            linger(Math.min(company, options.batching().maxBatch()));
            awaited = Integer.MAX_VALUE;
            fill(batch);
            inHand = List.copyOf(batch);
            company = batch.size();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The batch in hand is on the disk or refused: it waits no more. Before its futures are told. */
    void release() {
        lock.lock();
        try {
            for (Work work : inHand) {
                if (work.grows()) {
                    appends--;
                    bytes -= work.weight();
                }
            }
            inHand = List.of();
        } finally {
            lock.unlock();
        }
    }

    private void linger(int wanted) {
        long left = options.batching().maxDelay().toNanos();
        awaited = wanted;
        while (waiting.size() < wanted && left > 0 && !closed && !(waiting.peekLast() instanceof Work.Look<?>)) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                return; // nobody has a reason to interrupt the writer; it goes on
            }
        }
    }

    private void fill(List<Work> batch) {
        do {
            batch.add(waiting.remove());
        } while (!(batch.get(0) instanceof Work.Look<?>)
                && batch.size() < options.batching().maxBatch()
                && !waiting.isEmpty()
                && !(waiting.peek() instanceof Work.Look<?>));
    }

    /** No more is taken in; what waits is still written. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The writer hangs in the disk: those who wait are told. */
    void abandon() {
        List<Work> left;
        lock.lock();
        try {
            left = new ArrayList<>(inHand);
            left.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(work -> work.done().completeExceptionally(OutboxException.closed()));
    }
}
