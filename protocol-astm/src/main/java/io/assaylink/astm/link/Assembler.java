// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.util.Arrays;

/**
 * Joins the texts of frames to a message and finds its end: the end of the L record. Each byte is looked at once. What
 * is appended counts only after {@link #commit}.
 */
final class Assembler {

    enum Outcome {
        /** L has not come. */
        MORE,
        /** The message ends with this text. */
        COMPLETE,
        /** The text goes on behind the L record of the message. */
        OVERRUN
    }

    private byte[] bytes = new byte[256];
    private int size;
    /** Of the message in progress: above 0 when its text stands behind other records of the open frame. */
    private int start;
    /** Bytes looked at: behind {@code COMPLETE} and {@code OVERRUN} the end of the message. */
    private int scanned;

    private int lineStart;
    private int committedSize;
    private int committedLine;
    /** Start of an H record that is not the first record, or 0. */
    private int headerAt;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Bytes of memory, while there is anything. */
    int held() {
        return isEmpty() ? 0 : bytes.length;
    }

    /** As {@link #append} and {@link #scan}. */
    Outcome stage(byte[] text, int from, int length) {
        append(text, from, length);
        return scan();
    }

    void append(byte[] text, int from, int length) {
        if (bytes.length < size + length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
        }
        System.arraycopy(text, from, bytes, size, length);
        size += length;
    }

    /** Reads on to the end of the message or of the text. Line ends behind L belong to the message. */
    Outcome scan() {
        headerAt = 0;
        boolean terminated = false;
        for (; scanned < size; scanned++) {
            boolean lineEnd = isLineEnd(bytes[scanned]);
            if (terminated && !lineEnd) {
                return Outcome.OVERRUN;
            } else if (lineEnd) {
                if (!terminated && isTerminator(scanned)) {
                    terminated = true;
                } else if (lineStart > start && isHeader(scanned)) {
                    headerAt = lineStart;
                }
                lineStart = scanned + 1;
            }
        }
        return terminated ? Outcome.COMPLETE : Outcome.MORE;
    }

    /** Whether text stands behind the message. */
    boolean goesOn() {
        return scanned < size;
    }

    /** Whether what stands behind the message looks like another, of which the frame may hold one character. */
    boolean headerFollows() {
        return goesOn() && bytes[scanned] == 'H' && (scanned + 1 == size || delimits(bytes[scanned + 1]));
    }

    /** The next message starts here. The one before is kept for {@link #rollBack}. */
    void startNext() {
        start = scanned;
    }

    /** Whether the message in progress started in the open frame, behind other records. */
    boolean startsInside() {
        return start > 0;
    }

    /** Whether the last record has not been ended. */
    boolean lineIsOpen() {
        return size > 0 && !isLineEnd(bytes[size - 1]);
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    private boolean isTerminator(int end) {
        return end > lineStart
                && bytes[lineStart] == 'L'
                && (end == lineStart + 1 || bytes[lineStart + 1] == (bytes[start] == 'H' ? bytes[start + 1] : '|'));
    }

    private boolean isHeader(int end) {
        return end > lineStart + 1 && bytes[lineStart] == 'H' && delimits(bytes[lineStart + 1]);
    }

    /** Whether this byte behind an H makes it a header. */
    static boolean delimits(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit(b);
    }

    /** Start of a second H record in what was read, or 0. */
    int headerAt() {
        return headerAt;
    }

    /** Takes out what stands before the second H. */
    byte[] takeBeforeHeader() {
        byte[] before = Arrays.copyOfRange(bytes, start, headerAt);
        if (start == 0) { // else others stand before, whose beginning is needed when the frame is repeated
            committedSize = 0;
            committedLine = 0;
        }
        start = headerAt;
        headerAt = 0;
        return before;
    }

    /** What was read stays; messages before the one in progress are forgotten. */
    void commit() {
        if (start > 0) { // then what is left came with the open frame; a message that began before it is never moved
            System.arraycopy(bytes, start, bytes, 0, size - start);
        }
        size -= start;
        scanned -= start;
        lineStart -= start;
        start = 0;
        committedSize = size;
        committedLine = lineStart;
    }

    void rollBack() {
        start = 0;
        size = committedSize;
        scanned = committedSize;
        lineStart = committedLine;
    }

    /** The message up to where it was read. */
    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, scanned);
    }

    /** The same; all is forgotten. */
    byte[] take() {
        byte[] message = toBytes();
        clear();
        return message;
    }

    /** A large buffer is given back: an idle link holds little. */
    void clear() {
        committedSize = 0;
        committedLine = 0;
        rollBack();
        if (bytes.length > 64 << 10) {
            bytes = new byte[256];
        }
    }
}
