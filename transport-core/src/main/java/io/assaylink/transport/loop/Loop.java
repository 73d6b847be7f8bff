// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loop;

import io.assaylink.transport.Ticker;
import java.util.concurrent.Executor;

/**
 * The one thread that a connection's state belongs to, and its clock. Tasks run one at a time, in the order of their
 * submission.
 */
public interface Loop extends Executor {

    /** True on the loop's own thread, while a task runs. */
    boolean inLoop();

    /** The clock that {@link #schedule} goes by. */
    Ticker ticker();

    /** Runs {@code task} on the loop, not before {@code delayNanos} from now. Any thread. */
    Timer schedule(Runnable task, long delayNanos);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {

        /** Takes the task back; without effect once it began. */
        void cancel();
    }
}
