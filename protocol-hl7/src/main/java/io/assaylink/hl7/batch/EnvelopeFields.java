// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.batch.BatchEvent.Kind;
import io.assaylink.hl7.encoding.Delimiters;
import java.util.Optional;

/** Finds headers and trailers at the start of a line, and fields in them. */
final class EnvelopeFields {

    /** MSH, a separator and two encoding characters: after so many bytes of a line it is known what it is. */
    static final int DECIDED = 6;

    private EnvelopeFields() {}

    /**
     * Whether a line of {@code length} bytes, or its first {@link #DECIDED} ones, begins with {@code id} and a separator. A
     * separator other than {@code |} must be followed by two characters that can delimit: a text line may begin with
     * {@code MSH-10}.
     */
    static boolean begins(byte[] bytes, int at, int length, String id) {
        for (int i = 0; i < 3; i++) {
            if (i >= length || bytes[at + i] != (byte) id.charAt(i)) {
                return false;
            }
        }
        if (length == 3) {
            return id.endsWith("TS"); // a trailer may be bare
        } else if (bytes[at + 3] == '|') {
            return true;
        } else if (!delimits(bytes[at + 3])) {
            return false;
        } else if (id.endsWith("TS")) {
            return true;
        }
        return length >= DECIDED
                && delimits(bytes[at + 4])
                && delimits(bytes[at + 5])
                && bytes[at + 3] != bytes[at + 4]
                && bytes[at + 3] != bytes[at + 5]
                && bytes[at + 4] != bytes[at + 5];
    }

    static Optional<Kind> envelope(byte[] bytes, int at, int length) {
        for (Kind kind : Kind.values()) {
            if (begins(bytes, at, length, kind.name())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** FHS-1 and FHS-2, or BHS-1 and BHS-2. */
    static Delimiters delimiters(byte[] header) {
        char separator = (char) (header[3] & 0xFF);
        return Delimiters.of(separator, field(header, true, separator, 2));
    }

    static String field(byte[] segment, boolean header, char separator, int n) {
        int end = segment.length;
        while (end > 0 && (segment[end - 1] == '\r' || segment[end - 1] == '\n')) {
            end--;
        }
        if (header && n == 1) {
            return end > 3 ? String.valueOf(separator) : "";
        }
        int separatorsBefore = header ? n - 1 : n;
        int at = Math.min(3, end);
        for (int i = 0; i < separatorsBefore; i++) {
            at = i == 0 ? at : indexOf(segment, separator, at, end);
            if (at >= end || segment[at] != (byte) separator) {
                return "";
            }
            at++;
        }
        return new String(segment, at, indexOf(segment, separator, at, end) - at, ISO_8859_1);
    }

    private static int indexOf(byte[] bytes, char separator, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != (byte) separator) {
            at++;
        }
        return at;
    }

    private static boolean delimits(byte b) {
        boolean alphanumeric = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
        return b > ' ' && b != 0x7F && !alphanumeric;
    }
}
