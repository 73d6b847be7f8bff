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

    /** This outbox's own id, made when the outbox was made; 26 characters. Ends the {@code source} of its events. */
    String id();

    /**
     * Stores one event. Order of calls is order of sequences.
     *
     * @return completes when the event is durable; exceptionally when it is not accepted
     */
    CompletionStage<Stored> append(Draft draft);

    /** Events above {@code after} in order, at most {@code maxCount} of them and {@code maxBytes} of data (one at least). */
    CompletionStage<List<Stored>> read(long after, int maxCount, long maxBytes);

    /** The hub holds everything up to {@code upto} durably: those events may be forgotten. Lower numbers are ignored. */
    CompletionStage<Void> acknowledge(long upto);

    /**
     * The hub refused one event for good: it goes to the dead letters, with the reason, and is read no more.
     *
     * @return completes when that is durable
     */
    CompletionStage<Void> deadLetter(long sequence, String code, String detail);

    /** Bytes that were received and are no message: kept, with the reason, for a person to look at. */
    CompletionStage<Void> quarantine(String subject, String code, byte[] bytes);

    /** Sequence of the event appended last; 0 before the first. Never falls. */
    long last();

    /** Highest sequence that {@link #acknowledge} was told. */
    long acknowledged();

    /** What waits: events above {@link #acknowledged()} that are not dead letters. */
    OutboxDepth depth();

    /** Ends in order: what was appended is stored. Bounded. */
    @Override
    void close();
}
