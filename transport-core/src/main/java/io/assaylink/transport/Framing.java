// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * How one direction of a byte stream is cut into messages, for stream transports. One instance per connection; event loop
 * only; no I/O.
 *
 * @param <M> what one message is
 */
public interface Framing<M> {

    /** Consumes all of {@code in}, however it was cut, and passes on each message that it completes. */
    void decode(ByteBuffer in, Consumer<M> out);

    /** Bytes of the message in transit; 0 when none is. */
    long inTransit();

    /**
     * Bytes of memory that the message in transit takes, counted against {@link ReceiveLimits#budget()}. To be overridden
     * where a buffer is much larger than what is in it, or where nothing is kept.
     */
    default long held() {
        return inTransit();
    }

    /** The bytes of {@code message} as they go on the wire. */
    ByteBuffer encode(M message);

    /** No framing: each read is a message, valid during the call only, and nothing is ever in transit. */
    static Framing<ByteBuffer> none() {
        return RawFraming.INSTANCE;
    }
}
