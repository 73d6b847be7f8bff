// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells what a peer speaks by its first bytes, cut anywhere: the answer to a prefix is {@link Answer#MORE} or final.
 *
 * <p>Line ends, blanks and NUL before the first byte that says something are passed over; they belong to no message.
 */
public final class ProtocolDetector {
    /** Bytes looked at, at most. */
    public static final int LIMIT = 64;

    private static final byte STX = 0x02;
    private static final byte EOT = 0x04;
    private static final byte ENQ = 0x05;
    private static final byte VT = 0x0B;
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final byte TLS_ALERT = 0x15;
    private static final String[] HL7_STARTS = {"MSH", "FHS", "BHS"};
    private static final String[] HTTP_STARTS = {
        "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "PATCH ", "TRACE ", "HTTP/"
    };

    private ProtocolDetector() {}

    /** What the bytes are. */
    public enum Answer {
        /** Too few of them to say. */
        MORE,
        ASTM,
        HL7,
        /** A browser, a health check, or a load balancer. */
        FOREIGN_HTTP,
        /** A ClientHello: the peer wants TLS and this port has none. */
        FOREIGN_TLS,
        FOREIGN_XML,
        FOREIGN_JSON,
        /** Nothing that an instrument begins with. */
        FOREIGN_UNKNOWN;

        /** Whether the connection is of no use here. */
        public boolean isForeign() {
            return this != MORE && this != ASTM && this != HL7;
        }
    }

    /** Answers for the first {@code length} bytes of a connection. */
    public static Answer detect(byte[] bytes, int length) {
        int from = 0;
        while (from < length && isFiller(bytes[from])) {
            from++;
        }
        if (from == length) {
            return length >= LIMIT ? Answer.FOREIGN_UNKNOWN : Answer.MORE;
        }
        return switch (bytes[from]) {
            case STX, EOT, ENQ -> Answer.ASTM;
            case VT -> Answer.HL7;
            case '<' -> Answer.FOREIGN_XML;
            case '{', '[' -> Answer.FOREIGN_JSON;
            case TLS_HANDSHAKE -> second(bytes, from, length);
            default -> word(new String(bytes, from, length - from, StandardCharsets.ISO_8859_1));
        };
    }

    /** Whether a connection begins with a ClientHello, or with an alert of a peer that got none: RFC 8446, 4.1.2 and 6. */
    static boolean isTls(ByteBuffer bytes) {
        int at = bytes.position();
        if (bytes.remaining() < 5 || bytes.get(at + 1) != 3) {
            return false;
        }
        boolean hello = bytes.get(at) == TLS_HANDSHAKE;
        boolean alert = bytes.get(at) == TLS_ALERT && bytes.get(at + 3) == 0 && bytes.get(at + 4) == 2;
        return hello || alert;
    }

    /** RFC 8446, section 5.1: the record's version is 3.x. */
    private static Answer second(byte[] bytes, int from, int length) {
        if (length == from + 1) {
            return Answer.MORE;
        }
        return bytes[from + 1] == 3 ? Answer.FOREIGN_TLS : Answer.FOREIGN_UNKNOWN;
    }

    private static Answer word(String text) {
        if (text.charAt(0) == 'H' && text.length() > 1 && !Character.isLetterOrDigit(text.charAt(1))) {
            return Answer.ASTM; // a header record: its second character is the field delimiter
        }
        if (text.equals("H")) {
            return Answer.MORE;
        }
        Answer answer = oneOf(text, HL7_STARTS, Answer.HL7);
        return answer == Answer.FOREIGN_UNKNOWN ? oneOf(text, HTTP_STARTS, Answer.FOREIGN_HTTP) : answer;
    }

    private static Answer oneOf(String text, String[] starts, Answer answer) {
        for (String start : starts) {
            if (text.startsWith(start)) {
                return answer;
            }
            if (start.startsWith(text)) {
                return Answer.MORE;
            }
        }
        return Answer.FOREIGN_UNKNOWN;
    }

    private static boolean isFiller(byte b) {
        return b == '\r' || b == '\n' || b == ' ' || b == 0;
    }
}
