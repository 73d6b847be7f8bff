// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;

/** The frame numbers of one session: E1381 6.3.1.3 and 6.5.1.2. */
final class FrameSequence {

    private final Turn turn;
    private final LinkProfile profile;

    private boolean anyAccepted;
    /** The last accepted frame: the next must bear the number after its. */
    private KeptFrame last = new KeptFrame();
    /** The frame whose answer is open: it becomes the last one when it is acknowledged. */
    private KeptFrame open = new KeptFrame();

    FrameSequence(Turn turn, LinkProfile profile) {
        this.turn = turn;
        this.profile = profile;
    }

    /** Before the first frame of a session. */
    void clear() {
        last.clear();
        open.clear();
        anyAccepted = false;
    }

    /** Whether this is the last accepted frame again. -1: frames bear no number. */
    boolean isRepeat(int number, boolean etx, byte[] text, int length) {
        return anyAccepted && (number == last.number() || number < 0) && last.sameContent(etx, text, length);
    }

    /** Whether a frame of this number may come now; tells of the switch that was needed. */
    boolean isInOrder(int number, long offset) {
        if (number < 0 || number == expected()) {
            return true;
        }
        Tolerance needed;
        if (anyAccepted && number == last.number()) {
            turn.emit(new LinkEvent.NumberConflict(number, offset));
            needed = Tolerance.NUMBER_REUSED;
        } else if (!anyAccepted && number == 0) {
            needed = Tolerance.NUMBER_FROM_ZERO;
        } else if (last.number() == 7 && number == 1) {
            needed = Tolerance.NUMBER_SKIPS_ZERO;
        } else {
            return false;
        }
        if (profile.allows(needed)) {
            turn.emit(new LinkEvent.Tolerated(needed, offset));
            return true;
        }
        return false;
    }

    int expected() {
        return (last.number() + 1) & 7;
    }

    /** What is wrong with a number that is not in order. */
    FrameFault fault(int number) {
        return anyAccepted && number == last.number() ? FrameFault.DUPLICATE_DIFFERS : FrameFault.FRAME_NUMBER;
    }

    /** Keeps the frame whose answer is now open. */
    void open(int number, boolean etx, byte[] text, int length) {
        open.set(number < 0 ? last.number() : number, etx, text, length);
    }

    /** The open frame is acknowledged. */
    void accept() {
        KeptFrame free = last;
        last = open;
        open = free;
        anyAccepted = true;
    }
}
