// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Control.ACK;
import static io.assaylink.astm.frame.Control.ENQ;
import static io.assaylink.astm.frame.Control.EOT;
import static io.assaylink.astm.frame.Control.NAK;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.FrameSink;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.record.AstmMessage;
import java.util.Optional;

/**
 * The receiver machine of E1381 6.5.
 *
 * <pre>
 *   NEUTRAL ─ENQ / ACK─▶ BETWEEN ─good frame / ACK─▶ BETWEEN ─EOT, silence─▶ NEUTRAL
 *                           │ frame that ends a message / Delivered, nothing sent
 *                           ▼
 *                        HOLDING ─accept / ACK ─ refuse, 10 s / NAK─▶ BETWEEN
 * </pre>
 */
final class Receiver implements FrameSink {

    private enum State {
        NEUTRAL,
        BETWEEN,
        HOLDING
    }

    private final Turn turn;
    private final LinkProfile profile;
    private final LinkTimers timers;
    private final Assembler assembler = new Assembler();
    private final Holds holds = new Holds();

    private State state = State.NEUTRAL;
    private boolean busy;
    private boolean sessionEnded;

    private boolean anyAccepted;
    /** The last accepted frame: the next must bear the number after its. */
    private KeptFrame last = new KeptFrame();
    /** The frame whose answer is open: it becomes the last one when it is acknowledged. */
    private KeptFrame open = new KeptFrame();

    private Holds.Late held = new Holds.Late(AstmMessage.of(new byte[0]), new Hold(0));

    private long messageOffset;
    private long receiveDeadline = Long.MAX_VALUE;
    private long holdDeadline = Long.MAX_VALUE;

    Receiver(Turn turn, LinkProfile profile, LinkTimers timers) {
        this.turn = turn;
        this.profile = profile;
        this.timers = timers;
    }

    boolean neutral() {
        return state == State.NEUTRAL;
    }

    /** Whether unframed records may begin: nothing framed is in progress. */
    boolean readyForUnframed() {
        return state != State.HOLDING && assembler.isEmpty();
    }

    LinkState linkState() {
        return switch (state) {
            case NEUTRAL -> LinkState.NEUTRAL;
            case BETWEEN -> LinkState.RECEIVING;
            case HOLDING -> LinkState.HOLDING;
        };
    }

    void setBusy(boolean busyNow) {
        busy = busyNow;
    }

    /** True once after each end of a session. */
    boolean takeSessionEnded() {
        boolean ended = sessionEnded;
        sessionEnded = false;
        return ended;
    }

    Holds holds() {
        return holds;
    }

    @Override
    public void signal(byte code, long offset) {
        switch (code) {
            case ENQ -> enquiry(offset);
            case EOT -> {
                if (state != State.NEUTRAL) {
                    deliverWithoutTerminator();
                    endSession(Cause.SESSION_ENDED, offset);
                }
            }
            default -> turn.emit(new LinkEvent.Noise(offset, 1));
        }
    }

    private void enquiry(long offset) {
        if (state != State.NEUTRAL) {
            endSession(Cause.SESSION_RESTARTED, offset);
        }
        if (busy) {
            turn.answer(NAK);
            turn.emit(new LinkEvent.EnquiryRefused(offset));
        } else {
            turn.answer(ACK);
            startSession(offset);
        }
    }

    private void startSession(long offset) {
        state = State.BETWEEN;
        last.clear();
        open.clear();
        anyAccepted = false;
        sessionEnded = false;
        awaitFrame();
        turn.emit(new LinkEvent.SessionStarted(offset));
    }

    private void endSession(Cause cause, long offset) {
        boolean holding = state == State.HOLDING;
        state = State.NEUTRAL;
        sessionEnded = true;
        last.clear();
        open.clear();
        receiveDeadline = Long.MAX_VALUE;
        holdDeadline = Long.MAX_VALUE;
        if (holding) {
            holds.remember(held); // delivered, and its sender never heard so
            assembler.clear();
        }
        reportIncomplete(cause);
        turn.emit(new LinkEvent.SessionEnded(offset));
    }

    private void reportIncomplete(Cause cause) {
        if (!assembler.isEmpty()) {
            byte[] bytes = assembler.toBytes();
            assembler.clear();
            turn.emit(new Incomplete(bytes, cause, messageOffset));
        }
    }

    private void deliverWithoutTerminator() {
        if (state == State.BETWEEN && !assembler.isEmpty() && profile.allows(Tolerance.TERMINATOR_ABSENT)) {
            AstmMessage message = AstmMessage.of(assembler.toBytes(), profile.charset());
            assembler.clear();
            turn.emit(new LinkEvent.Tolerated(Tolerance.TERMINATOR_ABSENT, messageOffset));
            turn.emit(new LinkEvent.Delivered(message, holds.next(), messageOffset));
        }
    }

    @Override
    public void frame(int number, boolean etx, byte[] text, int length, long offset, long size) {
        if (state == State.NEUTRAL) {
            if (!profile.allows(Tolerance.SESSION_WITHOUT_ENQ)) {
                ignore(FrameFault.NO_SESSION, offset, size);
                return;
            }
            turn.emit(new LinkEvent.Tolerated(Tolerance.SESSION_WITHOUT_ENQ, offset));
            startSession(offset);
        }
        if (state == State.HOLDING) {
            ignore(FrameFault.FRAME_NOT_AWAITED, offset, size);
        } else if (isRepeat(number, etx, text, length)) {
            turn.answer(ACK);
            awaitFrame();
            turn.emit(new LinkEvent.Repeat(number, offset));
        } else if (isInOrder(number, offset)) {
            take(number, etx, text, length, offset, size);
        } else {
            boolean conflict = anyAccepted && number == last.number();
            int expected = (last.number() + 1) & 7;
            refuse(conflict ? FrameFault.DUPLICATE_DIFFERS : FrameFault.FRAME_NUMBER, offset, expected, number, size);
        }
    }

