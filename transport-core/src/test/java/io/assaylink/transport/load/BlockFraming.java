// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import io.assaylink.transport.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Four bytes of length, then as many bytes. The buffer doubles, and an announcement alone takes no memory. */
final class BlockFraming implements Framing<byte[]> {
    private static final int HEADER = 4;
    private static final int FIRST = 256;

    private byte[] held = new byte[0];
    private int size;

    @Override
    public void decode(ByteBuffer in, Consumer<byte[]> out) {
        while (in.hasRemaining()) {
            int wanted = size < HEADER ? HEADER : HEADER + announced();
            int run = Math.min(wanted - size, in.remaining());
            if (size + run > held.length) {
                int doubled = Math.max(FIRST, 2 * held.length);
                held = Arrays.copyOf(held, size < HEADER ? FIRST : Math.max(size + run, Math.min(doubled, wanted)));
            }
            in.get(held, size, run);
            size += run;
            if (size >= HEADER && size == HEADER + announced()) {
                byte[] whole = Arrays.copyOfRange(held, HEADER, size);
                size = 0;
                held = new byte[0];
                out.accept(whole);
            }
        }
    }

    private int announced() {
        return ByteBuffer.wrap(held).getInt(0);
    }

    @Override
    public long inTransit() {
        return size;
    }

    @Override
    public long held() {
        return held.length;
    }

    @Override
    public ByteBuffer encode(byte[] message) {
        return ByteBuffer.allocate(HEADER + message.length)
                .putInt(message.length)
                .put(message)
                .flip();
    }
}
