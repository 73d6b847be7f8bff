// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of the frame being read. Holds at most 64 KiB more than was received, and nothing between frames.
 *
 * <p>One array that doubles up to 64 KiB, then a chain of such blocks: a document of 5 MB is copied once on its way in and
 * once on its way out, whatever the reads (MllpDecoderBenchmark, doc).
 */
final class Content {

    private static final int SMALLEST = 512;
    private static final int BLOCK = 64 << 10;
    private static final byte[] NONE = new byte[0];

    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last = NONE;
    private int used; // of last
    private int length; // of all
    private long moved; // bytes copied from one array of ours to another, ever

    int length() {
        return length;
    }

    /** Bytes of memory. */
    int held() {
        return length - used + last.length;
    }

    long moved() {
        return moved;
    }

    void append(byte b) {
        if (used == last.length) {
            grow(1);
        }
        last[used++] = b;
        length++;
    }

    void append(ByteBuffer in, int count) {
        int left = count;
        while (left > 0) {
            if (used == last.length) {
                grow(left);
            }
            int now = Math.min(left, last.length - used);
            in.get(last, used, now);
            used += now;
            left -= now;
        }
        length += count;
    }

    /** {@code count} bytes that are probably all of the frame: the array they are read into is the one handed out. */
    void whole(ByteBuffer in, int count) {
        if (in.hasArray()) {
            int from = in.arrayOffset() + in.position();
            last = Arrays.copyOfRange(in.array(), from, from + count); // is not zeroed first
            in.position(in.position() + count);
        } else {
            last = new byte[count];
            in.get(last);
        }
        used = count;
        length = count;
    }

    byte at(int index) {
        int from = index;
        for (int i = 0; i < full.size(); i++) { // an iterator would cost an object for each byte asked for
            byte[] block = full.get(i);
            if (from < block.length) {
                return block[from];
            }
            from -= block.length;
        }
        return last[from];
    }

    /** The first bytes in an array of their own; all is forgotten. */
    byte[] take(int count) {
        byte[] bytes = count == last.length && full.isEmpty() ? last : copy(count);
        clear();
        return bytes;
    }

    private void clear() {
        if (!full.isEmpty()) {
            full.clear();
        }
        last = NONE;
        used = 0;
        length = 0;
    }

    /** The bytes before {@code index} in an array of their own; that at {@code index} is dropped, those behind it stay. */
    byte[] takeUpTo(int index) {
        byte[] all = take(length);
        append(ByteBuffer.wrap(all, index + 1, all.length - index - 1), all.length - index - 1);
        return Arrays.copyOf(all, index);
    }

    private byte[] copy(int count) {
        moved += count;
        if (full.isEmpty()) {
            return Arrays.copyOf(last, count);
        }
        byte[] bytes = new byte[count];
        int at = 0;
        for (byte[] block : full) {
            int now = Math.min(block.length, count - at);
            System.arraycopy(block, 0, bytes, at, now);
            at += now;
        }
        System.arraycopy(last, 0, bytes, at, count - at);
        return bytes;
    }

    private void grow(int more) {
        if (last.length >= BLOCK) {
            full.add(last);
            last = new byte[BLOCK];
            used = 0;
        } else {
            moved += used;
            int wanted = (int) Math.min(BLOCK, (long) length + more);
            last = Arrays.copyOf(last, Math.max(wanted, Math.max(SMALLEST, Math.min(BLOCK, 2 * last.length))));
        }
    }
}
