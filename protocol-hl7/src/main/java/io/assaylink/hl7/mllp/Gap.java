// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.util.function.Consumer;

/** The bytes since the last frame that no frame holds: counted, not kept. */
final class Gap {

    private long start; // offset of the first byte; meaningful while length > 0
    private long length;
    private long garbage; // bytes other than CR, LF, NUL and space

    void add(long at) {
        start = length == 0 ? at : start;
        length++;
    }

    void add(long at, byte b) {
        add(at);
        garbage += b == '\r' || b == '\n' || b == 0 || b == ' ' ? 0 : 1;
    }

    boolean isBlank() {
        return garbage == 0;
    }

    long garbage() {
        return garbage;
    }

    long length() {
        return length;
    }

    /** A frame begins, or the stream has ended. */
    void end(Consumer<MllpEvent> out) {
        if (length > 0) {
            Skipped skipped = new Skipped(start, length);
            length = 0;
            garbage = 0;
            out.accept(skipped);
        }
    }
}
