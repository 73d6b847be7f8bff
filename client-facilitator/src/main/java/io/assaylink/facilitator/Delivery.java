// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletionStage;

/**
 * The way of one event: accepted → written → acknowledged or refused. The stages complete on the thread that learned of
 * it, in that order; what takes time belongs into an {@code …Async} stage. After a restart of the process the way goes on
 * and nobody is told here.
 */
public interface Delivery {

    /** Durable in the outbox; exceptionally an {@link io.assaylink.facilitator.outbox.OutboxException}. */
    CompletionStage<Stored> accepted();

    /** Handed to a connection for the first time, which is no delivery; its sequence. */
    CompletionStage<Long> written();

    /** Acknowledged by the hub, or refused by it for good. */
    CompletionStage<Settlement> settled();
}
