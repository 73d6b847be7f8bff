// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The bytes since the last frame that no frame holds: counted, not kept. Those in front of the first frame may be of another
 * protocol; until that is known nothing is reported.
 */
final class Gap {

    /** Whether the profile tolerates {@code code}, seen at {@code at}; raises its event. */
    interface Check {
        boolean tolerates(long at, MllpCode code);
    }

    private static final long NONE = -1;

    private final int limit; // of garbage
    private final ForeignProtocol foreign = new ForeignProtocol();
    private long start; // offset of the first byte; meaningful while length > 0
    private long length;
    private long garbage; // bytes other than blanks and the ends of a doubled frame
    private boolean trusted = true; // nothing was lost in front of this gap
    private long endAgain = NONE; // where FS would end the last frame a second time
    private long doubled = NONE; // where it did
    private long newBlanks = NONE; // the first bytes of each kind, until they are reported
    private long newDoubled = NONE;
    private long newGarbage = NONE;
    private boolean blanks; // there are some before any garbage, reported or not

    Gap(int limit) {
        this.limit = limit;
    }

    private static boolean isBlank(byte b) {
        return b == '\r' || b == '\n' || b == 0 || b == ' ';
    }

    /** Counts bytes whose content does not matter any more. */
    void add(long at, long count) {
        start = length == 0 ? at : start;
        length += count;
    }

    /** One byte between frames; false if it, or what it completes, ends the connection. */
    boolean add(long at, byte b, Check check) {
        count(at, b);
        if (foreign.isUndecided()) {
            Optional<MllpCode> protocol = foreign.next(b);
            if (protocol.isPresent()) {
                return check.tolerates(at + 1 - foreign.length(), protocol.get());
            }
        }
        if (garbage > limit) {
            return check.tolerates(at, MllpCode.UNFRAMED_LIMIT);
        }
        return foreign.isUndecided() || report(check);
    }

    private void count(long at, byte b) {
        add(at, 1);
        if (at == endAgain && b == MllpEncoder.FS) {
            doubled = at;
            newDoubled = at;
        } else if (doubled != NONE && at == doubled + 1 && (b == '\r' || b == '\n')) {
            endAgain = at + 1;
        } else if (!isBlank(b)) {
            newGarbage = garbage > 0 ? newGarbage : at;
            garbage++;
        } else if (garbage == 0 && !blanks) {
            newBlanks = at;
            blanks = true;
        }
    }

    /** A frame ended in order in front of this offset. */
    void frameEnded(long next) {
        endAgain = next;
    }

    /** What comes now may be the rest of a frame that was given up: no header without VT is believed. */
    void distrust() {
        trusted = false;
    }

    /** Whether a header may begin a message here, without VT. */
    boolean mayStart() {
        return garbage == 0 && trusted;
    }

    long length() {
        return length;
    }

    /**
     * No other protocol begins here: reports each kind of bytes once for a gap, a doubled end each time. False if one of them
     * is not tolerated.
     */
    boolean report(Check check) {
        foreign.decide();
        boolean goOn = newBlanks == NONE || check.tolerates(newBlanks, MllpCode.UNFRAMED_BLANKS);
        goOn &= newDoubled == NONE || check.tolerates(newDoubled, MllpCode.DOUBLE_FRAMING);
        goOn &= newGarbage == NONE || check.tolerates(newGarbage, MllpCode.UNFRAMED_DATA);
        told();
        return goOn;
    }

    /** A frame begins, or the stream has ended. */
    void end(Consumer<MllpEvent> out) {
        foreign.decide();
        if (length == 0 && trusted) {
            return;
        }
        long count = length;
        length = 0;
        garbage = 0;
        trusted = true;
        blanks = false;
        doubled = NONE;
        told();
        if (count > 0) {
            out.accept(new Skipped(start, count));
        }
    }

    private void told() {
        newBlanks = NONE;
        newDoubled = NONE;
        newGarbage = NONE;
    }
}
