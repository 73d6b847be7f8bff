// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Blocks on their way out, in order, each with what to do when it leaves. */
final class Outgoing {

    private record Block(ByteBuffer bytes, Runnable left) {}

    private final Deque<Block> blocks = new ArrayDeque<>();
    private boolean closed;

    /** Queues a copy of the position of {@code bytes}; nothing after the end of the connection. */
    void add(ByteBuffer bytes, Runnable left) {
        if (!closed) {
            blocks.add(new Block(bytes.duplicate(), left));
        }
    }

    void drainTo(Consumer<ByteBuffer> sink) {
        while (!blocks.isEmpty()) {
            Block block = blocks.remove();
            sink.accept(block.bytes());
            block.left().run();
        }
    }

    void close() {
        closed = true;
        blocks.clear();
    }
}
