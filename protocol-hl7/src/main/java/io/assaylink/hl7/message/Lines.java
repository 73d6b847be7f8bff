// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import io.assaylink.hl7.encoding.CharacterScan;
import java.util.Arrays;

/**
 * Where segments begin and end (HL7 v2 chapter 2.5.2 and its deviations). CR and LF are never part of a wider character, so
 * this needs no charset.
 */
final class Lines {

    private Lines() {}

    /** Where the terminator of the line stands, or the end of the message. */
    static int stop(byte[] bytes, int from, byte terminator) {
        return CharacterScan.SINGLE.find(bytes, from, bytes.length, (char) terminator);
    }

    /** The end of a line without the line ends before its terminator: some senders write LF CR, or CR LF. */
    static int end(byte[] bytes, int start, int stop) {
        int end = stop;
        while (end > start && Preamble.isLineEnd(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    /** The start of the segment at or after {@code from}: line ends and blank lines are skipped. */
    static int next(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && Preamble.isLineEnd(bytes[at])) {
            at++;
        }
        return at;
    }

    /**
     * The start of the segment after the one at {@code start}; the size of the message after the last. Nothing is joined to
     * a header, which is read alone.
     */
    static int following(Preamble message, int start) {
        byte[] bytes = message.bytes();
        int next = next(bytes, stop(bytes, start, message.terminator()));
        boolean joins = message.profile().joinBrokenLines() && !(message.header() && start == message.start());
        while (joins && next < bytes.length && !hasId(message, next)) {
            next = next(bytes, stop(bytes, next, message.terminator()));
        }
        return next;
    }

    /** The start of every segment. Takes four bytes a segment; with the end of the message it gives their ends too. */
    static int[] starts(Preamble message) {
        int[] found = new int[32];
        int count = 0;
        int size = message.bytes().length;
        for (int start = message.start(); start < size; start = following(message, start)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = start;
        }
        return Arrays.copyOf(found, count);
    }

    /** Whether an identifier stands at {@code start}: a capital, two capitals or digits, then a separator or nothing. */
    static boolean hasId(Preamble message, int start) {
        byte[] bytes = message.bytes();
        if (bytes.length - start < 3
                || !isLetter(bytes[start])
                || !isLetterOrDigit(bytes[start + 1])
                || !isLetterOrDigit(bytes[start + 2])) {
            return false;
        }
        return bytes.length - start == 3
                || bytes[start + 3] == (byte) message.delimiters().field()
                || Preamble.isLineEnd(bytes[start + 3]);
    }

    /** Whether the segment at {@code start} has this identifier. */
    static boolean is(Preamble message, int start, String id) {
        byte[] bytes = message.bytes();
        return id.length() == 3
                && bytes.length - start >= 3
                && bytes[start] == (byte) id.charAt(0)
                && bytes[start + 1] == (byte) id.charAt(1)
                && bytes[start + 2] == (byte) id.charAt(2)
                && hasId(message, start);
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean isLetterOrDigit(byte b) {
        return isLetter(b) || (b >= '0' && b <= '9');
    }
}
