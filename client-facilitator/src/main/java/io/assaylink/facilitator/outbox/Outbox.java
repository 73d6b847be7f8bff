// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.util.concurrent.CompletionStage;

/**
 * A durable queue of events with contiguous sequence numbers, emptied by the hub's cumulative acknowledgement.
 *
 * <p>Here is what the one who sends from it needs, and its owner; what all others need is in {@link SharedOutbox}.
 *
 * <p>Thread-safe. Failures are {@link OutboxException}s with a code. There is no retry count for a broken link: who sends
 * owns a read position, and only a refusal by the hub settles an event otherwise.
 */
public interface Outbox extends SharedOutbox, AutoCloseable {

    /**
     * The hub holds everything up to {@code upto} durably: those events wait no more, and are forgotten when their
     * {@link OutboxOptions.Retention} is over. Lower numbers are ignored.
     */
    CompletionStage<Void> acknowledge(long upto);

    /**
     * The hub refused one event for good: it goes to the dead letters, with the reason, and is read no more.
     *
     * @return completes when that is durable; {@code FULL} at the bound of the dead letters: nothing is ever dropped there
     */
    CompletionStage<Void> deadLetter(long sequence, String code, String detail);

    /**
     * Takes one waiting event out: it expired or was revoked.
     *
     * @param reason a word, for the audit
     * @return false where it is there no more
     */
    CompletionStage<Boolean> remove(long sequence, String reason);

    /** The hub's events up to here are dealt with. */
    CompletionStage<Void> received(Received upto);

    /** The last of {@link #received(Received)} that is durable. */
    Received received();

    /**
     * Begins a new epoch: a new {@link #id}, and what waits keeps its order and gets numbers from 1. For an outbox that
     * was restored from a copy: numbers that the hub knows already are not used for other events.
     *
     * @return by how much each sequence fell
     */
    CompletionStage<Long> renew();

    /** Ends in order: what was appended is stored. Bounded. */
    @Override
    void close();
}
