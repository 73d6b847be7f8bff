// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An outbox as those see it who fill it and look after it: applications, instruments, whoever decides about dead letters.
 * What is sent from it, and what becomes of that, is the matter of the one client that has the whole {@link Outbox}.
 *
 * <p>Thread-safe. Failures are {@link OutboxException}s with a code.
 */
public interface SharedOutbox {

    /** This outbox's own id, made when the outbox was made and by {@link Outbox#renew}; 26 characters. Ends the {@code source}. */
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

    /**
     * Bytes that were received and are no message: kept, with the reason, for a person to look at, as long as they are among
     * the newest of their instrument within {@link OutboxOptions#quarantine()}.
     *
     * @return how many older ones of this instrument had to go for them, once they are durable
     */
    CompletionStage<Integer> quarantine(String subject, String code, byte[] bytes);

    /**
     * What is in quarantine with a number above {@code after}, in order, at most {@code maxCount} of it and {@code maxBytes}
     * (one at least).
     */
    CompletionStage<List<Quarantined>> quarantined(long after, int maxCount, long maxBytes);

    /**
     * SHA-256 of the last messages of an instrument ({@link Draft#raw()}) that were stored before this outbox was opened,
     * oldest first. Bounded by {@link OutboxOptions.Retention#recent()}.
     */
    List<byte[]> recent(String subject);

    /** Sequence of the event appended last; 0 before the first. Falls by {@link Outbox#renew} alone. */
    long last();

    /** Highest sequence that {@link Outbox#acknowledge} was told. */
    long acknowledged();

    /** What waits: events above {@link #acknowledged()} that are not dead letters. */
    OutboxDepth depth();
}
