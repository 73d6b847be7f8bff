// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** RFC 7692 7.2.1: compresses the messages of one direction. Not thread-safe. */
final class Deflation {
    /** A flush ends with the four bytes 00 00 FF FF, which are not sent. */
    private static final int TAIL = 4;
    /** Space for a flush at once; with less it might be written twice. */
    private static final int ROOM = 64;

    private final boolean forgets;
    private final int minSize;
    private final Supplier<Deflater> deflaters;
    /** From the first compressed message until {@link #close}: its memory is not of the heap. */
    private @Nullable Deflater deflater;

    Deflation(boolean forgets, int minSize, Supplier<Deflater> deflaters) {
        this.forgets = forgets;
        this.minSize = Math.max(1, minSize); // no flush comes of nothing
        this.deflaters = deflaters;
    }

    /** What to send, and whether it is compressed: RSV1. */
    record Result(byte[] bytes, boolean deflated) {}

    Result deflate(byte[] payload) {
        if (payload.length < minSize) {
            return new Result(payload, false);
        }
        Deflater running = deflater;
        if (running == null) {
            running = deflaters.get();
            deflater = running;
        }
        running.setInput(payload);
        byte[] out = new byte[payload.length / 2 + ROOM];
        int size = 0;
        while (true) {
            size += running.deflate(out, size, out.length - size, Deflater.SYNC_FLUSH);
            if (size < out.length) {
                break;
            }
            out = Arrays.copyOf(out, 2 * out.length);
        }
        size -= TAIL;
        if (!forgets) {
            return new Result(
                    Arrays.copyOf(out, size), true); // it is in the peer's window from now on, so it has to be sent
        }
        running.reset();
        return size < payload.length ? new Result(Arrays.copyOf(out, size), true) : new Result(payload, false);
    }

    /** Frees what is not of the heap. Idempotent; nothing is compressed afterwards. */
    void close() {
        Deflater running = deflater;
        if (running != null) {
            running.end();
        }
    }
}
