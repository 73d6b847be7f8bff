// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import io.assaylink.hl7.sequence.SequenceDecision.Proceed;
import io.assaylink.hl7.sequence.SequenceDecision.Restart;
import io.assaylink.hl7.sequence.SequenceDecision.Stop;
import io.assaylink.hl7.sequence.SequenceDecision.Stop.Cause;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * The sending side of one link: which number the next message has, and what an answer means.
 *
 * <pre>
 *   IDLE ─synchronise─▶ ASKED ─answer─▶ READY ─send─▶ SENT ─answer─▶ READY
 *     ▲                                                 └─ a number before ours: IDLE, synchronise again
 *     └──────────── connectionLost, in ASKED, READY and SENT; an answer that fits nothing: STOPPED
 * </pre>
 *
 * <p>One message is sent at a time, with the number of its place in the queue; a message keeps its number when it is sent
 * again. Not thread-safe.
 */
public final class SequenceSender {

    private enum State {
        IDLE,
        ASKED,
        ASKED_ANEW,
        READY,
        SENT,
        STOPPED
    }

    private State state = State.IDLE;
    private long next;

    /**
     * A sender at the start of a connection.
     *
     * @param next number of the first message in the queue, 1 or more; kept with the queue
     */
    public SequenceSender(long next) {
        if (next < 1) {
            throw new IllegalArgumentException("numbers of messages count from 1");
        }
        this.next = next;
    }

    /**
     * Asks the receiver where to go on.
     *
     * @param anew whether to start anew whatever the receiver knows: what it has is forgotten there
     * @return MSH-13 of a message that may be a bare MSH: 0 or -1
     * @throws IllegalStateException unless the link is new, lost its connection, was told to restart or stopped
     */
    public long synchronise(boolean anew) {
        if (state != State.IDLE && state != State.STOPPED) {
            throw new IllegalStateException("cannot synchronise: " + state);
        }
        state = anew ? State.ASKED_ANEW : State.ASKED;
        return anew ? -1 : 0;
    }

    /**
     * The next message leaves.
     *
     * @return its MSH-13
     * @throws IllegalStateException before the answer to {@link #synchronise}, or to the message before
     */
    public long send() {
        if (state != State.READY) {
            throw new IllegalStateException("not ready: " + state);
        }
        state = State.SENT;
        return next;
    }

    /**
     * The answer came to what was sent last.
     *
     * @param expected its MSA-4; empty if it has none
     * @param queued whether the message with a number is still there to be sent
     * @throws IllegalStateException if nothing was sent
     */
    public SequenceDecision answered(OptionalLong expected, LongPredicate queued) {
        return switch (state) {
            case ASKED -> synchronised(expected, queued);
            case ASKED_ANEW -> expected.equals(OptionalLong.of(-1)) ? proceed(next) : stop(Cause.NOT_RESYNCHRONISED);
            case SENT -> sent(expected);
            default -> throw new IllegalStateException("nothing was sent: " + state);
        };
    }

    /** The connection ended: what was sent last may have been taken. Synchronise on the next one. */
    public void connectionLost() {
        state = state == State.STOPPED ? State.STOPPED : State.IDLE;
    }

    /** Number of the next message. */
    public long next() {
        return next;
    }

    private SequenceDecision synchronised(OptionalLong expected, LongPredicate queued) {
        if (expected.isEmpty()) {
            return stop(Cause.NO_NUMBER);
        }
        long wanted = expected.getAsLong();
        if (wanted == -1 || wanted == next + 1) { // it has none; or it has ours, and its answer was lost
            return proceed(wanted == -1 ? next : next + 1);
        }
        return wanted == next || (wanted > 0 && wanted < next && queued.test(wanted))
                ? proceed(wanted)
                : stop(Cause.NOT_QUEUED);
    }

    private SequenceDecision sent(OptionalLong expected) {
        if (expected.isEmpty()) {
            return stop(Cause.NO_NUMBER);
        }
        long wanted = expected.getAsLong();
        if (wanted == next || wanted == next + 1) { // taken; or taken before, when its answer was lost
            return proceed(next + 1);
        } else if (wanted > 0 && wanted < next) {
            state = State.IDLE;
            return new Restart();
        }
        return stop(Cause.OUT_OF_SEQUENCE);
    }

    private SequenceDecision proceed(long number) {
        next = number;
        state = State.READY;
        return new Proceed(number);
    }

    private SequenceDecision stop(Cause cause) {
        state = State.STOPPED;
        return new Stop(cause);
    }
}
