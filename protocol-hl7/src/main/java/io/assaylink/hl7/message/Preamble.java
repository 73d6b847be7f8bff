// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.encoding.CharacterScan;
import io.assaylink.hl7.encoding.Delimiters;
import java.nio.charset.Charset;

/**
 * What must be known before anything can be read: delimiters, charset, and what ends a segment. Found in the first
 * segment alone, whatever the size of the rest, unless LF ends it or UTF-8 is to be detected.
 *
 * @param bytes the message; never changed
 * @param start offset of the first segment: after a byte order mark and leading line ends
 * @param end offset after the first segment
 * @param terminator what ends a segment: CR or LF
 * @param header whether the first segment is MSH, FHS or BHS
 * @param readable whether that header can be used
 */
record Preamble(
        byte[] bytes,
        MessageProfile profile,
        int start,
        int end,
        byte terminator,
        boolean header,
        boolean readable,
        Delimiters delimiters,
        Charset charset,
        CharacterScan scan) {

    static final byte CR = '\r';
    static final byte LF = '\n';

    private static final int SHORTEST_HEADER = 8;

    static final Preamble NOTHING = new Preamble(
            new byte[0],
            MessageProfile.strict(),
            0,
            0,
            CR,
            false,
            false,
            Delimiters.standard(),
            US_ASCII,
            CharacterScan.SINGLE);

    static Preamble read(byte[] bytes, MessageProfile profile) {
        int start = hasByteOrderMark(bytes) ? 3 : 0;
        while (start < bytes.length && isLineEnd(bytes[start])) {
            start++;
        }
        byte terminator = terminator(bytes, start, profile);
        int end = Lines.end(bytes, start, Lines.stop(bytes, start, terminator));
        boolean header = isHeader(bytes, start, end);
        boolean readable = false;
        Delimiters delimiters = Delimiters.standard();
        if (header) {
            Delimiters declared = HeaderScan.delimiters(bytes, start, end);
            int count = HeaderScan.end(bytes, start + 4, end, declared.field()) - start - 4;
            boolean legal = count >= 2 && count <= 5 && declared.isLegal();
            boolean tolerant = !legal && profile.tolerated().contains(Hl7Problem.Code.DELIMITERS);
            delimiters = tolerant ? declared.usable().orElse(declared) : declared;
            readable = end - start >= SHORTEST_HEADER
                    && (legal || (tolerant && declared.usable().isPresent()));
        }
        Charset charset = CharsetDecision.of(bytes, start, end, header, delimiters, profile);
        return new Preamble(
                bytes,
                profile,
                start,
                end,
                terminator,
                header,
                readable,
                delimiters,
                charset,
                CharacterScan.of(charset));
    }

    boolean isMsh() {
        return header && bytes[start] == 'M';
    }

    static boolean hasByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    static boolean isLineEnd(byte b) {
        return b == CR || b == LF;
    }

    /** Whether MSH, FHS or BHS and then a character that can delimit stands at {@code start}. */
    static boolean isHeader(byte[] bytes, int start, int end) {
        if (end - start < 4) {
            return false;
        }
        boolean named = (bytes[start] == 'M' && bytes[start + 1] == 'S' && bytes[start + 2] == 'H')
                || ((bytes[start] == 'F' || bytes[start] == 'B') && bytes[start + 1] == 'H' && bytes[start + 2] == 'S');
        return named && Delimiters.canDelimit((char) (bytes[start + 3] & 0xFF));
    }

    private static byte terminator(byte[] bytes, int start, MessageProfile profile) {
        return switch (profile.terminator()) {
            case CR -> CR;
            case LF -> LF;
            case BY_CONTENT -> {
                int at = start;
                while (at < bytes.length && !isLineEnd(bytes[at])) {
                    at++;
                }
                boolean lineFeedOnly =
                        at < bytes.length && bytes[at] == LF && Lines.stop(bytes, at, CR) == bytes.length;
                yield lineFeedOnly ? LF : CR;
            }
        };
    }
}
