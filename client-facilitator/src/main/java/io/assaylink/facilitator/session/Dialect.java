// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.transport.CloseReason;
import java.util.Optional;

/**
 * How a hub wants to be spoken to: handshake, heartbeat, acknowledgment and correlation. It does no I/O; time is an
 * argument, and what it wants done goes as {@link Effect}s to the sink it was made with. When to connect and when to come
 * back is the {@link Session}'s matter alone.
 *
 * <pre>
 *   connected ─▶ handshake(frame)* ─Ready─▶ ready ─▶ frame(frame)* ─▶ lost        then connected again, with a new epoch
 * </pre>
 *
 * <p>One thread at a time.
 */
public interface Dialect {

    /** A connection is there: the first frame is ours to send. */
    Step connected(long epoch, long now);

    /** A frame before the handshake is complete. */
    Step handshake(byte[] frame, long now) throws EnvelopeException;

    /** The session is ready since this moment: application frames may be sent. */
    Step ready(long now);

    /** A frame of the ready session. */
    Step frame(byte[] frame, long now) throws EnvelopeException;

    /**
     * The connection of this epoch is over, or the session is closed; whatever waited for it is told why.
     *
     * @param ended there will be no other connection
     */
    void lost(String reason, boolean ended);

    /** A handler is done with a request that this dialect had served. */
    void served(long ticket, Answer answer, long now);

    /** Time has passed; comes in every phase. */
    Step tick(long now);

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    long nextDeadline();

    /** No new work from here on; what is accepted is to be finished. */
    void drain();

    /** After {@link #drain}: all of it is. */
    boolean isDrained();

    /** No connection is wanted meanwhile; who ends that gives the session a {@link Session#tick}. */
    default boolean isHeld() {
        return false;
    }

    /** What is said before we close; empty where the protocol has no word for it. */
    default Optional<byte[]> farewell(String why) {
        return Optional.empty();
    }

    /** What the end of a connection means in this protocol. */
    default Verdict verdict(CloseReason reason) {
        return Verdict.of(reason);
    }
}