    private boolean isRepeat(int number, boolean etx, byte[] text, int length) {
        return anyAccepted && (number == last.number() || number < 0) && last.sameContent(etx, text, length);
    }

    private boolean isInOrder(int number, long offset) {
        if (number < 0 || number == ((last.number() + 1) & 7)) {
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

    private void take(int number, boolean etx, byte[] text, int length, long offset, long size) {
        if ((long) assembler.size() + length > profile.messageLimit()) {
            refuse(FrameFault.MESSAGE_TOO_LONG, offset, profile.messageLimit(), assembler.size() + length, size);
            return;
        }
        if (assembler.isEmpty()) {
            messageOffset = offset;
        }
        Assembler.Outcome outcome = assembler.stage(text, 0, length);
        if (outcome == Assembler.Outcome.OVERRUN) {
            assembler.rollBack();
            refuse(FrameFault.TEXT_AFTER_TERMINATOR, offset, -1, -1, size);
            return;
        }
        if (assembler.headerAt() > 0) {
            Incomplete before = new Incomplete(assembler.takeBeforeHeader(), Cause.HEADER_AGAIN, messageOffset);
            messageOffset = offset;
            turn.emit(before);
        }
        if (etx && assembler.lineIsOpen() && profile.allows(Tolerance.CR_BEFORE_ETX_ABSENT)) {
            turn.emit(new LinkEvent.Tolerated(Tolerance.CR_BEFORE_ETX_ABSENT, offset));
            outcome = assembler.stage(new byte[] {'\r'}, 0, 1);
        }
        open.set(number < 0 ? last.number() : number, etx, text, length);
        if (outcome == Assembler.Outcome.MORE) {
            commit(false);
        } else {
            hold();
        }
    }

    private void commit(boolean messageEnds) {
        KeptFrame free = last;
        last = open;
        open = free;
        anyAccepted = true;
        if (messageEnds) {
            assembler.clear();
        } else {
            assembler.commit();
        }
        turn.answer(ACK);
        awaitFrame();
    }

    private void hold() {
        AstmMessage message = AstmMessage.of(assembler.toBytes(), profile.charset());
        Optional<Holds.Late> same = holds.takeSame(message);
        state = State.HOLDING;
        receiveDeadline = Long.MAX_VALUE;
        holdDeadline = turn.now() + timers.hold().toNanos();
        if (same.isPresent()) {
            held = same.get();
            if (held.accepted) {
                answerHold(true);
            }
            turn.emit(new LinkEvent.MessageRepeated(held.hold, messageOffset));
        } else {
            held = new Holds.Late(message, holds.next());
            turn.emit(new LinkEvent.Delivered(message, held.hold, messageOffset));
        }
    }

    /** Whether this hold is the one whose acknowledgement the peer waits for. */
    boolean holds(Hold hold) {
        return state == State.HOLDING && held.hold.equals(hold);
    }

    void answerHold(boolean accepted) {
        state = State.BETWEEN;
        holdDeadline = Long.MAX_VALUE;
        if (accepted) {
            commit(true);
        } else {
            assembler.rollBack();
            turn.answer(NAK);
            awaitFrame();
        }
    }

    @Override
    public void fault(FrameFault code, long offset, int expected, int found) {
        turn.emit(new LinkEvent.FrameRefused(code, offset, expected, found));
    }

    @Override
    public void dropped(long offset, long size, boolean ended) {
        if (ended && state == State.BETWEEN) {
            turn.answer(NAK);
            awaitFrame();
        }
        turn.emit(new LinkEvent.FrameDropped(offset, size));
    }

    private void refuse(FrameFault code, long offset, int expected, int found, long size) {
        turn.answer(NAK);
        awaitFrame();
        turn.emit(new LinkEvent.FrameRefused(code, offset, expected, found));
        turn.emit(new LinkEvent.FrameDropped(offset, size));
    }

    /** Nothing may be sent: no answer is owed. */
    private void ignore(FrameFault code, long offset, long size) {
        turn.emit(new LinkEvent.FrameRefused(code, offset, -1, -1));
        turn.emit(new LinkEvent.FrameDropped(offset, size));
    }

    @Override
    public void noise(long offset, long count) {
        turn.emit(new LinkEvent.Noise(offset, count));
    }

    @Override
    public void tolerated(Tolerance used, long offset) {
        turn.emit(new LinkEvent.Tolerated(used, offset));
    }

    private void awaitFrame() {
        receiveDeadline = turn.now() + timers.receive().toNanos();
    }

    /** A byte of a frame came: the peer is alive. */
    void progress() {
        if (state == State.BETWEEN) {
            awaitFrame();
        }
    }

    long deadline() {
        return Math.min(receiveDeadline, holdDeadline);
    }

    boolean overdue() {
        return state == State.BETWEEN && turn.now() >= receiveDeadline;
    }

    void tick(long offset) {
        if (state == State.HOLDING && turn.now() >= holdDeadline) {
            holds.remember(held);
            Hold expired = held.hold;
            answerHold(false);
            turn.emit(new LinkEvent.HoldExpired(expired));
        } else if (overdue()) {
            timeOut(offset);
        }
    }

    /** Silence inside a session: neutral without a byte. */
    void timeOut(long offset) {
        if (state == State.BETWEEN) {
            turn.emit(new LinkEvent.ReceiverTimeout(LinkState.RECEIVING, offset));
            endSession(Cause.RECEIVER_TIMEOUT, offset);
        }
    }

    void closed(long offset) {
        if (state != State.NEUTRAL) {
            endSession(Cause.LINK_CLOSED, offset);
        }
    }
}
