// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Fills frames with the records of a message: E1381 6.3.1, LIS01-A2 6.3.1.
 *
 * @param packing how
 * @param textLimit characters of text in a frame, 1 to 63,993: 240 is safe everywhere
 */
public record FrameEncoder(Packing packing, int textLimit) {

    /** Text limit of E1381-95. */
    public static final int CLASSIC_LIMIT = 240;
    /** Text limit of LIS01-A2: 64,000 with the seven characters around it. */
    public static final int LARGE_LIMIT = 63_993;
    /** Bytes of a frame that are not its text. */
    public static final int OVERHEAD = 7;

    /** The ways in which instruments fill frames; receivers must take all. */
    public enum Packing {
        /** Records one after the other, cut at the limit anywhere; ETX on the last frame. */
        PACKED,
        /** One record in a frame, ETX on each; a record above the limit goes on over ETB frames. */
        UNPACKED,
        /** One record in a frame, ETX on the last frame of the message alone: Roche cobas c 111. */
        ETB_UNTIL_LAST
    }

    public FrameEncoder {
        if (textLimit < 1 || textLimit > LARGE_LIMIT) {
            throw new IllegalArgumentException("text limit must be 1 to 63,993: " + textLimit);
        }
    }

    /** Unpacked, 240 characters. */
    public static FrameEncoder defaults() {
        return new FrameEncoder(Packing.UNPACKED, CLASSIC_LIMIT);
    }

    /** Where the text of the frame that starts at {@code from} ends. */
    public int textEnd(byte[] records, int from) {
        int limit = (int) Math.min((long) from + textLimit, records.length);
        if (packing != Packing.PACKED) {
            for (int i = from; i < limit; i++) {
                if (records[i] == Control.CR) {
                    return i + 1;
                }
            }
        }
        return limit;
    }

    /** Whether a frame whose text ends at {@code end} ends with ETX. */
    public boolean endsWithEtx(byte[] records, int end) {
        return end == records.length || (packing == Packing.UNPACKED && records[end - 1] == Control.CR);
    }

    /** All frames of a message, numbered from 1. {@code records} may hold no restricted character. */
    public List<byte[]> frames(byte[] records) {
        OptionalInt refused = firstRestricted(records);
        if (refused.isPresent()) {
            throw new IllegalArgumentException("restricted character at offset " + refused.getAsInt());
        }
        List<byte[]> frames = new ArrayList<>();
        int from = 0;
        do {
            int to = textEnd(records, from);
            frames.add(frame((frames.size() + 1) & 7, records, from, to, endsWithEtx(records, to)));
            from = to;
        } while (from < records.length);
        return frames;
    }

    /** Offset of the first byte that no frame can carry. */
    public static OptionalInt firstRestricted(byte[] records) {
        for (int i = 0; i < records.length; i++) {
            if (Control.isRestricted(records[i])) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** One frame in an array of its own. */
    public static byte[] frame(int number, byte[] text, int from, int to, boolean last) {
        byte[] frame = new byte[to - from + OVERHEAD];
        encode(number, text, from, to, last, frame);
        return frame;
    }

    /**
     * Writes a frame to the start of {@code out}, which has room for the text and {@link #OVERHEAD}; returns its size.
     *
     * @param number 0 to 7
     */
    public static int encode(int number, byte[] text, int from, int to, boolean last, byte[] out) {
        if (number < 0 || number > 7) {
            throw new IllegalArgumentException("frame numbers are 0 to 7: " + number);
        }
        int length = to - from;
        out[0] = Control.STX;
        out[1] = (byte) ('0' + number);
        System.arraycopy(text, from, out, 2, length);
        int at = 2 + length;
        out[at++] = last ? Control.ETX : Control.ETB;
        int sum = Checksum.of(out, 1, at);
        out[at++] = Checksum.high(sum);
        out[at++] = Checksum.low(sum);
        out[at++] = Control.CR;
        out[at++] = Control.LF;
        return at;
    }

    /** As {@link #frame(int, byte[], int, int, boolean)} for a whole array of text. */
    public static byte[] frame(int number, byte[] text, boolean last) {
        return frame(number, text, 0, text.length, last);
    }
}
