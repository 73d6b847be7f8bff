// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import java.util.Optional;

/**
 * What stands between two escape characters (HL7 v2 chapter 2.7).
 *
 * @param kind what it is
 * @param count n of {@code .sp<n>}, {@code .sk<n>}; 0 where there is none
 */
record EscapeSequence(Kind kind, int count) {

    enum Kind {
        /** F S T R E P of a delimiter that exists. */
        DELIMITER,
        /** X and pairs of hexadecimal digits. */
        HEXADECIMAL,
        /** {@code .br}: an end of line. */
        BREAK,
        /** {@code .ce}: an end of line too. */
        CENTRE,
        /** {@code .sp<n>}. */
        SKIP_LINES,
        /** {@code .sk<n>}. */
        SKIP_SPACES,
        /** H, N, {@code .in<n>}, {@code .ti<n>}, {@code .fi}, {@code .nf}: nothing to be seen in plain text. */
        APPEARANCE,
        /** C or M and a character set that is known. */
        CHARSET,
        /** Z: by agreement of the two sides, so not ours to read. */
        LOCAL,
        /** None of these: then the escape character before it is data. */
        NONE
    }

    private static final EscapeSequence UNKNOWN = new EscapeSequence(Kind.NONE, 0);
    private static final int MOST = 999; // lines or spaces; the standard gives no limit, a message must not give any

    static EscapeSequence of(byte[] bytes, int start, int end, Delimiters delimiters) {
        int length = end - start;
        if (length == 0) {
            return UNKNOWN;
        }
        return switch (bytes[start]) {
            case 'F', 'S', 'T', 'R', 'E', 'P' ->
                length == 1 && meant(bytes[start], delimiters) != Delimiters.NONE ? plain(Kind.DELIMITER) : UNKNOWN;
            case 'H', 'N' -> length == 1 ? plain(Kind.APPEARANCE) : UNKNOWN;
            case 'X' -> length % 2 == 1 && isHex(bytes, start + 1, end) ? plain(Kind.HEXADECIMAL) : UNKNOWN;
            case 'C', 'M' -> charset(bytes, start, end).isPresent() ? plain(Kind.CHARSET) : UNKNOWN;
            case 'Z' -> length > 1 && isHex(bytes, start + 1, end) ? plain(Kind.LOCAL) : UNKNOWN;
            case '.' -> command(bytes, start + 1, end);
            default -> UNKNOWN;
        };
    }

    /** The delimiter a one-letter sequence stands for. */
    static char meant(byte name, Delimiters delimiters) {
        return switch (name) {
            case 'F' -> delimiters.field();
            case 'S' -> delimiters.component();
            case 'R' -> delimiters.repetition();
            case 'T' -> delimiters.subcomponent();
            case 'E' -> delimiters.escape();
            default -> delimiters.truncation();
        };
    }

    static Optional<IsoIr> charset(byte[] bytes, int start, int end) {
        if (end - start > 7 || !isHex(bytes, start + 1, end)) {
            return Optional.empty();
        }
        StringBuilder sequence = new StringBuilder(7);
        for (int i = start; i < end; i++) {
            sequence.append(Character.toUpperCase((char) bytes[i]));
        }
        return IsoIr.switchedBy(sequence.toString());
    }

    private static EscapeSequence plain(Kind kind) {
        return new EscapeSequence(kind, 0);
    }

    private static EscapeSequence command(byte[] bytes, int start, int end) {
        if (end - start < 2) {
            return UNKNOWN;
        }
        int signed = start + 2 < end && (bytes[start + 2] == '+' || bytes[start + 2] == '-') ? start + 3 : start + 2;
        int count = 0;
        for (int i = signed; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return UNKNOWN;
            }
            count = Math.min(MOST, count * 10 + digit);
        }
        boolean bare = end == start + 2;
        boolean number = end > signed;
        return switch ((char) bytes[start] + "" + (char) bytes[start + 1]) {
            case "br" -> bare ? plain(Kind.BREAK) : UNKNOWN;
            case "ce" -> bare ? plain(Kind.CENTRE) : UNKNOWN;
            case "fi", "nf" -> bare ? plain(Kind.APPEARANCE) : UNKNOWN;
            case "in", "ti" -> number ? plain(Kind.APPEARANCE) : UNKNOWN;
            case "sp" -> number || bare ? new EscapeSequence(Kind.SKIP_LINES, bare ? 1 : count) : UNKNOWN;
            case "sk" -> number ? new EscapeSequence(Kind.SKIP_SPACES, count) : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static boolean isHex(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        return end > start;
    }
}
