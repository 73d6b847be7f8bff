// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one side of an E1381 link sent, cut where it waited for an answer: after each ENQ and after each frame. Bytes that
 * belong to neither go with the turn after them, so that all turns together are the capture again.
 */
final class AstmCapture {
    private static final byte STX = 0x02;
    private static final byte ETX = 0x03;
    private static final byte EOT = 0x04;
    private static final byte ENQ = 0x05;
    private static final byte ETB = 0x17;
    private static final byte CR = 0x0D;
    private static final byte LF = 0x0A;

    /** What a turn ends with. */
    enum Kind {
        ENQ,
        FRAME,
        EOT,
        /** The capture ended in the middle of something. */
        REST
    }

    /**
     * One turn.
     *
     * @param bytes as captured
     * @param number of a frame, -1 where there is none
     * @param text of a frame, empty elsewhere
     * @param sound a frame whose checksum is right
     */
    record Turn(Kind kind, byte[] bytes, int number, byte[] text, boolean sound) {
        @Override
        public String toString() {
            return "Turn[" + kind + ", number=" + number + ", bytes=" + bytes.length + "]";
        }
    }

    private final byte[] bytes;
    private final List<Turn> turns = new ArrayList<>();
    private int from;

    private AstmCapture(byte[] bytes) {
        this.bytes = bytes;
    }

    /** True where the bytes hold link control characters and not bare records. */
    static boolean isFramed(byte[] bytes) {
        for (byte b : bytes) {
            if (b == STX || b == ENQ) {
                return true;
            }
        }
        return false;
    }

    static List<Turn> turns(byte[] bytes) {
        AstmCapture capture = new AstmCapture(bytes);
        capture.cut();
        return capture.turns;
    }

    private void cut() {
        int at = 0;
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b == ENQ || b == EOT) {
                at++;
                end(b == ENQ ? Kind.ENQ : Kind.EOT, at, -1, new byte[0], false);
            } else if (b == STX) {
                at = frame(at);
            } else {
                at++;
            }
        }
        if (from < bytes.length) {
            end(Kind.REST, bytes.length, -1, new byte[0], false);
        }
    }

    /** The frame whose STX is at {@code start}; returns where the next turn begins. */
    private int frame(int start) {
        int at = start + 1;
        while (at < bytes.length && bytes[at] != ETX && bytes[at] != ETB) {
            if (bytes[at] == STX || bytes[at] == ENQ || bytes[at] == EOT) {
                return at; // cut off: the sender began anew
            }
            at++;
        }
        if (at == bytes.length) {
            return at;
        }
        int sum = 0;
        for (int i = start + 1; i <= at; i++) {
            sum += bytes[i] & 0xFF;
        }
        int end = at + 1;
        while (end < bytes.length && bytes[end] != CR && bytes[end] != LF && bytes[end] >= 0x20 && end < at + 3) {
            end++;
        }
        boolean sound = end == at + 3
                && Character.digit(bytes[at + 1], 16) * 16 + Character.digit(bytes[at + 2], 16) == (sum & 0xFF);
        if (end < bytes.length && bytes[end] == CR) {
            end++;
        }
        if (end < bytes.length && bytes[end] == LF) {
            end++;
        }
        int number = at > start + 1 ? Character.digit(bytes[start + 1], 8) : -1;
        end(Kind.FRAME, end, number, Arrays.copyOfRange(bytes, Math.min(start + 2, at), at), sound);
        return end;
    }

    private void end(Kind kind, int to, int number, byte[] text, boolean sound) {
        turns.add(new Turn(kind, Arrays.copyOfRange(bytes, from, to), number, text, sound));
        from = to;
    }
}
