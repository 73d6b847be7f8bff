// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import java.util.OptionalLong;

/** What the number of a message means to its receiver. */
public sealed interface SequenceVerdict {

    /** What MSA-4 of the answer says; empty: nothing. */
    OptionalLong expectedSequence();

    /** MSH-13 is empty: the sender does not use the protocol. Handle the message as any other. */
    record Unnumbered() implements SequenceVerdict {
        @Override
        public OptionalLong expectedSequence() {
            return OptionalLong.empty();
        }
    }

    /**
     * The number expected. Store the message, then {@link SequenceReceiver#accepted}, then acknowledge.
     *
     * @param number MSH-13
     */
    record Next(long number) implements SequenceVerdict {
        @Override
        public OptionalLong expectedSequence() {
            return OptionalLong.of(number);
        }
    }

    /**
     * The sender asks where to go on (0), or wants to start anew (-1). The message may be a bare MSH and is no work: answer
     * it positively with a general acknowledgment.
     *
     * @param expected the next number; -1: any
     */
    record Synchronised(long expected) implements SequenceVerdict {
        @Override
        public OptionalLong expectedSequence() {
            return OptionalLong.of(expected);
        }
    }

    /**
     * Another number than the one expected, or none at all: do not take the message, answer AE or CE. A sender whose last
     * acknowledgment was lost learns so from the number.
     *
     * @param expected the next number
     */
    record OutOfSequence(long expected) implements SequenceVerdict {
        @Override
        public OptionalLong expectedSequence() {
            return OptionalLong.of(expected);
        }
    }
}
