// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/**
 * Escape sequences of E1394 6.4.6: {@code &F& &S& &R& &E&} and {@code &Xhhhh&}. Highlighting ({@code H}, {@code N}),
 * local sequences ({@code Z}) and all that is not an escape sequence stay as they are: many instruments never escape.
 */
final class Escapes {

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
        int close = from;
        while (close < to && bytes[close] != delimiters.escapeByte()) {
            close++;
        }
        int length = close - from;
        char kind = close < to && length > 0 ? Character.toUpperCase((char) bytes[from]) : 0;
        if (length == 1 && "FSRE".indexOf(kind) >= 0 && kind != 0) {
            text.write(
                    kind == 'F'
                            ? delimiters.fieldByte()
                            : kind == 'S'
                                    ? delimiters.componentByte()
                                    : kind == 'R' ? delimiters.repeatByte() : delimiters.escapeByte());
            return length + 1;
        } else if (kind == 'X' && length > 1 && length % 2 == 1 && hexadecimal(bytes, from + 1, close)) {
            for (int i = from + 1; i < close; i += 2) {
                text.write(Character.digit(bytes[i], 16) << 4 | Character.digit(bytes[i + 1], 16));
            }
            return length + 1;
        } else if ((length == 1 && (kind == 'H' || kind == 'N')) || (kind == 'Z' && word(bytes, from, close))) {
            text.write(bytes, from - 1, length + 2);
            return length + 1;
        }
        text.write(delimiters.escapeByte());
        return 0;
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
