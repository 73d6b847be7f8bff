// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.exchange.RepeatMemory.Remembered;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A delivered message whose answer is being held back. Give it to exactly one of {@link Exchange#accept},
 * {@link Exchange#answer}, {@link Exchange#fail} and {@link Exchange#refuse}, once; before that to
 * {@link Exchange#commit}, if the message is stored and its application answer comes later.
 */
public final class Hold {

    /** Why a message is refused. */
    public enum Reason {
        /** It passes, such as a full disk or a shutdown: the sender is told to try again (AE or CE). */
        TRANSIENT,
        /** This message will never be taken (AR or CR): senders drop it. */
        PERMANENT
    }

    /** How far a hold is. */
    enum State {
        /** Delivered, nothing said. */
        OPEN,
        /** Its commit answer was given; the application answer is open. */
        COMMITTED,
        /** Refused by its timeout; the caller has still to say what became of it. */
        EXPIRED,
        SETTLED
    }

    final Hl7Message message; // what the answers name
    final AckPolicy policy;
    final String key; // of the repeat memory
    final Remembered entry;
    final Optional<BatchInFrame> batch; // whose part this is, or whose place
    final List<Hold> repeats = new ArrayList<>(0); // settled together with this one
    final List<Initiator.Pending> following = new ArrayList<>(0); // messages of ours that leave behind its answers
    State state = State.OPEN;
    boolean answersKnown; // they leave when it is their turn
    List<ByteBuffer> answers = List.of();
    List<Hold> written = List.of(); // those that are answered positively when the last answer has left
    boolean positive;
    boolean isRepeat; // of one that the caller has; settled together with that
    long deadline = Long.MAX_VALUE;

    Hold(Hl7Message message, AckPolicy policy, String key, Remembered entry, Optional<BatchInFrame> batch) {
        this.message = message;
        this.policy = policy;
        this.key = key;
        this.entry = entry;
        this.batch = batch;
    }

    /** Whether it was accepted, answered, failed or refused by the caller; one that expired is not settled yet. */
    public boolean isSettled() {
        return state == State.SETTLED;
    }

    /** Whether it was refused by its timeout. */
    public boolean isExpired() {
        return state == State.EXPIRED;
    }
}
