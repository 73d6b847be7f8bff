// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.encoding.Delimiters;

/** Fields of a header as bytes, before delimiters and charset are known: up to MSH-18 it is ASCII in every charset. */
final class HeaderScan {

    private static final int LONGEST_NAMES = 256; // of MSH-18 with its repetitions; table 0211 has no name above 20

    private HeaderScan() {}

    /** MSH-1 and MSH-2 as declared; standard ones where there is nothing to read. */
    static Delimiters delimiters(byte[] bytes, int start, int end) {
        if (end - start < 5) {
            return Delimiters.standard();
        }
        if (end - start > 8
                && bytes[start + 3] == '|'
                && bytes[start + 4] == '^'
                && bytes[start + 5] == '~'
                && bytes[start + 6] == '\\'
                && bytes[start + 7] == '&'
                && bytes[start + 8] == '|') {
            return Delimiters.standard();
        }
        char separator = (char) (bytes[start + 3] & 0xFF);
        int stop = end(bytes, start + 4, end, separator);
        String encoding = new String(bytes, start + 4, Math.min(5, stop - start - 4), ISO_8859_1);
        return Delimiters.of(separator, encoding);
    }

    /** MSH-18 with all its repetitions; empty when absent. */
    static String charsets(byte[] bytes, int start, int end, Delimiters delimiters) {
        int at = start + 3;
        for (int field = 2; field <= 17; field++) {
            at = end(bytes, at + 1, end, delimiters.field());
            if (at >= end) {
                return "";
            }
        }
        int stop = end(bytes, at + 1, end, delimiters.field());
        return new String(bytes, at + 1, Math.min(stop - at - 1, LONGEST_NAMES), ISO_8859_1);
    }

    static int end(byte[] bytes, int from, int end, char separator) {
        int at = from;
        while (at < end && bytes[at] != (byte) separator) {
            at++;
        }
        return Math.min(at, end);
    }
}
