// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.lane;

import java.util.ArrayDeque;

/** Bytes that wait in a lane, in the pieces they were put in, each with its time. Loop only. */
final class HeldBytes {
    private record Piece(byte[] bytes, long since) {}

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    /** Bytes of the first piece that are taken already. */
    private int taken;

    private long size;

    void add(byte[] bytes, long now) {
        pieces.add(new Piece(bytes, now));
        size += bytes.length;
    }

    long size() {
        return size;
    }

    /** When the first byte was put; meaningful while there is one. */
    long since() {
        return pieces.getFirst().since();
    }

    /** What is left of the first piece. */
    int first() {
        return pieces.getFirst().bytes().length - taken;
    }

    /** Takes so many, {@link #size} at most, from as many pieces as they are in. */
    byte[] take(int count) {
        byte[] read = new byte[count];
        int filled = 0;
        while (filled < count) {
            byte[] piece = pieces.getFirst().bytes();
            int part = Math.min(count - filled, piece.length - taken);
            System.arraycopy(piece, taken, read, filled, part);
            filled += part;
            taken += part;
            if (taken == piece.length) {
                pieces.removeFirst();
                taken = 0;
            }
        }
        size -= count;
        return read;
    }

    void clear() {
        pieces.clear();
        taken = 0;
        size = 0;
    }
}
