// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/**
 * Escape sequences of E1394 6.4.6: {@code &F& &S& &R& &E&} and {@code &Xhhhh&}. Highlighting ({@code H}, {@code N}),
 * local sequences ({@code Z}) and all that is not an escape sequence stay as they are: many instruments never escape.
 */
final class Escapes {

    /** What an escape delimiter starts. */
    private enum Kind {
        /** {@code F S R E}: a delimiter as data. */
        DELIMITER,
        /** {@code X}: bytes in hexadecimal. */
        BYTES,
        /** {@code H N Z}: known, and left as it stands. */
        KEPT,
        /** No second escape delimiter follows in this piece of text. */
        UNTERMINATED,
        /** Nothing between the two, or {@code X} without pairs of hexadecimal digits. */
        MALFORMED,
        /** Something else between the two. */
        UNKNOWN
    }

    private Escapes() {}

    static String unescape(
            byte[] bytes, int from, int to, Delimiters delimiters, CharacterWidth width, Charset charset) {
        byte escape = delimiters.escapeByte();
        int open = escape == 0 ? to : width.indexOf(bytes, from, to, escape);
        if (open == to) {
            return new String(bytes, from, to - from, charset);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
        int done = from;
        while (open < to) {
            text.write(bytes, done, open - done);
            done = open + 1 + sequence(bytes, open + 1, to, delimiters, text);
            open = width.indexOf(bytes, done, to, escape);
        }
        text.write(bytes, done, to - done);
        return text.toString(charset);
    }

    /** Writes what the sequence after the escape delimiter stands for; returns its length, 0 when it is none. */
    private static int sequence(byte[] bytes, int from, int to, Delimiters delimiters, ByteArrayOutputStream text) {
        int close = close(bytes, from, to, delimiters);
        int length = close - from + 1;
        switch (kind(bytes, from, close, to)) {
            case DELIMITER -> text.write(named(bytes[from], delimiters));
            case BYTES -> {
                for (int i = from + 1; i < close; i += 2) {
                    text.write(Character.digit(bytes[i], 16) << 4 | Character.digit(bytes[i + 1], 16));
                }
            }
            case KEPT -> text.write(bytes, from - 1, length + 1);
            default -> {
                text.write(delimiters.escapeByte());
                return 0;
            }
        }
        return length;
    }

    private static int close(byte[] bytes, int from, int to, Delimiters delimiters) {
        int close = from;
        while (close < to && bytes[close] != delimiters.escapeByte()) {
            close++;
        }
        return close;
    }

    /** {@code from} stands behind an escape delimiter, {@code close} at the next one or at {@code to}. */
    private static Kind kind(byte[] bytes, int from, int close, int to) {
        int length = close - from;
        if (close == to) {
            return Kind.UNTERMINATED;
        } else if (length == 0) {
            return Kind.MALFORMED;
        }
        return switch (Character.toUpperCase((char) bytes[from])) {
            case 'F', 'S', 'R', 'E' -> length == 1 ? Kind.DELIMITER : Kind.UNKNOWN;
            case 'H', 'N' -> length == 1 ? Kind.KEPT : Kind.UNKNOWN;
            case 'X' ->
                length > 1 && length % 2 == 1 && hexadecimal(bytes, from + 1, close) ? Kind.BYTES : Kind.MALFORMED;
            case 'Z' -> word(bytes, from, close) ? Kind.KEPT : Kind.UNKNOWN;
            default -> Kind.UNKNOWN;
        };
    }

    private static byte named(byte letter, Delimiters delimiters) {
        return switch (Character.toUpperCase((char) letter)) {
            case 'F' -> delimiters.fieldByte();
            case 'S' -> delimiters.componentByte();
            case 'R' -> delimiters.repeatByte();
            default -> delimiters.escapeByte();
        };
    }

    /** Where the first escape delimiter of a component stands that starts no escape sequence, or {@code to}. */
    static int firstWrong(byte[] bytes, int from, int to, Delimiters delimiters, CharacterWidth width) {
        int open = width.indexOf(bytes, from, to, delimiters.escapeByte());
        while (open < to) {
            int close = close(bytes, open + 1, to, delimiters);
            switch (kind(bytes, open + 1, close, to)) {
                case DELIMITER, BYTES, KEPT -> open = width.indexOf(bytes, close + 1, to, delimiters.escapeByte());
                default -> {
                    return open;
                }
            }
        }
        return to;
    }

    /** What is wrong with the escape delimiter that {@link #firstWrong} found. */
    static RecordError.Code wrong(byte[] bytes, int open, int to, Delimiters delimiters) {
        return switch (kind(bytes, open + 1, close(bytes, open + 1, to, delimiters), to)) {
            case UNTERMINATED -> RecordError.Code.ESCAPE_UNTERMINATED;
            case MALFORMED -> RecordError.Code.ESCAPE_MALFORMED;
            default -> RecordError.Code.ESCAPE_UNKNOWN;
        };
    }

    private static boolean hexadecimal(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean word(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] <= ' ') {
                return false;
            }
        }
        return true;
    }

    /** Writes {@code text} with each delimiter escaped. */
    static void escape(String text, Delimiters delimiters, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char name = c == delimiters.field()
                    ? 'F'
                    : c == delimiters.component()
                            ? 'S'
                            : c == delimiters.repeat() ? 'R' : c == delimiters.escape() ? 'E' : 0;
            if (name == 0) {
                out.append(c);
            } else {
                out.append(delimiters.escape()).append(name).append(delimiters.escape());
            }
        }
    }
}
