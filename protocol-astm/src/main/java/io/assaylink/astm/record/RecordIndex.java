// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.Arrays;

/** Where each record starts and ends, and which delimiters hold in it. Immutable: safe to publish by a race. */
final class RecordIndex {

    static final RecordIndex NOT_MADE = new RecordIndex(new int[0], new int[0], new Delimiters[0]);

    /** Start and end (without the line end) of record i at 2i and 2i + 1. */
    private final int[] bounds;
    /** Records from which the set of the same position in {@code sets} holds: the header records. */
    private final int[] headers;

    private final Delimiters[] sets;

    private RecordIndex(int[] bounds, int[] headers, Delimiters[] sets) {
        this.bounds = bounds;
        this.headers = headers;
        this.sets = sets;
    }

    static RecordIndex of(byte[] bytes) {
        byte lineEnd = lineEnd(bytes);
        int[] bounds = new int[2 * 24]; // grows by doubling: a document of megabytes may be five records
        int[] headers = new int[1];
        Delimiters[] sets = {Delimiters.standard()};
        int count = 0;
        int headerCount = 0;
        int start = 0;
        while (start < bytes.length) {
            int end = ByteRun.indexOf(bytes, start, bytes.length, lineEnd);
            int from = start < end && bytes[start] == '\n' ? start + 1 : start;
            if (from < end) {
                if (bounds.length < 2 * count + 2) {
                    bounds = Arrays.copyOf(bounds, 2 * bounds.length);
                }
                bounds[2 * count] = from;
                bounds[2 * count + 1] = end;
                if (isHeader(bytes, from, end)) {
                    if (headerCount == headers.length) {
                        headers = Arrays.copyOf(headers, 2 * headerCount);
                        sets = Arrays.copyOf(sets, 2 * headerCount);
                    }
                    headers[headerCount] = count;
                    sets[headerCount++] = Delimiters.of(bytes, from, end);
                }
                count++;
            }
            start = end + 1;
        }
        int setCount = Math.max(1, headerCount);
        return new RecordIndex(
                Arrays.copyOf(bounds, 2 * count), Arrays.copyOf(headers, setCount), Arrays.copyOf(sets, setCount));
    }

    /** CR ends records; a text without any CR is taken to end them with LF. CR is never part of a wider character. */
    static byte lineEnd(byte[] bytes) {
        return ByteRun.indexOf(bytes, 0, bytes.length, (byte) '\r') < bytes.length ? (byte) '\r' : (byte) '\n';
    }

    /** H alone or H and a character that can be a delimiter. */
    static boolean isHeader(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != 'H') {
            return false;
        }
        return from + 1 == to || canDelimit(bytes[from + 1]);
    }

    private static boolean canDelimit(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit(b);
    }

    int count() {
        return bounds.length / 2;
    }

    int start(int record) {
        return bounds[2 * record];
    }

    int end(int record) {
        return bounds[2 * record + 1];
    }

    /** Of the nearest header at or before the record; of the first header for what stands before it. */
    Delimiters delimiters(int record) {
        int found = Arrays.binarySearch(headers, record);
        int before = found < 0 ? -found - 2 : found;
        return sets[Math.max(0, before)];
    }
}
