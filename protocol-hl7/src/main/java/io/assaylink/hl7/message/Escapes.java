// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/**
 * Escape sequences of HL7 v2 chapter 2.7.
 *
 * <p>The law: {@code decode(encode(x)) = x} for every text the charset can hold and every legal delimiter set with an
 * escape character.
 */
public final class Escapes {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private Escapes() {}

    /**
     * Text as it goes between two delimiters. The escape character and the delimiters that exist are escaped, control
     * characters are written as {@code \X0D\}; a text that is exactly two quotes is escaped too, since bare it would mean
     * "delete this value".
     *
     * @throws IllegalArgumentException if something must be escaped and {@code delimiters} has no escape character
     */
    public static byte[] encode(String text, Delimiters delimiters, Charset charset) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        if (text.equals("\"\"")) {
            return hex(out, delimiters, '"', '"').toByteArray();
        }
        int run = 0; // characters [run, i) need no escape and are encoded together
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char name = nameOf(c, delimiters);
            if (name == 0 && c >= 0x20) {
                continue;
            }
            out.writeBytes(text.substring(run, i).getBytes(charset));
            run = i + 1;
            if (name == 0) {
                hex(out, delimiters, c);
            } else {
                byte escape = escapeOf(delimiters);
                out.write(escape);
                out.write(name);
                out.write(escape);
            }
        }
        out.writeBytes(text.substring(run).getBytes(charset));
        return out.toByteArray();
    }

    /**
     * The text of a value: one pass from left to right. {@code \F\ \S\ \T\ \R\ \E\ \P\}, {@code \Xdd..\} and
     * {@code \.br\} (as LF) are replaced; any other sequence, known or broken, stays as it is with its escape characters.
     */
    public static String decode(byte[] value, Delimiters delimiters, Charset charset) {
        return decode(value, 0, value.length, delimiters, charset, Hl7Charset.scanOf(charset));
    }

    static String decode(byte[] bytes, int start, int end, Delimiters delimiters, Charset charset, Scan scan) {
        // ASCII senders that put other bytes into their texts are many: read them as Latin-1, which loses nothing.
        Charset reading = charset.equals(US_ASCII) ? ISO_8859_1 : charset;
        char escape = delimiters.escape();
        int open = escape == Delimiters.NONE ? end : scan.find(bytes, start, end, escape);
        if (open == end) {
            return new String(bytes, start, end - start, reading);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
        int at = start;
        while (open < end) {
            out.write(bytes, at, open - at);
            int close = scan.find(bytes, open + 1, end, escape);
            if (close < end && replace(bytes, open + 1, close, delimiters, out)) {
                at = close + 1;
            } else {
                out.write(escape);
                at = open + 1; // a lone escape character is data; the next one may open a sequence
            }
            open = scan.find(bytes, at, end, escape);
        }
        out.write(bytes, at, end - at);
        return out.toString(reading);
    }

    /** Writes what the sequence between two escape characters stands for; false leaves it to the caller. */
    private static boolean replace(byte[] bytes, int start, int end, Delimiters delimiters, ByteArrayOutputStream out) {
        int length = end - start;
        if (length == 1) {
            char meant = meantBy((char) (bytes[start] & 0xFF), delimiters);
            if (meant == Delimiters.NONE) {
                return false;
            }
            out.write(meant);
            return true;
        }
        if (length == 3 && bytes[start] == '.' && bytes[start + 1] == 'b' && bytes[start + 2] == 'r') {
            out.write('\n');
            return true;
        }
        if (length < 3 || length % 2 == 0 || bytes[start] != 'X') {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            if (Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        for (int i = start + 1; i < end; i += 2) {
            out.write(Character.digit(bytes[i], 16) << 4 | Character.digit(bytes[i + 1], 16));
        }
        return true;
    }

    private static char meantBy(char name, Delimiters delimiters) {
        return switch (name) {
            case 'F' -> delimiters.field();
            case 'S' -> delimiters.component();
            case 'R' -> delimiters.repetition();
            case 'T' -> delimiters.subcomponent();
            case 'E' -> delimiters.escape();
            case 'P' -> delimiters.truncation();
            default -> Delimiters.NONE;
        };
    }

    private static char nameOf(char c, Delimiters delimiters) {
        if (c == Delimiters.NONE) {
            return 0;
        } else if (c == delimiters.escape()) {
            return 'E';
        } else if (c == delimiters.field()) {
            return 'F';
        } else if (c == delimiters.component()) {
            return 'S';
        } else if (c == delimiters.repetition()) {
            return 'R';
        } else if (c == delimiters.subcomponent()) {
            return 'T';
        }
        return c == delimiters.truncation() ? 'P' : 0;
    }

    private static ByteArrayOutputStream hex(ByteArrayOutputStream out, Delimiters delimiters, char... characters) {
        byte escape = escapeOf(delimiters);
        out.write(escape);
        out.write('X');
        for (char c : characters) {
            out.write(HEX[c >> 4]);
            out.write(HEX[c & 0xF]);
        }
        out.write(escape);
        return out;
    }

    private static byte escapeOf(Delimiters delimiters) {
        if (delimiters.escape() == Delimiters.NONE) {
            throw new IllegalArgumentException("these delimiters have no escape character");
        }
        return (byte) delimiters.escape();
    }
}
