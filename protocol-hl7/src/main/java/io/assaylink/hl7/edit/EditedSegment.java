// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.Delimiters;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** One segment under the editor: a slice of the message it came from, or bytes of its own; and what ends it. */
final class EditedSegment {

    private final byte[] source;
    private final int from;
    private final int to;
    private byte[] end; // terminator and blank lines after it; only the last segment may have none

    EditedSegment(byte[] source, int from, int to, int next) {
        this(source, from, to, Arrays.copyOfRange(source, to, next));
    }

    private EditedSegment(byte[] source, int from, int to, byte[] end) {
        this.source = source;
        this.from = from;
        this.to = to;
        this.end = end;
    }

    static EditedSegment of(byte[] bytes, byte[] terminator) {
        return new EditedSegment(bytes, 0, bytes.length, terminator);
    }

    byte[] bytes() {
        return Arrays.copyOfRange(source, from, to);
    }

    EditedSegment with(byte[] bytes) {
        return new EditedSegment(bytes, 0, bytes.length, end);
    }

    boolean is(String id, Delimiters delimiters) {
        return to - from >= 3
                && source[from] == (byte) id.charAt(0)
                && source[from + 1] == (byte) id.charAt(1)
                && source[from + 2] == (byte) id.charAt(2)
                && (to - from == 3
                        || source[from + 3] == (byte) delimiters.field()
                        || source[from + 3] == '\r'
                        || source[from + 3] == '\n'); // with lines joined to it
    }

    /** One line end as the sender writes them; CR where there is none. */
    byte[] terminator() {
        if (end.length == 0) {
            return new byte[] {'\r'};
        }
        boolean pair = end.length > 1 && end[0] == '\r' && end[1] == '\n';
        return Arrays.copyOf(end, pair ? 2 : 1);
    }

    void terminate(byte[] terminator) {
        if (end.length == 0) {
            end = terminator;
        }
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(source, from, to - from);
        out.writeBytes(end);
    }
}
