// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEvent;
import java.util.Optional;

/** What happened on a connection. Offsets count from the first byte of the connection. */
public sealed interface ExchangeEvent {

    /**
     * A message for us. Store it, then settle the hold.
     *
     * @param message the message
     * @param hold its answer, held back
     * @param possibleDuplicate whether the same bytes were delivered before
     * @param fragment whether it is one part of a series (MSH-14, DSC) that the options do not put together
     */
    record Delivered(Hl7Message message, Hold hold, boolean possibleDuplicate, boolean fragment)
            implements ExchangeEvent {}

    /**
     * A part of a series that is being put together. Store it, then settle the hold, which gives it its commit answer if it
     * asked for one. The whole message is delivered after the last part; the parts can be forgotten when that is stored.
     *
     * @param message the fragment
     * @param hold its commit answer, held back
     */
    record Fragment(Hl7Message message, Hold hold) implements ExchangeEvent {}

    /**
     * A byte-identical repeat of a message whose positive answer never left: answered again, not delivered.
     *
     * @param message the repeat
     */
    record Repeated(Hl7Message message) implements ExchangeEvent {}

    /**
     * A hold that was not settled in time: its sender was told to try again. Settle it all the same: if it is accepted then,
     * the repeat is answered and not delivered again.
     *
     * @param hold what was not settled
     */
    record HoldExpired(Hold hold) implements ExchangeEvent {}

    /**
     * A message, or bytes, that are not delivered because they cannot be answered as they should. Keep the bytes for a human.
     *
     * @param message what came
     * @param code why
     * @param offset of the first wrong byte, or of the message
     */
    record Rejected(Hl7Message message, ExchangeCode code, long offset) implements ExchangeEvent {}

    /**
     * The peer broke a rule, and nothing was lost by it.
     *
     * @param code which
     * @param offset of the message
     */
    record Noted(ExchangeCode code, long offset) implements ExchangeEvent {}

    /**
     * Something of framing: quarantined bytes, skipped bytes, a deviation.
     *
     * @param event what; never a frame
     */
    record Framing(MllpEvent event) implements ExchangeEvent {}

    /**
     * A message of ours has its commit acknowledgment (CA), or was taken for later processing (MSA-5 = D); its application
     * answer is still to come.
     *
     * @param id of {@link Exchange#send}
     */
    record Committed(long id) implements ExchangeEvent {}

    /**
     * One of several answers to a message of ours; more are to come, as {@link Completion} says.
     *
     * @param id of {@link Exchange#send}
     * @param code MSA-1; empty if it is none of table 0008
     * @param message the answer
     * @param hold if the answer itself asks for an acknowledgment: settle it
     */
    record PartlyAnswered(long id, Optional<AckCode> code, Hl7Message message, Optional<Hold> hold)
            implements ExchangeEvent {}

    /**
     * A message of ours has its final answer.
     *
     * @param id of {@link Exchange#send}
     * @param code MSA-1; empty if it is none of table 0008: treat it like AE
     * @param message the answer
     * @param hold if the answer itself asks for an acknowledgment, as a response with MSH-15 = AL does: settle it
     */
    record Answered(long id, Optional<AckCode> code, Hl7Message message, Optional<Hold> hold)
            implements ExchangeEvent {}

    /**
     * A message of ours asked for no answer and was handed to the connection.
     *
     * @param id of {@link Exchange#send}
     */
    record Sent(long id) implements ExchangeEvent {}

    /**
     * A message of ours will have no answer. Send it again with the same MSH-10, on a new connection or this one.
     *
     * @param id of {@link Exchange#send}
     * @param cause why
     */
    record SendFailed(long id, Cause cause) implements ExchangeEvent {}

    /**
     * An answer that belongs to no message waiting for one. Never new work, never acknowledged.
     *
     * @param message the answer
     * @param code unmatched, late or duplicate
     * @param offset of the answer
     */
    record Unmatched(Hl7Message message, ExchangeCode code, long offset) implements ExchangeEvent {}

    /** Close the connection after writing what {@link Exchange#drainTo} still has: the peer cannot be understood. */
    record CloseWanted() implements ExchangeEvent {}

    /** Why a message of ours has no answer. */
    enum Cause {
        /** The time to the first answer was up; the peer may have it. */
        TIMED_OUT,
        /** The peer has it (CA), and the time to the application answer was up. */
        NO_APPLICATION_ANSWER,
        /** The connection ended after it was handed over; the peer may have it. */
        CLOSED,
        /** The connection ended before any byte of it was handed over. */
        NOT_SENT
    }
}
