// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.handler.HandlerOptions;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks: those of one key one after the other, in order, and at most so many at a time. A task that is abandoned while
 * it runs is interrupted and gives its place in lane and count to others; as long as {@code maxStuck} go on like that.
 * Thread-safe; no lock is held while a task runs.
 */
final class Lanes implements AutoCloseable {

    /** What is to be done. */
    interface Task {
        void run();

        /** The executor takes nothing: it will not be run. */
        void refused();
    }

    private final class Job implements Runnable {
        private final long ticket;
        private final Optional<String> key;
        private final Task task;
        // under the lock
        private @Nullable Thread thread; // set while it runs
        private boolean abandoned;
        private boolean stuck;

        Job(long ticket, Optional<String> key, Task task) {
            this.ticket = ticket;
            this.key = key;
            this.task = task;
        }

        @Override
        public void run() {
            if (begun(this)) {
                try {
                    task.run();
                } finally {
                    ended(this);
                }
            }
        }
    }

    private final HandlerOptions options;
    private final Executor executor;
    private final Optional<ExecutorService> own;
    private final ReentrantLock lock = new ReentrantLock();
    // under the lock
    private final Map<Long, Job> jobs = new HashMap<>();
    /** A lane is here while one of its jobs is ready or at work; what waits behind it. */
    private final Map<String, ArrayDeque<Job>> lanes = new HashMap<>();

    private final ArrayDeque<Job> ready = new ArrayDeque<>();
    private int running;
    private int stuck;
    private boolean closed;

    Lanes(HandlerOptions options, String name) {
        this.options = options;
        this.own = options.executor().isPresent()
                ? Optional.empty()
                : Optional.of(virtualThreads().orElseGet(() -> pool(options, name)));
        this.executor = options.executor().orElseGet(own::orElseThrow);
    }

    /** Of Java 21 and later; this is compiled for 17. */
    private static Optional<ExecutorService> virtualThreads() {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException older) {
            return Optional.empty();
        }
    }

    private static ExecutorService pool(HandlerOptions options, String name) {
        AtomicInteger number = new AtomicInteger();
        int threads = options.maxConcurrent() + options.maxStuck();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(options.maxWaiting()), task -> {
                    Thread thread = new Thread(task, "assaylink-handler-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs the task in its turn; those without a key have no order. */
    void submit(long ticket, Optional<String> key, Task task) {
        Job job = new Job(ticket, key, task);
        lock.lock();
        try {
            jobs.put(ticket, job);
            if (key.isPresent()) {
                ArrayDeque<Job> lane = lanes.get(key.get());
                if (lane != null) {
                    lane.add(job);
                    return;
                }
                lanes.put(key.get(), new ArrayDeque<>());
            }
            ready.add(job);
        } finally {
            lock.unlock();
        }
        start();
    }

    /** Nobody waits for it any more: it does not begin, or is interrupted. */
    void abandon(long ticket) {
        lock.lock();
        try {
            Job job = jobs.remove(ticket);
            if (job == null) {
                return;
            }
            job.abandoned = true;
            Thread thread = job.thread;
            if (thread == null) {
                forget(job);
            } else {
                thread.interrupt();
                giveUpPlace(job);
            }
        } finally {
            lock.unlock();
        }
        start();
    }

    /** Others work on while this one does not end; only so many may do that. Under the lock. */
    private void giveUpPlace(Job job) {
        if (stuck < options.maxStuck()) {
            job.stuck = true;
            stuck++;
            running--;
            next(job);
        }
    }

    /** It may wait behind one that never ends: it is not kept. What the executor has is passed over there. Under the lock. */
    private void forget(Job job) {
        ArrayDeque<Job> lane = job.key.map(lanes::get).orElse(null);
        boolean waited = lane != null && lane.remove(job);
        if (!waited && ready.remove(job)) {
            next(job);
        }
    }

    /** Those that wait for their turn, here and not at the executor. */
    int waiting() {
        lock.lock();
        try {
            return ready.size()
                    + lanes.values().stream().mapToInt(ArrayDeque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Starts what is ready, as far as there are places. */
    private void start() {
        for (Optional<Job> job = take(); job.isPresent(); job = take()) {
            try {
                executor.execute(job.get());
            } catch (RejectedExecutionException full) {
                if (begun(job.get())) {
                    ended(job.get());
                    job.get().task.refused();
                }
            }
        }
    }

    private Optional<Job> take() {
        lock.lock();
        try {
            if (closed || running >= options.maxConcurrent() || ready.isEmpty()) {
                return Optional.empty();
            }
            running++;
            return Optional.of(ready.remove());
        } finally {
            lock.unlock();
        }
    }

    /** False where it is not wanted any more. */
    private boolean begun(Job job) {
        lock.lock();
        try {
            if (!job.abandoned) {
                job.thread = Thread.currentThread();
                return true;
            }
            running--;
            next(job);
        } finally {
            lock.unlock();
        }
        start();
        return false;
    }

    private void ended(Job job) {
        lock.lock();
        try {
            jobs.remove(job.ticket);
            job.thread = null;
            if (job.stuck) {
                stuck--;
            } else {
                running--;
                next(job);
            }
            if (job.abandoned && Thread.interrupted()) {
                // that was ours: the thread goes back to its owner without it
                job.abandoned = false;
            }
        } finally {
            lock.unlock();
        }
        start();
    }

    /** The lane goes on without this job. Under the lock. */
    private void next(Job job) {
        if (job.key.isEmpty()) {
            return;
        }
        ArrayDeque<Job> lane = lanes.get(job.key.get());
        if (lane == null) {
            return;
        }
        Job following = lane.poll();
        if (following == null) {
            lanes.remove(job.key.get());
        } else {
            ready.add(following);
        }
    }

    /** Interrupts what runs on our own threads; the caller's executor is left alone. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ready.clear();
            lanes.clear();
        } finally {
            lock.unlock();
        }
        own.ifPresent(ExecutorService::shutdownNow);
    }
}
