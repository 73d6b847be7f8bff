// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Stored;
import java.util.concurrent.CompletionStage;

/**
 * The way of one event: accepted → written → acknowledged, refused, expired, revoked or replaced. The stages complete on
 * the thread that learned of it, in that order; what takes time belongs into an {@code …Async} stage, and who waits there
 * gets a {@link io.assaylink.facilitator.handler.WouldDeadlockException}. After a restart of the process the way goes on
 * and nobody is told here.
 */
public interface Delivery {

    /** Durable in the outbox; exceptionally an {@link io.assaylink.facilitator.outbox.OutboxException}. */
    CompletionStage<Stored> accepted();

    /** Handed to a connection for the first time, which is no delivery; its sequence. */
    CompletionStage<Long> written();

    /** How it ended; where the process ends first, nobody is told. */
    CompletionStage<Settlement> settled();

    /**
     * Takes it back, where no hub can have it; see {@link FacilitatorClient#revoke}. Waits until it is accepted. False
     * also where the hub's protocol cannot leave an event out.
     */
    CompletionStage<Boolean> revoke();
}
