// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loop;

import io.assaylink.transport.Ticker;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An event loop of Netty, in real time. */
public final class NettyLoop implements Loop {
    private final EventExecutor executor;

    public NettyLoop(EventExecutor executor) {
        this.executor = executor;
    }

    @Override
    public boolean inLoop() {
        return executor.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException ended) {
            runAfterTheEnd(task);
        }
    }

    @Override
    public Ticker ticker() {
        return Ticker.system();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        try {
            Future<?> future = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException ended) {
            return () -> {};
        }
    }

    /** The loop is gone and its connections with it: what is asked of them still gets its answer. */
    private synchronized void runAfterTheEnd(Runnable task) {
        task.run();
    }
}
