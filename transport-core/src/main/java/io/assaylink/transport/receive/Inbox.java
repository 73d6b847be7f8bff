// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Received;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Between the loop, which puts, and the one puller, who asks. Thread-safe.
 *
 * <p>Invariant: a waiter that waits means that nothing is buffered and that the connection is not over. Outcomes are
 * delivered outside the lock, for the continuation may ask again.
 */
public final class Inbox<M> {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Kept<M>> whole = new ArrayDeque<>(0);
    private @Nullable Waiter<M> waiter;
    private @Nullable CloseReason over;
    /** Of {@link #whole}, in memory. */
    private long bytes;

    private record Kept<M>(Received<M> received, long bytes) {}

    /** With the bytes of memory that it takes here. */
    void put(Received<M> received, long memory) {
        Waiter<M> live = null;
        lock.lock();
        try {
            Waiter<M> asking = waiter;
            waiter = null;
            if (asking != null && asking.take()) {
                live = asking;
            } else {
                whole.add(new Kept<>(received, memory));
                bytes += memory;
            }
        } finally {
            lock.unlock();
        }
        if (live != null) {
            live.deliver(received);
        }
    }

    /** Answered at once where something is buffered or all is over; otherwise it waits. */
    Waiter<M> ask(long quiet, long now) {
        Waiter<M> asking = new Waiter<>(quiet, now);
        ReceiveOutcome<M> there;
        lock.lock();
        try {
            Waiter<M> other = waiter;
            if (other != null && other.isWaiting()) {
                throw new IllegalStateException("a receive of thread \"" + other.thread()
                        + "\" waits already; this one is of thread \"" + asking.thread() + "\"");
            }
            there = next();
            if (there == null && over != null) {
                there = new Closed<>(over);
            }
            waiter = there == null ? asking : null;
        } finally {
            lock.unlock();
        }
        if (there != null && asking.take()) {
            asking.deliver(there);
        }
        return asking;
    }

    /** Who waits, if anyone. */
    @Nullable
    Waiter<M> waiting() {
        lock.lock();
        try {
            return waiter != null && waiter.isWaiting() ? waiter : null;
        } finally {
            lock.unlock();
        }
    }

    /** The next buffered message, for a machine that was not reading. */
    @Nullable
    Received<M> poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private @Nullable Received<M> next() {
        Kept<M> first = whole.poll();
        if (first == null) {
            return null;
        }
        bytes -= first.bytes();
        return first.received();
    }

    /** Of all that is buffered, in memory. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return whole.size();
        } finally {
            lock.unlock();
        }
    }

    public void close(CloseReason reason) {
        Waiter<M> live;
        lock.lock();
        try {
            over = reason;
            live = waiter;
            waiter = null;
        } finally {
            lock.unlock();
        }
        if (live != null && live.take()) {
            live.deliver(new Closed<>(reason));
        }
    }
}
