// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

/** Recognises MSH, FHS and BHS, the only ways a message may begin. */
final class HeaderStart {

    /** {@code MSH|^~\&}: nothing shorter is a message. */
    private static final int SHORTEST_MESSAGE = 8;

    private HeaderStart() {}

    /** Whether {@code b} is the next letter of MSH, FHS or BHS, of which up to two end the content, the first at {@code from}. */
    static boolean continues(Content content, int from, byte b) {
        int count = content.length() - from;
        return follows(count == 0 ? b : content.at(from), count, b);
    }

    /** Whether content begins with a header, after a byte order mark and line ends at most. */
    static boolean stands(Content content) {
        int length = content.length();
        int from = length > 3 && content.at(0) == (byte) 0xEF ? 3 : 0;
        while (from < length && (content.at(from) == '\r' || content.at(from) == '\n')) {
            from++;
        }
        if (length - from < SHORTEST_MESSAGE) {
            return false;
        }
        byte first = content.at(from);
        return follows(first, 0, first)
                && follows(first, 1, content.at(from + 1))
                && follows(first, 2, content.at(from + 2));
    }

    private static boolean follows(byte first, int count, byte b) {
        return switch (count) {
            case 0 -> b == 'M' || b == 'F' || b == 'B';
            case 1 -> b == (first == 'M' ? 'S' : 'H');
            default -> b == (first == 'M' ? 'H' : 'S');
        };
    }
}
