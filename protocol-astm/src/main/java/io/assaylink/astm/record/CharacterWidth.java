// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How far one character reaches, so that a delimiter's value inside a character is never taken for a delimiter (E1394
 * has no rule for this; GBK, Big5 and Shift_JIS put {@code | \ ^} into second bytes).
 */
enum CharacterWidth {
    /** Bytes below 0x80 are always ASCII: ISO 8859, Windows code pages, UTF-8, EUC. */
    ASCII_TRANSPARENT,
    /** GBK, Big5, MS949, Johab: a lead byte and a second byte from 0x31. */
    DOUBLE_BYTE,
    /** As double byte, and four bytes when the second is a digit. */
    GB18030,
    /** Lead bytes 81 to 9F and E0 to FC; A1 to DF stand alone. */
    SHIFT_JIS,
    /** ISO-2022: escape sequences switch to two bytes a character and back. */
    ISO_2022;

    private static final int ESC = 0x1B;

    static CharacterWidth of(Charset charset) {
        if (charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.UTF_8)) {
            return ASCII_TRANSPARENT; // nearly every message, and no text is made: AstmRecordBenchmark
        }
        byte[] ascii = "H|^&L1\r".getBytes(StandardCharsets.US_ASCII);
        if (!"H|^&L1\r".equals(new String(ascii, charset))) {
            throw new IllegalArgumentException("records need a character set that contains ASCII: " + charset.name());
        }
        String name = charset.name().toUpperCase(Locale.ROOT);
        if (name.startsWith("ISO-2022") || name.startsWith("X-ISO-2022") || name.contains("2022-JP")) {
            return ISO_2022;
        } else if (name.equals("GB18030")) {
            return GB18030;
        } else if (name.contains("SHIFT_JIS")
                || name.contains("SJIS")
                || name.contains("WINDOWS-31J")
                || name.contains("IBM943")) {
            return SHIFT_JIS;
        } else if (name.startsWith("GBK")
                || name.contains("BIG5")
                || name.contains("MS950")
                || name.contains("MS936")
                || name.contains("WINDOWS-949")
                || name.contains("WINDOWS-950")
                || name.contains("JOHAB")) {
            return DOUBLE_BYTE;
        }
        return ASCII_TRANSPARENT;
    }

    /** Index of the first character {@code wanted} in [from, to), or {@code to}. {@code from} starts a character. */
    int indexOf(byte[] bytes, int from, int to, byte wanted) {
        if (this == ASCII_TRANSPARENT) {
            for (int i = from; i < to; i++) {
                if (bytes[i] == wanted) {
                    return i;
                }
            }
            return to;
        }
        return this == ISO_2022 ? indexOfShifted(bytes, from, to, wanted) : indexOfWide(bytes, from, to, wanted);
    }

    private int indexOfWide(byte[] bytes, int from, int to, byte wanted) {
        int i = from;
        while (i < to) {
            if (bytes[i] == wanted) {
                return i;
            }
            i += bytes[i] >= 0 ? 1 : width(bytes, i, to);
        }
        return to;
    }

    private int width(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        boolean leads = this == SHIFT_JIS
                ? (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xFC)
                : lead >= 0x81 && lead <= 0xFE;
        if (!leads || at + 1 >= to) {
            return 1;
        }
        int second = bytes[at + 1] & 0xFF;
        if (this == GB18030 && second >= 0x30 && second <= 0x39) {
            return at + 3 < to ? 4 : 1;
        }
        return second >= (this == DOUBLE_BYTE ? 0x31 : 0x40) && second != 0x7F ? 2 : 1;
    }

    private static int indexOfShifted(byte[] bytes, int from, int to, byte wanted) {
        boolean two = false;
        int i = from;
        while (i < to) {
            if (bytes[i] == ESC && i + 1 < to) {
                two = bytes[i + 1] == '$';
                i += two && i + 2 < to && bytes[i + 2] >= '(' && bytes[i + 2] <= '/' ? 4 : 3;
            } else if (!two && bytes[i] == wanted) {
                return i;
            } else {
                i += two ? 2 : 1;
            }
        }
        return to;
    }
}
