// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What a byte stream transport does with each read: counts, cuts into messages, tells the core. Loop only. */
public final class FramedReader<M> {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final ConnectionCore<M> core;
    private Framing<M> framing;
    private final Consumer<M> out = this::message;
    /** Of the read that is being taken in, and of none between reads: its memory is the transport's. */
    private ByteBuffer in = NONE;
    /** Where the message in transit began within {@link #in}; negative by what came of it before. */
    private long begin;

    private long offset;

    public FramedReader(ConnectionCore<M> core, Framing<M> framing) {
        this.core = core;
        this.framing = framing;
    }

    /** One read, in full; the caller ends the turn. */
    public void read(ByteBuffer chunk) {
        int size = chunk.remaining();
        core.bytesIn(size);
        if (!core.isConnected()) {
            return; // closing: read and dropped
        }
        in = chunk;
        begin = chunk.position() - framing.inTransit();
        try {
            framing.decode(chunk, out);
            core.transit(framing.inTransit(), -1);
        } catch (RuntimeException broken) {
            core.fail(new CloseReason.ProtocolViolation("FRAMING_FAILED", offset));
        }
        in = NONE;
        offset += size;
    }

    /** What cuts the stream, and makes messages into bytes. */
    public Framing<M> framing() {
        return framing;
    }

    /** Lets go of the message in transit, which will never be whole. */
    public void forget() {
        framing = new Ended<>();
    }

    private void message(M message) {
        int end = in.position() > begin ? in.position() : in.limit();
        core.message(message, end - begin);
        begin = end;
    }

    /** In place of a framing that is not needed any more, and of what it holds. */
    private static final class Ended<M> implements Framing<M> {
        @Override
        public void decode(ByteBuffer in, Consumer<M> out) {
            in.position(in.limit());
        }

        @Override
        public long inTransit() {
            return 0;
        }

        @Override
        public ByteBuffer encode(M message) {
            throw new IllegalStateException("nothing is written behind the farewell");
        }
    }
}
