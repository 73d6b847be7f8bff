// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEvent;
import java.util.Optional;

/** What happened on a connection. */
public sealed interface ExchangeEvent {

    /**
     * A message for us. Store it, then settle the hold.
     *
     * @param message the message
     * @param hold its answer, held back
     * @param possibleDuplicate whether the same bytes were delivered before
     */
    record Delivered(Hl7Message message, Hold hold, boolean possibleDuplicate) implements ExchangeEvent {}

    /**
     * A byte-identical repeat of a message whose positive answer never left: answered again, not delivered.
     *
     * @param message the repeat
     */
    record Repeated(Hl7Message message) implements ExchangeEvent {}

    /**
     * A frame that is not delivered because it cannot be answered as it should. Keep the bytes for a human.
     *
     * @param message what came
     * @param code why
     */
    record Rejected(Hl7Message message, ExchangeCode code) implements ExchangeEvent {}

    /**
     * Something of framing: quarantined bytes, skipped bytes, a deviation.
     *
     * @param event what; never a frame
     */
    record Framing(MllpEvent event) implements ExchangeEvent {}

    /**
     * A message of ours has its commit acknowledgment (CA); its application answer is still to come.
     *
     * @param id of {@link Exchange#send}
     */
    record Committed(long id) implements ExchangeEvent {}

    /**
     * A message of ours has its final answer.
     *
     * @param id of {@link Exchange#send}
     * @param code MSA-1; empty if it is none of table 0008: treat it like AE
     * @param message the answer
     */
    record Answered(long id, Optional<AckCode> code, Hl7Message message) implements ExchangeEvent {}

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
     */
    record Unmatched(Hl7Message message, ExchangeCode code) implements ExchangeEvent {}

    /** Close the connection after writing what {@link Exchange#drainTo} still has: the peer cannot be understood. */
    record CloseWanted() implements ExchangeEvent {}

    /** Why a message of ours has no answer. */
    enum Cause {
        /** The time was up; the peer may have it. */
        TIMED_OUT,
        /** The connection ended after it was handed over; the peer may have it. */
        CLOSED,
        /** The connection ended before any byte of it was handed over. */
        NOT_SENT
    }
}
