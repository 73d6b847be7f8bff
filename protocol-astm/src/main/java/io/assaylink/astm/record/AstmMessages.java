// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a file of bare records, without frames, that holds any number of messages.
 *
 * <p>The parts stand for every byte of the file, in order: joined they are the file.
 */
public final class AstmMessages {

    private AstmMessages() {}

    /** A run of bytes of the file. */
    public sealed interface Part {

        /** Of its first byte in the file. */
        long offset();

        /** In bytes. */
        int size();

        /** Records H to L. */
        record Whole(AstmMessage message, long offset) implements Part {
            @Override
            public int size() {
                return message.size();
            }
        }

        /** Records from H on that no L ends: another H came, or the file ended. */
        record Incomplete(AstmMessage message, long offset, boolean atEndOfFile) implements Part {
            @Override
            public int size() {
                return message.size();
            }
        }

        /** Bytes before H or behind L: comments, blank lines, rubbish. */
        record Outside(long offset, int size) implements Part {}
    }

    /** As {@link #split(byte[], Charset)} in ISO 8859-1. */
    public static List<Part> split(byte[] file) {
        return split(file, StandardCharsets.ISO_8859_1);
    }

    /** The parts of the file in order; the array is copied. */
    public static List<Part> split(byte[] file, Charset charset) {
        byte lineEnd = RecordIndex.lineEnd(file);
        List<Part> parts = new ArrayList<>();
        Delimiters delimiters = Delimiters.standard();
        boolean inMessage = false;
        int from = 0;
        int start = 0;
        while (start < file.length) {
            int end = start;
            while (end < file.length && file[end] != lineEnd) {
                end++;
            }
            int next = Math.min(end + 1, file.length);
            if (lineEnd == '\r' && next < file.length && file[next] == '\n') {
                next++;
            }
            if (end - start > 1 && RecordIndex.isHeader(file, start, end)) {
                close(parts, file, from, start, inMessage, false, charset);
                from = start;
                inMessage = true;
                delimiters = Delimiters.of(file, start, end);
            } else if (inMessage && isTerminator(file, start, end, delimiters)) {
                parts.add(new Part.Whole(AstmMessage.of(Arrays.copyOfRange(file, from, next), charset), from));
                from = next;
                inMessage = false;
            }
            start = next;
        }
        close(parts, file, from, file.length, inMessage, true, charset);
        return List.copyOf(parts);
    }

    /** The whole messages of {@link #split(byte[], Charset)}, nothing else. */
    public static List<AstmMessage> whole(byte[] file, Charset charset) {
        return split(file, charset).stream()
                .filter(Part.Whole.class::isInstance)
                .map(part -> ((Part.Whole) part).message())
                .toList();
    }

    private static boolean isTerminator(byte[] file, int start, int end, Delimiters delimiters) {
        return end > start && file[start] == 'L' && (end == start + 1 || file[start + 1] == delimiters.fieldByte());
    }

    private static void close(
            List<Part> parts, byte[] file, int from, int to, boolean inMessage, boolean atEnd, Charset charset) {
        if (from == to) {
            return;
        }
        parts.add(
                inMessage
                        ? new Part.Incomplete(AstmMessage.of(Arrays.copyOfRange(file, from, to), charset), from, atEnd)
                        : new Part.Outside(from, to - from));
    }
}
