// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Wakes sessions at their deadlines, on one thread: that of one session, or of all sessions of a constellation. The thread
 * begins with the first deadline. Thread-safe.
 */
public final class SessionTimer implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    /** A timer whose thread is named after {@code name}. */
    public SessionTimer(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "assaylink-session-" + name);
            thread.setDaemon(true);
            return thread;
        });
        // or what is not wanted any more would stay until its time, and the thread with it
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs this once.
     *
     * @throws java.util.concurrent.RejectedExecutionException the timer is closed
     */
    Future<?> after(long nanos, Runnable task) {
        return executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** How many deadlines are waited for. */
    int waiting() {
        return executor.getQueue().size();
    }

    /** Nothing is run any more; the thread ends. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
