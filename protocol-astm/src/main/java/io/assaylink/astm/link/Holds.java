// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.record.AstmMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The messages that were handed out and whose positive answer was never written: the repeat of one is recognised and not
 * delivered twice. Bounded: the oldest is forgotten.
 */
final class Holds {

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

    private final Deque<Late> late = new ArrayDeque<>();
    private long ids;

    Hold next() {
        return new Hold(++ids);
    }

    void remember(Late unanswered) {
        if (late.size() == REMEMBERED) {
            late.removeFirst();
        }
        late.addLast(unanswered);
    }

    /** The same message, if its answer was never written. It is remembered no more. */
    Optional<Late> takeSame(AstmMessage message) {
        Iterator<Late> all = late.iterator();
        while (all.hasNext()) {
            Late one = all.next();
            if (one.message.equals(message)) {
                all.remove();
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    void accepted(Hold hold) {
        for (Late one : late) {
            one.accepted |= one.hold.equals(hold);
        }
    }

    void refused(Hold hold) {
        late.removeIf(one -> one.hold.equals(hold));
    }
}
