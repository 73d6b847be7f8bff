// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;
import io.assaylink.hl7.sequence.SequenceVerdict.Next;
import io.assaylink.hl7.sequence.SequenceVerdict.OutOfSequence;
import io.assaylink.hl7.sequence.SequenceVerdict.Synchronised;
import io.assaylink.hl7.sequence.SequenceVerdict.Unnumbered;

/**
 * The receiving side of one link. For each message {@link #check}, and {@link #accepted} once a {@link Next} is stored and
 * before it is acknowledged. Not thread-safe.
 */
public final class SequenceReceiver {

    private static final int MSH_13 = 13;
    private static final int DIGITS = 15; // NM of MSH-13, in the longest version

    private final SequenceStore store;

    /** A receiver that goes on where {@code store} is. */
    public SequenceReceiver(SequenceStore store) {
        this.store = store;
    }

    /** What the number of {@code message} means. After -1 the last number is forgotten when this returns. */
    public SequenceVerdict check(Hl7Message message) {
        Value field = message.hasHeader() ? message.header().field(MSH_13) : message.get("MSH-13");
        if (field.state() != Value.State.TEXT) {
            return new Unnumbered();
        }
        String text = field.text().strip();
        if (!text.matches("-1|\\+?\\d{1," + DIGITS + "}")) {
            return new OutOfSequence(expected());
        }
        long number = Long.parseLong(text);
        if (number == -1) {
            store.forget();
            return new Synchronised(-1);
        } else if (number == 0) {
            return new Synchronised(expected());
        }
        long expected = expected();
        return expected == -1 || expected == number ? new Next(number) : new OutOfSequence(expected);
    }

    /**
     * The message with this number is stored.
     *
     * @throws IllegalStateException if it is not the one expected: two messages were checked before one was accepted
     */
    public void accepted(long number) {
        long expected = expected();
        if (number < 1 || (expected != -1 && expected != number)) {
            throw new IllegalStateException("expected " + expected + ", not " + number);
        }
        store.store(number);
    }

    /** The next number; -1: any. */
    public long expected() {
        return store.last().isPresent() ? store.last().getAsLong() + 1 : -1;
    }
}
