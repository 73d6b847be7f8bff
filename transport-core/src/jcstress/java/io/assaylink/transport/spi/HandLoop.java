// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.Ticker;
import io.assaylink.transport.loop.Loop;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A loop that whoever plays it runs by hand; timers never come. */
final class HandLoop implements Loop {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Thread running;

    /** Plays the loop until nothing is left of what was submitted by now. */
    void run() {
        running = Thread.currentThread();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        running = null;
    }

    @Override
    public boolean inLoop() {
        return running == Thread.currentThread();
    }

    @Override
    public Ticker ticker() {
        return () -> 0;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return () -> {};
    }
}
