// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time, in order, on the thread that brings one while none is at work. No lock is held, and a task that
 * brings another returns before that one runs.
 */
final class Mailbox {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    void post(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
            done = waiting.addAndGet(-done);
        } while (done != 0);
    }
}
