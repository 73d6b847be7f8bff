// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.nio.charset.StandardCharsets;

/** RFC 8259, section 7: the characters that the bytes between two quotes stand for. They have been looked at before. */
final class JsonString {

    private JsonString() {}

    /** An escape of half a pair of surrogates gives that half. */
    static String decode(byte[] bytes, int from, int to) {
        int escape = escape(bytes, from, to);
        if (escape == to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int at = from;
        while (escape < to) {
            text.append(new String(bytes, at, escape - at, StandardCharsets.UTF_8));
            byte what = bytes[escape + 1];
            text.append(what == 'u' ? unicode(bytes, escape + 2) : character(what));
            at = escape + (what == 'u' ? 6 : 2);
            escape = escape(bytes, at, to);
        }
        return text.append(new String(bytes, at, to - at, StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether no half of a pair of surrogates stands alone. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                i++;
                if (i == text.length() || !Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int escape(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private static char unicode(byte[] bytes, int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = (unit << 4) | Character.digit(bytes[i], 16);
        }
        return (char) unit;
    }

    private static char character(byte escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) escaped; // quote, backslash, slash
        };
    }
}
