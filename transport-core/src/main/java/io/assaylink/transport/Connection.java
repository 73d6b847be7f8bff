// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One physical link, from its establishment to its {@link CloseReason}. It is mortal and never reconnects.
 *
 * <p>How messages are consumed is chosen once: {@link #inbound()} (pull) or {@link #drive} (push into a machine on the
 * event loop). Until then nothing is read. Thread-safe.
 *
 * @param <M> what one message is
 */
public interface Connection<M> {

    /** Short and unique within the process, for logs: {@code tcp-17 127.0.0.1:4010}. */
    String name();

    /** Number of this connection within the process, rising: what an older epoch says can be told by number. */
    long epoch();

    SocketAddress peer();

    /**
     * What both sides agreed to speak, where the transport has a word for that: the subprotocol of a WebSocket. Empty
     * elsewhere, and where none was agreed. Never changes.
     */
    Optional<String> protocol();

    /** True from the beginning until either side begins to end it; false does not mean that {@link #closed()} is complete. */
    boolean isConnected();

    /** The sending half. Any thread. */
    Outbound<M> outbound();

    /**
     * The receiving half, to be held by one party.
     *
     * @throws IllegalStateException where the connection is driven
     */
    Inbound<M> inbound();

    /**
     * Hands the receiving half to {@code machine} for good: it is called on the event loop, and nobody else can read.
     *
     * @throws IllegalStateException where the connection is driven or pulled from already
     */
    void drive(Machine<M> machine);

    /** The message in transit, if any: how much of it came, of how much, since when. Any thread; as of the last read. */
    ReceiveProgress progress();

    /** Whether it reads; told as it is now, also while nothing happens. */
    Intake intake();

    ConnectionStats stats();

    /** Completes once, with the reason, on the event loop. */
    CompletionStage<CloseReason> closed();

    /**
     * Closes in order: what was sent is flushed, the peer is told; after {@code within} the link is cut. Idempotent, any
     * thread; of several calls the one whose bound ends first holds, and a later call never lengthens it.
     *
     * @param within zero cuts it at once
     * @return {@link #closed()}
     */
    CompletionStage<CloseReason> close(Duration within);
}
