// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loop;

import io.assaylink.transport.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A loop in virtual time, for tests: nothing runs but inside {@link #run} and {@link #advance}, on the calling thread, and
 * an hour takes no time. Submission is thread-safe; running is for one thread.
 */
public final class VirtualLoop implements Loop {
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private volatile long now;
    private volatile boolean running;
    private long numbers;
    private long fired;

    /** At time 0, with nothing to do. */
    public VirtualLoop() {}

    private record Due(long at, long number, Runnable task) {}

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public Ticker ticker() {
        return () -> now;
    }

    @Override
    public synchronized void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public synchronized Timer schedule(Runnable task, long delayNanos) {
        long delay = Math.min(Math.max(0, delayNanos), Long.MAX_VALUE - now);
        Due waiting = new Due(now + delay, numbers++, task);
        due.add(waiting);
        return () -> forget(waiting);
    }

    /** Runs what is due now, and what that submits. */
    public void run() {
        advance(Duration.ZERO);
    }

    /** Lets {@code time} pass, running each task at its own time. */
    public void advance(Duration time) {
        if (running) {
            throw new IllegalStateException("already running");
        }
        running = true;
        try {
            long end = now + time.toNanos();
            for (Optional<Runnable> task = next(end); task.isPresent(); task = next(end)) {
                task.get().run();
            }
            now = end;
        } finally {
            running = false;
        }
    }

    /** Lets time pass while nothing runs, as when the process is suspended; what fell due runs late. */
    public void suspend(Duration time) {
        long later = now + time.toNanos();
        now = later;
    }

    /** How many timers came due so far: what an idle connection costs. */
    public synchronized long fired() {
        return fired;
    }

    /** How many timers wait. */
    public synchronized int waiting() {
        return due.size();
    }

    private synchronized Optional<Runnable> next(long end) {
        Runnable task = ready.poll();
        if (task != null) {
            return Optional.of(task);
        }
        Due first = due.peek();
        if (first == null || first.at() > end) {
            return Optional.empty();
        }
        due.remove(first);
        now = Math.max(now, first.at());
        fired++;
        return Optional.of(first.task());
    }

    private synchronized void forget(Due waiting) {
        due.remove(waiting);
    }
}
