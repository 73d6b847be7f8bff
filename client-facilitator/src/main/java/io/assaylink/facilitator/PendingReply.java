// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.util.concurrent.CompletionStage;

/**
 * A request on its way. Thread-safe.
 *
 * <p>{@link #outcome()} completes with a value, never exceptionally. It completes on the thread that learned the outcome,
 * which may be an event loop: what takes time belongs into an {@code …Async} stage.
 */
public interface PendingReply {

    /** The id on the wire; unique within and across runs of this client. */
    String id();

    CompletionStage<Outcome> outcome();

    /** Gives up; without effect where the request has ended. */
    void cancel();
}
