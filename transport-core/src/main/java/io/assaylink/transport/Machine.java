// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.time.Duration;

/**
 * A sans-IO protocol machine that a {@link Connection} drives on its event loop.
 *
 * <p>Every call comes from the event loop of the one connection, never two at a time; none may block. {@code now} is
 * {@link Ticker} time. What the machine sends during a call is flushed once at its end. After each call the connection
 * asks {@link #nextDeadline} and wakes the machine then: there is no polling.
 *
 * <p>A call that throws, whatever it throws, ends this connection and no other: it closes with
 * {@link CloseReason.MachineFailed}, which {@link Connection#closed()} and the last call, {@link #closed}, are told, and the
 * log says {@code MACHINE_FAILED}. What was sent before is flushed; no message and no deadline is told any more.
 *
 * @param <M> what one message is
 */
public interface Machine<M> {

    /** The connection is this machine's from now on; first call, once. */
    void opened(Driver<M> driver, long now);

    /** One message, in order. A buffer is valid during the call only. */
    void received(M message, long now);

    /** Nothing was in transit for {@link ReceiveLimits#idle()}; comes again after each further such time. */
    default void idle(Duration quiet, long now) {}

    /** A message began and stopped for {@link ReceiveLimits#stall()}; once per silence. */
    default void stalled(long bytesSoFar, Duration quiet, long now) {}

    /**
     * True while something that was received is not answered yet. A peer that ended its half may still read: the connection
     * then stays open for answers until this is false, asked after each call, and at the most for
     * {@link ReceiveLimits#halfClose()}.
     */
    default boolean owesAnswer() {
        return false;
    }

    /**
     * True for a machine that does nothing but answer: while the peer does not take its answers, nothing more is read. A
     * machine that also sends of its own must not say so, for it would not hear the peer while it sends much.
     */
    default boolean answersOnly() {
        return false;
    }

    /**
     * Bytes of memory that the machine keeps of a message that began and has not ended, counted against
     * {@link ReceiveLimits#budget()}; asked after each call. Where the connection cuts no messages, see
     * {@link Framing#none()}, the machine alone knows.
     */
    default long held() {
        return 0;
    }

    /** Last call, once. */
    void closed(CloseReason reason, long now);

    /** When {@link #tick} is wanted, as {@link Ticker} time; {@link Long#MAX_VALUE}: not. */
    default long nextDeadline(long now) {
        return Long.MAX_VALUE;
    }

    /** The deadline has come. May be called early or late; the machine looks at {@code now}. */
    default void tick(long now) {}

    /** What a machine may do to its connection. Event loop only, but for {@link #execute}. */
    interface Driver<M> {

        Connection<M> connection();

        /** Queues one message; flushed once at the end of the call in progress. It is handed over: change it never. */
        void send(M message);

        /** Runs {@code task} on the event loop, then flushes and asks for the next deadline. Any thread. */
        void execute(Runnable task);

        /** Stops (or goes on) reading: back-pressure. The clocks on the peer stop meanwhile. */
        void reading(boolean wanted);

        /** Flushes what was sent and closes with this reason, bounded by {@code within}. */
        void close(CloseReason reason, Duration within);
    }
}
