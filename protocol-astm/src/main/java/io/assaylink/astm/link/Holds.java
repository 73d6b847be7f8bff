// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.record.AstmMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The messages that were handed out and whose positive answer was never written: the repeat of one is recognised and not
 * delivered twice. Bounded: those of the oldest frame are forgotten.
 */
final class Holds {

    /** Frames; all but those of packed senders end one message at most. */
    private static final int REMEMBERED = 4;

    static final class Late {
        final AstmMessage message;
        final Hold hold;
        boolean accepted;

        Late(AstmMessage message, Hold hold) {
            this.message = message;
            this.hold = hold;
        }
    }

    /** Of the frame whose answer is open, without the message that is held. */
    private List<Late> open = new ArrayList<>(1);

    private final Deque<List<Late>> frames = new ArrayDeque<>();
    private long ids;

    Hold next() {
        return new Hold(++ids);
    }

    /** Keeps a message of the open frame until {@link #answered} or {@link #remember}. */
    void keep(Late delivered) {
        open.add(delivered);
    }

    /** The open frame was acknowledged: a message like one of its own is a new one. */
    void answered() {
        open.clear();
    }

    /** The open frame was not acknowledged: its messages will come again. */
    void remember() {
        if (!open.isEmpty()) {
            if (frames.size() == REMEMBERED) {
                frames.removeFirst();
            }
            frames.addLast(open);
            open = new ArrayList<>(1);
        }
    }

    /** The same message, if its answer was never written. It is remembered no more. */
    Optional<Late> takeSame(AstmMessage message) {
        for (List<Late> frame : frames) {
            for (int i = 0; i < frame.size(); i++) {
                if (frame.get(i).message.equals(message)) {
                    Late same = frame.remove(i);
                    forgetEmpty();
                    return Optional.of(same);
                }
            }
        }
        return Optional.empty();
    }

    void accepted(Hold hold) {
        for (List<Late> frame : frames) {
            for (Late one : frame) {
                one.accepted |= one.hold.equals(hold);
            }
        }
    }

    void refused(Hold hold) {
        for (List<Late> frame : frames) {
            frame.removeIf(one -> one.hold.equals(hold));
        }
        forgetEmpty();
    }

    private void forgetEmpty() {
        frames.removeIf(List::isEmpty);
    }
}
