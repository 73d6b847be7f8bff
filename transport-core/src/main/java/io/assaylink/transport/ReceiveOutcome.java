// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.time.Duration;

/**
 * What one {@code receive} learned.
 *
 * <p>A quiet line is an answer, not an error: analyzers are silent for hours between samples. Only silence in the middle
 * of a message is a fault, and the two never share a type.
 *
 * @param <M> what one message is
 */
public sealed interface ReceiveOutcome<M> {

    /** A whole message, and when its bytes came. */
    record Received<M>(M message, Arrival arrival) implements ReceiveOutcome<M> {}

    /** Nothing came and nothing was owed for this long. Receive again, or use the pause. */
    record Idle<M>(Duration quiet) implements ReceiveOutcome<M> {}

    /** A message began and stopped: the peer owes bytes. The connection stays open; said once per silence. */
    record Stalled<M>(long bytesSoFar, Duration quiet) implements ReceiveOutcome<M> {}

    /** The connection is over; every later receive answers the same. */
    record Closed<M>(CloseReason reason) implements ReceiveOutcome<M> {}
}
