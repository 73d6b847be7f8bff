// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.handler.WouldDeadlockException;
import java.util.concurrent.CompletionStage;

/**
 * A request on its way. Thread-safe.
 *
 * <p>{@link #outcome()} completes with a value, never exceptionally. It completes on the thread that learned the outcome,
 * which may be an event loop: what takes time belongs into an {@code …Async} stage. Who waits there for something that this
 * very thread has to bring gets a {@link WouldDeadlockException} at once; in a handler on its own thread waiting is allowed.
 */
public interface PendingReply {

    /** The id on the wire; unique within and across runs of this client. */
    String id();

    CompletionStage<Outcome> outcome();

    /**
     * Waits for the outcome, no longer than the request's time.
     *
     * @throws WouldDeadlockException this thread has to bring it
     */
    Outcome await() throws InterruptedException;

    /** Gives up; without effect where the request has ended. */
    void cancel();
}
