// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Frames as RFC 6455 5.2 draws them, one per message, masked on the client. Not thread-safe. It may hold memory that is not
 * of the heap: {@link #close} it.
 */
public final class FrameEncoder {
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int MASKED = 0x80;

    private final ByteBufAllocator allocator;
    private final boolean masked;
    private final Optional<Deflation> deflation;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param masked true on the client: RFC 6455 5.3
     * @param deflate as agreed; empty: nothing is compressed
     */
    public FrameEncoder(ByteBufAllocator allocator, boolean masked, Optional<Deflate> deflate) {
        this(
                deflate.map(agreed ->
                        new Deflation(agreed.weForget(), agreed.minSize(), () -> new Deflater(agreed.level(), true))),
                allocator,
                masked);
    }

    /** With a deflation of one's own, so that a test sees it closed. */
    FrameEncoder(Optional<Deflation> deflation, ByteBufAllocator allocator, boolean masked) {
        this.allocator = allocator;
        this.masked = masked;
        this.deflation = deflation;
    }

    /** Compressed where that is agreed and worth it. */
    public ByteBuf message(boolean text, byte[] payload) {
        int opcode = text ? 1 : 2;
        if (deflation.isEmpty()) {
            return frame(opcode, payload);
        }
        Deflation.Result packed = deflation.get().deflate(payload);
        return frame(packed.deflated() ? RSV1 | opcode : opcode, packed.bytes());
    }

    /** Frees what is not of the heap; no message may be encoded afterwards. */
    public void close() {
        deflation.ifPresent(Deflation::close);
    }

    public ByteBuf ping() {
        return frame(9, new byte[0]);
    }

    public ByteBuf pong(byte[] payload) {
        return frame(10, payload);
    }

    /** {@link CloseCode#NONE} gives an empty close frame; the reason is cut to 123 bytes of ASCII. */
    public ByteBuf close(int code, String reason) {
        if (!CloseCode.mayBeSent(code)) {
            return frame(8, new byte[0]);
        }
        byte[] words = reason.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(words.length, 123);
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, length);
        return frame(8, payload);
    }

    private ByteBuf frame(int opcode, byte[] payload) {
        ByteBuf frame = allocator.buffer(14 + (masked ? payload.length : 0));
        int mask = masked ? MASKED : 0;
        frame.writeByte(FIN | opcode);
        if (payload.length <= 125) {
            frame.writeByte(mask | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeByte(mask | 126).writeShort(payload.length);
        } else {
            frame.writeByte(mask | 127).writeLong(payload.length);
        }
        if (!masked) {
            return payload.length == 0 ? frame : Unpooled.wrappedBuffer(frame, Unpooled.wrappedBuffer(payload));
        }
        byte[] key = new byte[4];
        random.nextBytes(key);
        frame.writeBytes(key);
        int at = frame.writerIndex();
        frame.writeBytes(payload);
        ByteBuffer text =
                frame.nioBuffer(at, payload.length); // one access: a buffer that is watched for leaks records each
        for (int i = 0; i < payload.length; i++) {
            text.put(i, (byte) (payload[i] ^ key[i & 3]));
        }
        return frame;
    }
}
