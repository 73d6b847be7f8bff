// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * RFC 7692 7.2.2: inflates the messages of one direction, as they come. Who calls decides how much comes out.
 *
 * <p>A message may hold final blocks (7.2.3.5), so a deflate stream may end anywhere in it; the next one then goes on with
 * the same window. Each message is made to end with a final block of our own: only so is it known that it was not cut off
 * inside one, which would otherwise pass as payload what was never sent. Not thread-safe.
 */
final class Inflation {
    /** What the sender took off (7.2.1), then a final block without content. */
    private static final byte[] END = {0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF};
    /** Final blocks within one message; each costs a window's copy. */
    private static final int MAX_FINALS = 1024;

    private static final int WINDOW = 32 << 10;

    private final boolean forgets;
    private final Supplier<Inflater> inflaters;
    /** From the first compressed message until {@link #close}: its memory is not of the heap. */
    private @Nullable Inflater inflater;

    /** What the messages before left in the window, as a ring; unused where the peer forgets. */
    private byte[] window = new byte[0];

    private long windowed;
    private byte[] input = new byte[0];
    private int inputEnd;
    private int finals;
    private boolean streamEnded;

    Inflation(boolean forgets, Supplier<Inflater> inflaters) {
        this.forgets = forgets;
        this.inflaters = inflaters;
    }

    /** The next bytes from the wire; to be left alone until {@link #into} answers 0. */
    void input(byte[] wire, int length) {
        input = wire;
        inputEnd = length;
        streamEnded = false;
        inflater().setInput(wire, 0, length);
    }

    /** The end of a message, to be drained by {@link #into} like any input. */
    void inputEnd() {
        input(END, END.length);
    }

    /**
     * Puts what comes out behind the {@code size} bytes of this message that {@code out} holds already.
     *
     * @return how many; 0 where the input is used up
     * @throws DataFormatException where it is no deflate data
     */
    int into(byte[] out, int size) throws DataFormatException {
        Inflater running = inflater();
        while (true) {
            int count = running.inflate(out, size, out.length - size);
            if (count > 0) {
                streamEnded = false;
                return count;
            }
            if (running.needsDictionary()) {
                throw new DataFormatException("preset dictionary");
            }
            if (!running.finished()) {
                return 0;
            }
            int rest = running.getRemaining();
            goOn(running, out, size, rest);
        }
    }

    /** A deflate stream ended: another begins with the window of the last. */
    private void goOn(Inflater running, byte[] out, int size, int rest) throws DataFormatException {
        if (++finals > MAX_FINALS) {
            throw new DataFormatException("final blocks");
        }
        running.reset();
        byte[] known = known(out, size);
        if (known.length > 0) {
            running.setDictionary(known);
        }
        running.setInput(input, inputEnd - rest, rest);
        streamEnded = rest == 0;
    }

    /**
     * After {@link #inputEnd} was drained: the message of {@code size} bytes is whole.
     *
     * @throws DataFormatException where it was cut off within a block
     */
    void ended(byte[] out, int size) throws DataFormatException {
        if (!streamEnded) {
            throw new DataFormatException("cut off");
        }
        finals = 0;
        streamEnded = false;
        if (forgets) {
            inflater().reset();
        } else {
            remember(out, size);
        }
    }

    /** Frees what is not of the heap. Idempotent; nothing is inflated afterwards. */
    void close() {
        Inflater running = inflater;
        if (running != null) {
            running.end();
        }
    }

    private Inflater inflater() {
        Inflater running = inflater;
        if (running == null) {
            running = inflaters.get();
            inflater = running;
        }
        return running;
    }

    /** The last 32 KiB: of this message, and of those before where it has fewer. */
    private byte[] known(byte[] out, int size) {
        int fresh = Math.min(size, WINDOW);
        int old = (int) Math.min(windowed, WINDOW - fresh);
        byte[] known = new byte[old + fresh];
        for (int i = 0; i < old; i++) {
            known[i] = window[(int) ((windowed - old + i) % WINDOW)];
        }
        System.arraycopy(out, size - fresh, known, old, fresh);
        return known;
    }

    private void remember(byte[] out, int size) {
        if (window.length == 0) {
            window = new byte[WINDOW];
        }
        int kept = Math.min(size, WINDOW);
        int at = (int) ((windowed + size - kept) % WINDOW);
        int first = Math.min(kept, WINDOW - at);
        System.arraycopy(out, size - kept, window, at, first);
        System.arraycopy(out, size - kept + first, window, 0, kept - first);
        windowed += size;
    }
}
