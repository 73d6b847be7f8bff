// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

/** Recognises MSH, FHS and BHS, the only ways a message may begin. */
final class HeaderStart {

    /** {@code MSH|^~\&}: nothing shorter is a message. */
    private static final int SHORTEST_MESSAGE = 8;

    private HeaderStart() {}

    /** Whether {@code b} is the next byte of MSH, FHS or BHS, of which {@code length} bytes are there, up to two. */
    static boolean continues(byte[] content, int length, byte b) {
        return switch (length) {
            case 0 -> b == 'M' || b == 'F' || b == 'B';
            case 1 -> b == (content[0] == 'M' ? 'S' : 'H');
            default -> b == (content[0] == 'M' ? 'H' : 'S');
        };
    }

    /** Whether content begins with a header, after a byte order mark and line ends at most. */
    static boolean stands(byte[] content, int length) {
        int from = length > 3 && content[0] == (byte) 0xEF ? 3 : 0;
        while (from < length && (content[from] == '\r' || content[from] == '\n')) {
            from++;
        }
        if (length - from < SHORTEST_MESSAGE) {
            return false;
        }
        byte first = content[from];
        return first == 'M'
                ? content[from + 1] == 'S' && content[from + 2] == 'H'
                : (first == 'F' || first == 'B') && content[from + 1] == 'H' && content[from + 2] == 'S';
    }
}
