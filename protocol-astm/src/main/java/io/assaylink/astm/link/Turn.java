// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.Control;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** What one call of the link may use: the time, the events, the one outgoing buffer. */
final class Turn {

    private long now;
    private Consumer<LinkEvent> events = Turn::nobody;
    private int depth;
    private byte[] outgoing = new byte[256];
    private int length;

    /** A call begins. Events of a call made from within an event go where that call says. Returns what was before. */
    Consumer<LinkEvent> enter(long time, Consumer<LinkEvent> out) {
        Consumer<LinkEvent> outer = events;
        now = time;
        events = out;
        depth++;
        return outer;
    }

    void leave(Consumer<LinkEvent> outer) {
        events = outer;
        depth--;
    }

    /** The call in progress was made from within an event of another call. */
    boolean nested() {
        return depth > 1;
    }

    private static void nobody(LinkEvent event) {}

    long now() {
        return now;
    }

    void emit(LinkEvent event) {
        events.accept(event);
    }

    void answer(byte control) {
        room(1);
        outgoing[length++] = control;
    }

    void eot() {
        answer(Control.EOT);
    }

    void write(byte[] bytes, int count) {
        room(count);
        System.arraycopy(bytes, 0, outgoing, length, count);
        length += count;
    }

    private void room(int count) {
        if (outgoing.length < length + count) {
            outgoing = Arrays.copyOf(outgoing, Math.max(2 * outgoing.length, length + count));
        }
    }

    /** In a buffer of its own: a transport may write it long after this call. */
    void drainTo(Consumer<ByteBuffer> writer) {
        if (length > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(outgoing, length));
            length = 0;
            writer.accept(bytes);
        }
    }
}
