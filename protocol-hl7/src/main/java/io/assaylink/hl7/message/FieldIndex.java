// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import io.assaylink.hl7.encoding.CharacterScan;
import java.util.Arrays;

/** Where the field separators of one segment stand, found as far as they were asked for. Reused, so not thread-safe. */
final class FieldIndex {

    private Preamble message = Preamble.NOTHING;
    private int start;
    private int end;
    private boolean header;
    private int[] separators;
    private int count;
    private int scanned; // separators before this offset are known

    FieldIndex(int expected) {
        separators = new int[expected];
    }

    FieldIndex on(Preamble of, int from, int to) {
        message = of;
        start = from;
        end = to;
        header = Preamble.isHeader(of.bytes(), from, to)
                && of.bytes()[from + 3] == (byte) of.delimiters().field();
        count = 0;
        scanned = from;
        return this;
    }

    Preamble message() {
        return message;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Number of fields, trailing empty ones included. */
    int fields() {
        find(Integer.MAX_VALUE);
        return count + (header ? 1 : 0);
    }

    /** The offset of field {@code n}, from 1; -1 beyond the last. */
    int from(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("fields count from 1, not " + n);
        }
        if (header && n == 1) {
            return start + 3;
        }
        int separator = header ? n - 1 : n;
        find(separator == Integer.MAX_VALUE ? separator : separator + 1); // with the one that ends it
        return separator > count ? -1 : separators[separator - 1] + 1;
    }

    /** The offset after field {@code n}, which is not beyond the last. */
    int to(int n) {
        if (header && n == 1) {
            return start + 4;
        }
        int separator = header ? n : n + 1;
        find(separator);
        return separator > count ? end : separators[separator - 1];
    }

    /** MSH-1 and MSH-2, and those of FHS and BHS, are never split. */
    Value.Level level(int n) {
        return header && n <= 2 ? Value.Level.OPAQUE : Value.Level.FIELD;
    }

    /** Makes sure that the first {@code wanted} separators are known, or all. */
    private void find(int wanted) {
        CharacterScan scan = message.scan();
        byte[] bytes = message.bytes();
        char separator = message.delimiters().field();
        while (count < wanted && scanned < end) {
            if (count == separators.length) {
                separators = Arrays.copyOf(separators, count * 2);
            }
            int limit = Math.min(separators.length, wanted);
            count = scan.findAll(bytes, scanned, end, separator, separators, count, limit);
            scanned = count == limit ? separators[count - 1] + 1 : end;
        }
    }
}
