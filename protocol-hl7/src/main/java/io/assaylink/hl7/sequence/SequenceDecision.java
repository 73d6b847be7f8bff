// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

/** What an answer means to the sender. */
public sealed interface SequenceDecision {

    /**
     * Everything before {@code next} is accepted: go on with that message.
     *
     * @param next its number
     */
    record Proceed(long next) implements SequenceDecision {}

    /** The receiver is behind: synchronise again. */
    record Restart() implements SequenceDecision {}

    /**
     * An operator must look: the link stays stopped until it is synchronised again.
     *
     * @param cause why
     */
    record Stop(Cause cause) implements SequenceDecision {

        /** Why a link stops. */
        public enum Cause {
            /** The answer has no MSA-4: the receiver does not use the protocol. */
            NO_NUMBER,
            /** The receiver expects a message that is not in the queue any more, or that was never sent. */
            NOT_QUEUED,
            /** The receiver expects a number that makes no sense. */
            OUT_OF_SEQUENCE,
            /** The receiver did not answer -1 to -1. */
            NOT_RESYNCHRONISED
        }
    }
}
