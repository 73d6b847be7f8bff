// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * What must be known before anything can be read: delimiters, charset, and what ends a segment. Found in the first
 * segment alone, whatever the size of the rest, unless LF ends it.
 *
 * @param bytes the message; never changed
 * @param start offset of the first segment: after a byte order mark and leading line ends
 * @param end offset after the first segment
 * @param terminator what ends a segment: CR if the message has one, else LF
 * @param header whether the first segment is MSH, FHS or BHS
 */
record Preamble(
        byte[] bytes,
        int start,
        int end,
        byte terminator,
        boolean header,
        Delimiters delimiters,
        Charset charset,
        Scan scan) {

    static final byte CR = '\r';
    static final byte LF = '\n';

    static final Preamble NOTHING =
            new Preamble(new byte[0], 0, 0, CR, false, Delimiters.standard(), US_ASCII, Scan.SINGLE);

    static Preamble read(byte[] bytes, Optional<Charset> override) {
        boolean mark = hasByteOrderMark(bytes);
        int start = mark ? 3 : 0;
        while (start < bytes.length && (bytes[start] == CR || bytes[start] == LF)) {
            start++;
        }
        int end = start;
        while (end < bytes.length && bytes[end] != CR && bytes[end] != LF) {
            end++;
        }
        byte terminator = CR;
        if (end < bytes.length && bytes[end] == LF) {
            int cr = indexOf(bytes, CR, end);
            terminator = cr < 0 ? LF : CR;
            end = cr < 0 ? end : trimmed(bytes, start, cr);
        }
        boolean header = isHeader(bytes, start, end);
        Delimiters delimiters = header ? Delimiters.read(bytes, start, end) : Delimiters.standard();
        Charset charset =
                mark ? UTF_8 : override.isPresent() ? override.get() : declared(bytes, start, header, delimiters);
        return new Preamble(bytes, start, end, terminator, header, delimiters, charset, Hl7Charset.scanOf(charset));
    }

    static boolean hasByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /** MSH-18, first repetition, as bytes: a header is ASCII up to there in every charset that can be framed. */
    static String charsetName(byte[] bytes, int start, Delimiters delimiters) {
        int at = start + 3;
        for (int field = 2; field <= 17; field++) {
            at = fieldEnd(bytes, at + 1, delimiters.field());
            if (at >= bytes.length || bytes[at] != (byte) delimiters.field()) {
                return "";
            }
        }
        int stop = fieldEnd(bytes, at + 1, delimiters.field());
        String all = new String(bytes, at + 1, Math.min(stop - at - 1, 64), ISO_8859_1);
        int repeats = all.indexOf(delimiters.repetition());
        return (repeats < 0 ? all : all.substring(0, repeats)).strip();
    }

    /** Drops an LF that stands directly before the CR at {@code cr}: some senders write LF CR. */
    static int trimmed(byte[] bytes, int start, int cr) {
        return cr > start && bytes[cr - 1] == LF ? cr - 1 : cr;
    }

    static int indexOf(byte[] bytes, byte wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Whether MSH, FHS or BHS and then a character that can delimit stands at {@code start}. */
    static boolean isHeader(byte[] bytes, int start, int end) {
        if (end - start < 4) {
            return false;
        }
        boolean named = (bytes[start] == 'M' && bytes[start + 1] == 'S' && bytes[start + 2] == 'H')
                || ((bytes[start] == 'F' || bytes[start] == 'B') && bytes[start + 1] == 'H' && bytes[start + 2] == 'S');
        int separator = bytes[start + 3] & 0xFF;
        return named && separator > ' ' && !Delimiters.isAlphanumeric((char) separator);
    }

    private static Charset declared(byte[] bytes, int start, boolean header, Delimiters delimiters) {
        if (!header || bytes[start] != 'M') {
            return US_ASCII;
        }
        String name = charsetName(bytes, start, delimiters);
        if (name.isEmpty()) {
            return US_ASCII;
        }
        return Hl7Charset.forName(name).filter(Hl7Charset::isFramable).orElse(ISO_8859_1);
    }

    private static int fieldEnd(byte[] bytes, int from, char separator) {
        int at = from;
        while (at < bytes.length && bytes[at] != (byte) separator && bytes[at] != CR && bytes[at] != LF) {
            at++;
        }
        return at;
    }
}
