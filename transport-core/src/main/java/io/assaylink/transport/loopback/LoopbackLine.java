// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.loop.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * One direction of a loopback connection: bytes in order, with a window as TCP has one. A test decides here where reads
 * are cut, holds bytes back, and ends or severs the line. Its public methods may be called from any thread and take effect
 * on the loop.
 */
public final class LoopbackLine {
    /** Bytes on the way before the writer has to wait. */
    static final int WINDOW = 64 << 10;

    private final Loop loop;
    private final Runnable onRoom;
    private final ArrayDeque<ByteBuffer> bytes = new ArrayDeque<>();
    private Consumer<ByteBuffer> receiver = chunk -> {};
    private Runnable onEnd = () -> {};
    private Runnable onSevered = () -> {};
    private IntUnaryOperator cut = available -> available;
    private int onTheWay;
    private boolean open;
    private boolean held;
    private boolean ended;
    private boolean endTold;
    private boolean scheduled;

    LoopbackLine(Loop loop, Runnable onRoom) {
        this.loop = loop;
        this.onRoom = onRoom;
    }

    /** Each read brings {@code size} of the bytes that are there, at least 1. */
    public void cut(IntUnaryOperator size) {
        loop.execute(() -> cut = size);
    }

    /** A black hole from now on: what is written arrives after {@link #release} only. */
    public void hold() {
        loop.execute(() -> held = true);
    }

    /** What was held arrives. */
    public void release() {
        loop.execute(() -> {
            held = false;
            pump();
        });
    }

    /** Puts bytes on the line as if the sender had sent them: half a message, for example. */
    public void inject(byte[] extra) {
        byte[] copy = extra.clone();
        loop.execute(() -> put(ByteBuffer.wrap(copy)));
    }

    /** Ends the line in order behind what is on the way, as a FIN does. */
    public void end() {
        loop.execute(this::ended);
    }

    /** Loses the connection and what is on the way, as a RST does. */
    public void sever() {
        loop.execute(() -> onSevered.run());
    }

    // ---- the two ends, on the loop

    void connect(Consumer<ByteBuffer> to, Runnable end, Runnable severed) {
        receiver = to;
        onEnd = end;
        onSevered = severed;
    }

    int room() {
        return Math.max(0, WINDOW - onTheWay);
    }

    void put(ByteBuffer chunk) {
        if (ended || !chunk.hasRemaining()) {
            return;
        }
        onTheWay += chunk.remaining();
        bytes.add(chunk);
        pump();
    }

    void ended() {
        ended = true;
        pump();
    }

    /** Opens or shuts the reading end. */
    void open(boolean wanted) {
        open = wanted;
        pump();
    }

    void clear() {
        bytes.clear();
        onTheWay = 0;
        ended = true;
        endTold = true;
    }

    private void pump() {
        if (!scheduled && !held && open && (!bytes.isEmpty() || (ended && !endTold))) {
            scheduled = true;
            loop.execute(this::read);
        }
    }

    private void read() {
        scheduled = false;
        if (held || !open) {
            return;
        }
        ByteBuffer first = bytes.peek();
        if (first == null) {
            if (ended && !endTold) {
                endTold = true;
                onEnd.run();
            }
            return;
        }
        int size = Math.min(Math.max(1, cut.applyAsInt(first.remaining())), first.remaining());
        ByteBuffer chunk = first.slice(first.position(), size);
        first.position(first.position() + size);
        if (!first.hasRemaining()) {
            bytes.remove();
        }
        onTheWay -= size;
        receiver.accept(chunk);
        onRoom.run();
        pump();
    }
}
