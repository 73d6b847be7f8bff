// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** One byte for the kind, four for the length, then the payload. In memory only: nothing here is hardened. */
final class MessageFraming implements Framing<WebSocketMessage> {
    private static final int HEADER = 5;

    private byte[] held = new byte[64];
    private int size;

    @Override
    public void decode(ByteBuffer in, Consumer<WebSocketMessage> out) {
        while (in.hasRemaining()) {
            int wanted = size < HEADER ? HEADER : HEADER + length();
            int run = Math.min(wanted - size, in.remaining());
            if (size + run > held.length) {
                held = Arrays.copyOf(held, Math.max(wanted, 2 * held.length));
            }
            in.get(held, size, run);
            size += run;
            if (size >= HEADER && size == HEADER + length()) {
                byte[] payload = Arrays.copyOfRange(held, HEADER, size);
                size = 0;
                out.accept(held[0] == 1 ? WebSocketMessage.text(payload) : WebSocketMessage.binary(payload));
            }
        }
    }

    private int length() {
        return ByteBuffer.wrap(held).getInt(1);
    }

    @Override
    public long inTransit() {
        return size;
    }

    @Override
    public ByteBuffer encode(WebSocketMessage message) {
        byte[] payload = message.bytes();
        return ByteBuffer.allocate(HEADER + payload.length)
                .put((byte) (message instanceof WebSocketMessage.Text ? 1 : 2))
                .putInt(payload.length)
                .put(payload)
                .flip();
    }
}
