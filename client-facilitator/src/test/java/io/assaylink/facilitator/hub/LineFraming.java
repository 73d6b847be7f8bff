// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.transport.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** One JSON text a line, for a hub over the in-memory transport. */
public final class LineFraming implements Framing<ByteBuffer> {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** For one connection, at the start of a line. */
    public LineFraming() {}

    @Override
    public void decode(ByteBuffer in, Consumer<ByteBuffer> out) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == '\n') {
                byte[] whole = line.toByteArray();
                line.reset();
                out.accept(ByteBuffer.wrap(whole));
            } else {
                line.write(b);
            }
        }
    }

    @Override
    public long inTransit() {
        return line.size();
    }

    @Override
    public ByteBuffer encode(ByteBuffer message) {
        ByteBuffer out = ByteBuffer.allocate(message.remaining() + 1);
        out.put(message).put((byte) '\n');
        return out.flip();
    }
}
