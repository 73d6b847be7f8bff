// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import java.nio.charset.Charset;

/**
 * How to find an ASCII character among bytes of a charset.
 *
 * <p>In most charsets a byte below 0x80 is that ASCII character. In the others the second byte of a character can equal a
 * delimiter, so whole characters are stepped over. CR is never part of a character, hence segments are found without
 * this; each segment starts at a character, in ASCII mode.
 */
public enum CharacterScan {
    /** Every byte below 0x80 is a character of its own. */
    SINGLE,
    /** GB 18030, GBK, Big5: lead 0x81 to 0xFE, then 0x30 to 0xFE. A four-byte GB 18030 form reads as two pairs. */
    DOUBLE_BYTE,
    /** Shift_JIS: lead 0x81 to 0x9F and 0xE0 to 0xFC, then 0x40 to 0xFC. */
    SHIFT_JIS,
    /** ISO-2022-JP and relatives: everything is data from an escape sequence to the one that returns to ASCII or Roman. */
    ISO_2022;

    private static final int ESC = 0x1B;

    /** How delimiters are found in bytes of {@code charset}. */
    public static CharacterScan of(Charset charset) {
        return switch (charset.name()) {
            case "GB18030",
                    "GBK",
                    "GB2312",
                    "x-mswin-936",
                    "Big5",
                    "Big5-HKSCS",
                    "x-windows-950",
                    "x-windows-949",
                    "x-Johab" -> DOUBLE_BYTE;
            case "Shift_JIS", "windows-31j", "x-SJIS_0213", "x-PCK", "x-IBM943" -> SHIFT_JIS;
            default ->
                charset.name().startsWith("ISO-2022") || charset.name().startsWith("x-windows-iso2022")
                        ? ISO_2022
                        : SINGLE;
        };
    }

    /**
     * Where {@code wanted} first occurs as a character of its own.
     *
     * @param bytes not changed
     * @param from where to begin: at a character, for ISO 2022 in ASCII mode
     * @param end where to stop
     * @param wanted an ASCII character
     * @return its index, or {@code end}
     */
    public int find(byte[] bytes, int from, int end, char wanted) {
        byte target = (byte) wanted;
        if (this == SINGLE) {
            return Words.find(bytes, from, end, target);
        }
        int i = from;
        while (i < end) {
            if (bytes[i] == target) {
                return i;
            }
            i = next(bytes, i, end);
        }
        return end;
    }

    /**
     * Where {@code wanted} occurs as a character of its own, until {@code limit}; for fields, which are short, in less time
     * than as many calls of {@link #find}.
     *
     * @param from where to begin, as for {@link #find}
     * @param end where to stop
     * @param found the indexes, in order
     * @param at where in {@code found} the first one goes
     * @param limit where in {@code found} none goes any more
     * @return where in {@code found} the next one would go: {@code limit} when there may be more
     */
    public int findAll(byte[] bytes, int from, int end, char wanted, int[] found, int at, int limit) {
        if (this == SINGLE) {
            return Words.findAll(bytes, from, end, (byte) wanted, found, at, limit);
        }
        int count = at;
        for (int i = find(bytes, from, end, wanted); i < end && count < limit; ) {
            found[count++] = i;
            i = find(bytes, i + 1, end, wanted);
        }
        return count;
    }

    /** The start of the character after the one at {@code at}; for ISO 2022 the whole shifted run is one step. */
    public int next(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        return switch (this) {
            case SINGLE -> at + 1;
            case DOUBLE_BYTE -> at + (lead >= 0x81 && lead <= 0xFE && trails(bytes, at + 1, end, 0x30) ? 2 : 1);
            case SHIFT_JIS ->
                at
                        + (((lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xFC))
                                        && trails(bytes, at + 1, end, 0x40)
                                ? 2
                                : 1);
            case ISO_2022 -> lead == ESC ? afterShift(bytes, at, end) : at + 1;
        };
    }

    private static boolean trails(byte[] bytes, int at, int end, int lowest) {
        if (at >= end) {
            return false;
        }
        int trail = bytes[at] & 0xFF;
        return trail >= lowest && trail != 0x7F && trail != 0xFF && (trail < 0x3A || trail >= 0x40);
    }

    /** Steps over {@code ESC ...} and what it shifts to, up to and including the return to ASCII, or to the end. */
    private static int afterShift(byte[] bytes, int at, int end) {
        int i = at;
        while (i < end) {
            if (bytes[i] != ESC) {
                i++;
                continue;
            }
            if (i + 2 < end && bytes[i + 1] == '(' && (bytes[i + 2] == 'B' || bytes[i + 2] == 'J')) {
                return i + 3;
            }
            i++;
        }
        return end;
    }
}
