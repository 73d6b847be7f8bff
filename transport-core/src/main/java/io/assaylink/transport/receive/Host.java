// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.clock.Clocks;
import io.assaylink.transport.loop.Loop;
import java.time.Duration;

/** What a {@link Consumption} asks of its connection. Loop only, but for what says otherwise. */
public interface Host<M> {
    /** Any thread. */
    Connection<M> connection();

    /** Any thread. */
    ReceiveLimits limits();

    /** Any thread. */
    Loop loop();

    Clocks clocks();

    /** The consumer is about to be told that nothing came. */
    void idle(long quietNanos);

    /** The consumer is about to be told that a message stopped. */
    void stalled(long bytesSoFar, long quietNanos);

    /** A receive was asked for, and answered at once or not: time to look again where that matters. Any thread. */
    void asked(boolean answered);

    /** Queues one message, whose fate nobody asks for. */
    void send(M message);

    /** False while the peer does not take what is sent. */
    boolean isWritable();

    /** Runs a task as a turn, or as part of the one in progress. */
    void turn(Runnable task);

    /** Ends, or ends sooner: of two bounds the shorter one holds. */
    void end(CloseReason why, Duration within);

    /** Ends where nothing ended it before. */
    void shut(CloseReason why, Duration within);
}
