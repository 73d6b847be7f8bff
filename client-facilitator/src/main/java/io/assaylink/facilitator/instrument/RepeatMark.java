// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Marks a document as a possible duplicate: byte-identical messages have the same {@code messageId}. Works on our own
 * writer's bytes, in which a quote within a text is escaped, so that the member's name stands in one place only.
 */
final class RepeatMark {
    private static final byte[] UNMARKED = ascii("\"possibleDuplicateOf\":null");
    private static final byte[] MESSAGE_ID = ascii("\"messageId\":");

    private RepeatMark() {}

    /** The marked document; the same bytes where it has no place for the mark. */
    static byte[] mark(byte[] json) {
        int at = find(json, UNMARKED, 0);
        int id = find(json, MESSAGE_ID, 0);
        if (at < 0 || id < 0) {
            return json;
        }
        int value = id + MESSAGE_ID.length;
        int end = value + 1;
        while (end < json.length && json[end] != '"') {
            end++;
        }
        byte[] original = Arrays.copyOfRange(json, value, end + 1);
        int cut = at + UNMARKED.length - 4; // before null
        byte[] marked = new byte[json.length - 4 + original.length];
        System.arraycopy(json, 0, marked, 0, cut);
        System.arraycopy(original, 0, marked, cut, original.length);
        System.arraycopy(json, cut + 4, marked, cut + original.length, json.length - cut - 4);
        return marked;
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
