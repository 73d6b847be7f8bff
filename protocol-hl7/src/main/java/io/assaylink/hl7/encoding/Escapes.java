// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Arrays;

/**
 * Escape sequences of HL7 v2 chapter 2.7.
 *
 * <p>The law: {@code decode(encode(x)) = x} for every text the charset can hold and every legal delimiter set with an
 * escape character. What cannot keep it is refused.
 */
public final class Escapes {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

    private Escapes() {}

    /** As {@link #encode(String, Delimiters, Charset, LineEnds)} with line ends in hexadecimal. */
    public static byte[] encode(String text, Delimiters delimiters, Charset charset) {
        return encode(text, delimiters, charset, LineEnds.HEXADECIMAL);
    }

    /**
     * Text as it goes between two delimiters. The escape character and the delimiters that exist are escaped, control
     * characters are written as {@code \X0D\}; a text that is exactly two quotes is escaped too, since bare it would mean
     * "delete this value".
     *
     * @throws UnwritableValue if the charset does not have a character, or something must be escaped and {@code delimiters}
     *     has no escape character; with the offset in {@code text}
     */
    public static byte[] encode(String text, Delimiters delimiters, Charset charset, LineEnds ends) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        if (text.equals("\"\"")) {
            hex(out, delimiters, 0, '"', '"');
            return out.toByteArray();
        }
        CharsetEncoder encoder = charset.newEncoder();
        int run = 0; // characters [run, i) need no escape and are encoded together
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            byte name = nameOf(c, delimiters);
            if (name == 0 && c >= 0x20) {
                continue;
            }
            write(text, run, i, encoder, out);
            if (name != 0) {
                byte escape = escapeOf(delimiters, i);
                out.write(escape);
                out.write(name);
                out.write(escape);
            } else if (ends == LineEnds.BREAK && (c == '\r' || c == '\n')) {
                byte escape = escapeOf(delimiters, i);
                out.write(escape);
                out.writeBytes(".br".getBytes(US_ASCII));
                out.write(escape);
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else {
                hex(out, delimiters, i, c);
            }
            run = i + 1;
        }
        write(text, run, text.length(), encoder, out);
        byte[] wire = out.toByteArray();
        if (!isOneToOne(charset)) {
            String same = ends == LineEnds.BREAK ? text.replace("\r\n", "\n").replace('\r', '\n') : text;
            prove(same, wire, delimiters, charset);
        }
        return wire;
    }

    /** As {@link #decode(byte[], Delimiters, Charset, Formatting)} with {@code \.br\} as a line feed. */
    public static String decode(byte[] value, Delimiters delimiters, Charset charset) {
        return decode(value, delimiters, charset, Formatting.LINES);
    }

    /**
     * The text of a value: one pass from left to right. {@code \F\ \S\ \T\ \R\ \E\ \P\}, {@code \Xdd..\} in the charset and
     * the ISO-IR switches {@code \Cxxyy\}, {@code \Mxxyyzz\} are replaced, formatting as told; any other sequence, local or
     * broken, stays as it is with its escape characters. ASCII is read as ISO 8859-1, which loses nothing; bytes that are no
     * characters become U+FFFD.
     */
    public static String decode(byte[] value, Delimiters delimiters, Charset charset, Formatting formatting) {
        return decode(value, 0, value.length, delimiters, charset, CharacterScan.of(charset), formatting);
    }

    /** As {@link #decode(byte[], Delimiters, Charset, Formatting)} for a part of an array and a scan known already. */
    public static String decode(
            byte[] bytes,
            int start,
            int end,
            Delimiters delimiters,
            Charset charset,
            CharacterScan scan,
            Formatting formatting) {
        Charset reading = Hl7Charset.reading(charset);
        char escape = delimiters.escape();
        int open = escape == Delimiters.NONE ? end : scan.find(bytes, start, end, escape);
        if (open == end) {
            return new String(bytes, start, end - start, reading);
        }
        return new EscapedText(bytes, start, end, delimiters, reading, scan, formatting).decode(open);
    }

    /**
     * Where the first escape sequence begins that is unknown or does not end, at or after {@code from}; its escape character
     * is data.
     *
     * @param from where to begin, at a character
     * @return its index, or {@code end}
     */
    public static int firstBroken(byte[] bytes, int from, int end, Delimiters delimiters, CharacterScan scan) {
        char escape = delimiters.escape();
        int open = escape == Delimiters.NONE ? end : scan.find(bytes, from, end, escape);
        while (open < end) {
            int close = scan.find(bytes, open + 1, end, escape);
            if (close == end
                    || EscapeSequence.of(bytes, open + 1, close, delimiters).kind() == EscapeSequence.Kind.NONE) {
                return open;
            }
            open = scan.find(bytes, close + 1, end, escape);
        }
        return end;
    }

    /** Whether every character has bytes of its own; Java writes the yen sign as a backslash in Japanese ones. */
    private static boolean isOneToOne(Charset charset) {
        String name = charset.name();
        return name.equals("UTF-8")
                || name.equals("US-ASCII")
                || name.startsWith("ISO-8859-")
                || name.startsWith("windows-125");
    }

    /** Elsewhere only reading it again tells whether a text stayed itself. */
    private static void prove(String text, byte[] wire, Delimiters delimiters, Charset charset) {
        CharacterScan scan = CharacterScan.of(charset);
        int broken = firstBroken(wire, 0, wire.length, delimiters, scan);
        for (char delimiter : (delimiters.field() + delimiters.encodingCharacters()).toCharArray()) {
            if (delimiter != delimiters.escape()) {
                broken = Math.min(broken, scan.find(wire, 0, wire.length, delimiter));
            }
        }
        String again = decode(Arrays.copyOf(wire, broken), delimiters, charset, Formatting.LINES);
        if (broken < wire.length || !again.equals(text)) {
            int same = 0;
            while (same < again.length() && same < text.length() && again.charAt(same) == text.charAt(same)) {
                same++;
            }
            throw new UnwritableValue(Reason.UNMAPPABLE, "", same);
        }
    }

    private static void write(String text, int from, int to, CharsetEncoder encoder, ByteArrayOutputStream out) {
        if (from == to) {
            return;
        }
        String run = text.substring(from, to);
        int unreadable = run.indexOf('\uFFFD');
        if (unreadable >= 0) {
            throw new UnwritableValue(Reason.UNREADABLE, "", from + unreadable);
        }
        if (!encoder.canEncode(run)) {
            int at = 0;
            while (at < run.length()) {
                int width = Character.charCount(run.codePointAt(at));
                if (!encoder.canEncode(run.substring(at, at + width))) {
                    break;
                }
                at += width;
            }
            throw new UnwritableValue(Reason.UNMAPPABLE, "", from + at);
        }
        out.writeBytes(run.getBytes(encoder.charset()));
    }

    private static byte nameOf(char c, Delimiters delimiters) {
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
        return c == delimiters.truncation() ? (byte) 'P' : 0;
    }

    private static void hex(ByteArrayOutputStream out, Delimiters delimiters, int offset, char... characters) {
        byte escape = escapeOf(delimiters, offset);
        out.write(escape);
        out.write('X');
        for (char c : characters) {
            out.write(HEX[c >> 4]);
            out.write(HEX[c & 0xF]);
        }
        out.write(escape);
    }

    private static byte escapeOf(Delimiters delimiters, int offset) {
        if (delimiters.escape() == Delimiters.NONE) {
            throw new UnwritableValue(Reason.NO_ESCAPE, "", offset);
        }
        return (byte) delimiters.escape();
    }
}
