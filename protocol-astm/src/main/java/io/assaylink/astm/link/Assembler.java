// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.util.Arrays;

/**
 * Joins the texts of frames to a message and finds its end: the end of the L record. Each byte is looked at once. What
 * is staged counts only after {@link #commit}.
 */
final class Assembler {

    enum Outcome {
        /** L has not come. */
        MORE,
        /** The message ends with this text. */
        COMPLETE,
        /** The text goes on behind L. */
        OVERRUN
    }

    private byte[] bytes = new byte[256];
    private int size;
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

    /** Adds text and says what it did. */
    Outcome stage(byte[] text, int from, int length) {
        headerAt = 0;
        append(text, from, length);
        int terminator = 0;
        for (int i = size - length; i < size; i++) {
            if (bytes[i] == '\r' || bytes[i] == '\n') {
                if (terminator == 0 && isTerminator(i)) {
                    terminator = i + 1;
                } else if (terminator > 0 && i > lineStart) {
                    return Outcome.OVERRUN;
                } else if (lineStart > 0 && isHeader(i)) {
                    headerAt = lineStart;
                }
                lineStart = i + 1;
            }
        }
        if (terminator == 0) {
            return Outcome.MORE;
        }
        return lineStart < size ? Outcome.OVERRUN : Outcome.COMPLETE;
    }

    /** Whether the last record has not been ended. */
    boolean lineIsOpen() {
        return lineStart < size;
    }

    private boolean isTerminator(int end) {
        return end > lineStart
                && bytes[lineStart] == 'L'
                && (end == lineStart + 1 || bytes[lineStart + 1] == (bytes[0] == 'H' ? bytes[1] : '|'));
    }

    private boolean isHeader(int end) {
        return end > lineStart + 1 && bytes[lineStart] == 'H' && delimits(bytes[lineStart + 1]);
    }

    /** Whether this byte behind an H makes it a header. */
    static boolean delimits(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit(b);
    }

    /** Start of a second H record in what was staged, or 0. */
    int headerAt() {
        return headerAt;
    }

    /** Takes out what stands before the second H. */
    byte[] takeBeforeHeader() {
        byte[] before = Arrays.copyOf(bytes, headerAt);
        System.arraycopy(bytes, headerAt, bytes, 0, size - headerAt);
        size -= headerAt;
        lineStart -= headerAt;
        committedSize = 0;
        committedLine = 0;
        headerAt = 0;
        return before;
    }

    void commit() {
        committedSize = size;
        committedLine = lineStart;
    }

    void rollBack() {
        size = committedSize;
        lineStart = committedLine;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** A large buffer is given back: an idle link holds little. */
    void clear() {
        size = 0;
        lineStart = 0;
        committedSize = 0;
        committedLine = 0;
        if (bytes.length > 64 << 10) {
            bytes = new byte[256];
        }
    }

    private void append(byte[] text, int from, int length) {
        if (bytes.length < size + length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
        }
        System.arraycopy(text, from, bytes, size, length);
        size += length;
    }
}
