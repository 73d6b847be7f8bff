// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a transport does for its {@link ConnectionCore}: the physical side of one connection. Called on the loop only,
 * {@link #isWritable} and {@link #protocol} excepted.
 *
 * @param <M> what one message is
 */
public interface Link<M> {

    /** What {@link io.assaylink.transport.Connection#protocol()} tells: the same each time. Any thread. */
    default Optional<String> protocol() {
        return Optional.empty();
    }

    /** Begins or stops reading. A link begins as not reading. */
    void reading(boolean wanted);

    /**
     * True while the link wants to go on reading although its consumer has no room, because control frames come the same
     * way as messages.
     *
     * @param messages whole messages that wait because of that
     * @param bytes of these, and of the message in transit
     */
    default boolean readsAhead(int messages, long bytes) {
        return false;
    }

    /**
     * Queues one message.
     *
     * @param done to be completed when its bytes were handed to the kernel; where that fails, to be handed to
     *     {@link ConnectionCore#sendFailed}; complete already where nobody asks
     */
    void write(M message, CompletableFuture<Void> done);

    /** Hands what is queued to the kernel. */
    void flush();

    /** Bytes queued and not yet taken by the kernel. */
    long pending();

    /** Bytes that the kernel took since the beginning; rises inside one large message too. */
    long written();

    /** False above the high-water mark. Any thread. */
    boolean isWritable();

    /** Bytes of memory that the message in transit takes. */
    default long held() {
        return 0;
    }

    /**
     * The connection is ending: what is held of the message in transit is let go, and no message is handed over any more.
     * May come again. Nothing is written after it.
     */
    default void forget() {}

    /** Asks the peer for a sign of life, where the transport can. */
    default void probe() {}

    /** Tells the peer that we end, after what was flushed; {@link ConnectionCore#terminated} when that is done. */
    void finish(CloseReason reason);

    /** Ends at once; {@link ConnectionCore#terminated} follows. Idempotent. */
    void cut();
}
