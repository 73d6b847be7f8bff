// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.clock.Clocks;

/** Who consumes the messages of a connection, chosen once. Loop only. */
public sealed interface Consumption<M> permits Pulled, Driven {

    void begin(long now);

    /**
     * A whole message.
     *
     * @param bytes on the wire
     * @param memory bytes that it takes while it waits
     */
    void received(M message, long bytes, long memory, long began, long now);

    /** True while more messages are wanted; one that is not read for, {@code full}, wants none before much is consumed. */
    boolean hasRoom(boolean full);

    /** How many messages may wait before there is no room; 0 where none should. */
    int buffer();

    /** True while what comes without room waits in order, and is not handed over all the same. */
    boolean holds();

    /** True while the peer may still get answers to what it sent. */
    boolean owes();

    /** Bytes of memory that the consumer keeps of a message that has not ended. */
    long held();

    /** Says what there is to say at this time. */
    void reckon(long now);

    /** Delay until {@link #reckon} has something to say, or {@link Clocks#NEVER}. */
    long untilReckoning(long now);

    void closed(CloseReason reason, long now);
}
