// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The text of the frame in progress and the sum of what was read: FrameDecoderBenchmark. Each byte is looked at once. */
final class FrameText {

    private static final int SMALLEST = 256;
    /** Bytes taken at once from a buffer without an array: what lies behind the text is copied for nothing. */
    private static final int DIRECT_PIECE = 512;

    private final int limit;
    private byte[] bytes = new byte[SMALLEST]; // grows by doubling up to the limit, never shrinks
    private int length;
    /** Of all bytes from the frame number on; modulo 256 it is the checksum. */
    private int sum;

    FrameText(int limit) {
        this.limit = limit;
    }

    void clear() {
        length = 0;
        sum = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int sum() {
        return sum;
    }

    /** A byte that counts in the checksum and is no text. */
    void addToSum(byte b) {
        sum += b;
    }

    boolean isFull() {
        return length == limit;
    }

    /** Counts a byte that is not kept; false when there were more of them than the limit. */
    boolean count() {
        return length++ < limit;
    }

    /** The text must not be full. */
    void add(byte b) {
        grow(1);
        bytes[length++] = b;
        sum += b;
    }

    /** Takes printing characters one by one, for a line that trickles; returns how many. */
    int trickle(ByteBuffer in) {
        int start = in.position();
        int at = start;
        int room = Math.min(in.limit(), start + Math.min(bytes.length, limit) - length);
        while (at < room) {
            byte b = in.get(at);
            if ((b & 0xE0) == 0) {
                break;
            }
            bytes[length++] = b;
            sum += b;
            at++;
        }
        in.position(at);
        return at - start;
    }

    /** Takes the run of plain text that {@code in} starts with, up to the limit; returns its length. */
    int take(ByteBuffer in) {
        int from = in.position();
        int most = Math.min(in.remaining(), limit - length);
        long found;
        int run;
        if (in.hasArray()) {
            int start = in.arrayOffset() + from;
            found = PlainText.run(in.array(), start, start + most);
            run = PlainText.end(found) - start;
            grow(run);
            System.arraycopy(in.array(), start, bytes, length, run);
        } else {
            most = Math.min(most, DIRECT_PIECE);
            grow(most);
            in.get(from, bytes, length, most);
            found = PlainText.run(bytes, length, length + most);
            run = PlainText.end(found) - length;
        }
        in.position(from + run);
        length += run;
        sum += PlainText.sum(found);
        return run;
    }

    private void grow(int run) {
        if (bytes.length < length + run) {
            bytes = Arrays.copyOf(bytes, Math.min(Math.max(2 * bytes.length, length + run), Math.max(limit, SMALLEST)));
        }
    }
}
