// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The segments of a message by their starts; each is made when asked for. */
final class Segments extends AbstractList<Segment> implements RandomAccess {

    private final Preamble message;
    private final int[] starts;

    Segments(Preamble message, int[] starts) {
        this.message = message;
        this.starts = starts;
    }

    @Override
    public Segment get(int index) {
        int start = starts[index];
        byte[] bytes = message.bytes();
        int next = index + 1 < starts.length ? starts[index + 1] : bytes.length;
        return new Segment(message, index, start, Lines.end(bytes, start, next));
    }

    @Override
    public int size() {
        return starts.length;
    }

    /** Never the text. */
    @Override
    public String toString() {
        return "[" + starts.length + " segments]";
    }
}
