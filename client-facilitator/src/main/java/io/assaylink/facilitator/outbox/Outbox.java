// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A durable queue of events with contiguous sequence numbers, emptied by the hub's cumulative acknowledgement.
 *
 * <p>Thread-safe. Failures are {@link OutboxException}s with a code. There is no retry count for a broken link: who sends
 * owns a read position, and only a refusal by the hub settles an event otherwise.
 */
public interface Outbox extends AutoCloseable {

    /** This outbox's own id, made when the outbox was made and by {@link #renew}; 26 characters. Ends the {@code source}. */
    String id();

    /**
     * Stores one event. Order of calls is order of sequences.
     *
     * @return completes when the event is durable; exceptionally when it is not accepted
     */
    CompletionStage<Stored> append(Draft draft);

    /**
     * Stores the events of one message with successive sequences: all of them or none, whatever ends the process when.
     *
     * @param drafts one at least
     */
    CompletionStage<List<Stored>> append(List<Draft> drafts);

    /**
     * Events above {@code after} in order, at most {@code maxCount} of them and {@code maxBytes} of data (one at least).
     * Acknowledged ones too, as long as they are retained.
     */
    CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes);

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

    /** Dead letters with a number above {@code after} in their order, at most {@code maxCount}. */
    CompletionStage<List<DeadLetter>> deadLetters(long after, int maxCount);

    /**
     * Appends a dead letter's event anew, with a new sequence and id, and takes it off the dead letters, in one step.
     *
     * @return exceptionally an {@code IllegalArgumentException} where there is none of this number
     */
    CompletionStage<Stored> requeue(long number);

    /** Deletes a dead letter for good; false where there is none of this number. */
    CompletionStage<Boolean> discard(long number);

    /** Bytes that were received and are no message: kept, with the reason, for a person to look at. */
    CompletionStage<Void> quarantine(String subject, String code, byte[] bytes);

    /**
     * SHA-256 of the last messages of an instrument ({@link Draft#raw()}) that were stored before this outbox was opened,
     * oldest first. Bounded by {@link OutboxOptions.Retention#recent()}.
     */
    List<byte[]> recent(String subject);

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

    /** Sequence of the event appended last; 0 before the first. Falls by {@link #renew} alone. */
    long last();

    /** Highest sequence that {@link #acknowledge} was told. */
    long acknowledged();

    /** What waits: events above {@link #acknowledged()} that are not dead letters. */
    OutboxDepth depth();

    /** Ends in order: what was appended is stored. Bounded. */
    @Override
    void close();
}
