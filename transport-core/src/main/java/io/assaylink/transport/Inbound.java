// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The receiving half of a connection, pulled from by one party at a time.
 *
 * <p>What is buffered always comes before {@code Idle}; {@code Idle} never comes while one byte of a message is pending;
 * after {@code Closed} always {@code Closed}. Cancelling or interrupting a receive loses nothing: the message stays for
 * the next one. A second receive while one waits throws {@link IllegalStateException} and names both threads.
 *
 * <p>What a slow caller has not taken is bounded, in messages and in bytes of memory: {@link ReceiveLimits#inbox()},
 * {@link ReceiveLimits#inboxBytes()}. At either bound nothing more is read for it, and the clocks on the peer stand still.
 *
 * @param <M> what one message is
 */
public interface Inbound<M> extends Iterable<M> {

    /**
     * Waits for the next outcome.
     *
     * @param quiet how long nothing may be in transit before {@code Idle}; zero asks what is there now
     * @return with a message in transit at the latest after the longer of {@code quiet} and the stall limit: a receive that
     *     waits this long in a silence told before is told of it again
     * @throws InterruptedException the thread was interrupted; nothing is lost
     */
    ReceiveOutcome<M> receive(Duration quiet) throws InterruptedException;

    /**
     * Messages alone: waits through {@code Idle} and {@code Stalled} without a word, and ends at {@code Closed} without saying
     * why ({@link Connection#closed()} does). Who wants to know of a silence uses {@link #outcomes}. Leaving a
     * {@code for} loop loses nothing: what it was not given stays for the next receive. Where the thread is interrupted, {@code hasNext} throws
     * {@link java.util.concurrent.CancellationException} and leaves the interrupt set.
     */
    @Override
    Iterator<M> iterator();

    /** {@link #receive(Duration)} with {@link ReceiveLimits#idle()}. */
    ReceiveOutcome<M> receive() throws InterruptedException;

    /** The same without a thread. Cancel the future to detach the waiter. */
    CompletionStage<ReceiveOutcome<M>> receiveAsync(Duration quiet);

    /**
     * Every outcome, each as {@link #receive(Duration)} would answer it: {@code Received}, {@code Idle} after each
     * {@code quiet}, {@code Stalled} once per silence; {@code Closed} is the last. Interrupts as with {@link #iterator()}.
     */
    Iterable<ReceiveOutcome<M>> outcomes(Duration quiet);

    /** Messages as a publisher; demand is back-pressure. Completes at {@code Closed}. One subscriber. */
    Flow.Publisher<M> asPublisher();
}
