// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.Framing;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The messages of a wrapped connection as bytes, and back. One instance per connection. */
interface Wire<T> {

    /** The bytes of one message, the caller's to keep. */
    byte[] bytes(T message);

    /** Messages that these bytes complete; the array is the wire's. */
    void messages(byte[] bytes, Consumer<T> out);

    /** Reads as they came: every byte counts at once, half messages too. */
    static Wire<ByteBuffer> raw() {
        return new Wire<>() {
            @Override
            public byte[] bytes(ByteBuffer message) {
                return copy(message);
            }

            @Override
            public void messages(byte[] bytes, Consumer<ByteBuffer> out) {
                out.accept(ByteBuffer.wrap(bytes));
            }
        };
    }

    /** Whole messages, put into bytes by a framing; each way has its own, for each has its own thread. */
    static <T> Wire<T> framed(Supplier<Framing<T>> framings) {
        Framing<T> encoding = framings.get();
        Framing<T> decoding = framings.get();
        return new Wire<>() {
            @Override
            public byte[] bytes(T message) {
                return copy(encoding.encode(message));
            }

            @Override
            public void messages(byte[] bytes, Consumer<T> out) {
                decoding.decode(ByteBuffer.wrap(bytes), out);
            }
        };
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
