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
 *                           ▲└─accept, and more of the frame follows─▶ NEXT_DUE ─┐
 *                           └────────────── tick / Delivered ────────────────────┘
 * </pre>
 */
final class Receiver implements FrameSink {

    private enum State {
        NEUTRAL,
        BETWEEN,
        HOLDING,
        /** A message was accepted, and its frame goes on behind it: {@link Tolerance#MESSAGES_SHARE_FRAME}. */
        NEXT_DUE
    }

    private final Turn turn;
    private final LinkProfile profile;
    private final LinkTimers timers;
    private final Assembler assembler = new Assembler();
    private final Holds holds = new Holds();
    private final FrameSequence sequence;

    private State state = State.NEUTRAL;
    private boolean busy;
    private boolean sessionEnded;
    /** The next frame that is accepted is answered EOT. */
    private boolean interrupting;

    private Holds.Late held = new Holds.Late(AstmMessage.of(new byte[0]), new Hold(0));
    /** Of the message in progress before the open frame. */
    private long messageOffset;

    private long frameOffset;
    private long frameSize;
    private long receiveDeadline = Long.MAX_VALUE;
    private long holdDeadline = Long.MAX_VALUE;

    Receiver(Turn turn, LinkProfile profile, LinkTimers timers) {
        this.turn = turn;
        this.profile = profile;
        this.timers = timers;
        this.sequence = new FrameSequence(turn, profile);
    }

    boolean neutral() {
        return state == State.NEUTRAL;
    }

    /** Whether unframed records may begin: nothing framed is in progress. */
    boolean readyForUnframed() {
        return !owesAnswer() && assembler.isEmpty();
    }

    int heldBytes() {
        return assembler.held();
    }

    LinkState linkState() {
        return switch (state) {
            case NEUTRAL -> LinkState.NEUTRAL;
            case BETWEEN -> LinkState.RECEIVING;
            case HOLDING, NEXT_DUE -> LinkState.HOLDING;
        };
    }

    /** A frame is not answered yet. */
    private boolean owesAnswer() {
        return state == State.HOLDING || state == State.NEXT_DUE;
    }

    void setBusy(boolean now) {
        busy = now;
    }

    boolean interrupt() {
        boolean asked = interrupting;
        interrupting = state != State.NEUTRAL;
        return interrupting && !asked;
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
        sequence.clear();
        sessionEnded = false;
        awaitFrame();
        turn.emit(new LinkEvent.SessionStarted(offset));
    }

    private void endSession(Cause cause, long offset) {
        if (state == State.HOLDING) {
            holds.keep(held); // delivered, and its sender never heard so
        }
        if (owesAnswer()) {
            holds.remember();
            assembler.clear();
        }
        state = State.NEUTRAL;
        interrupting = false;
        sessionEnded = true;
        sequence.clear();
        receiveDeadline = Long.MAX_VALUE;
        holdDeadline = Long.MAX_VALUE;
        if (!assembler.isEmpty()) {
            turn.emit(new Incomplete(assembler.take(), cause, messageOffset));
        }
        turn.emit(new LinkEvent.SessionEnded(offset));
    }

    private void deliverWithoutTerminator() {
        if (state == State.BETWEEN && !assembler.isEmpty() && profile.allows(Tolerance.TERMINATOR_ABSENT)) {
            AstmMessage message = AstmMessage.of(assembler.take(), profile.charset());
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
        if (owesAnswer()) {
            ignore(FrameFault.FRAME_NOT_AWAITED, offset, size); // no answer is owed
        } else if (sequence.isRepeat(number, etx, text, length)) {
            turn.answer(ACK);
            awaitFrame();
            turn.emit(new LinkEvent.Repeat(number, offset));
        } else if (sequence.isInOrder(number, offset)) {
            take(number, etx, text, length, offset, size);
        } else {
            refuse(sequence.fault(number), offset, sequence.expected(), number, size);
        }
    }

    private void take(int number, boolean etx, byte[] text, int length, long offset, long size) {
        if ((long) assembler.size() + length > profile.messageLimit()) {
            refuse(FrameFault.MESSAGE_TOO_LONG, offset, profile.messageLimit(), assembler.size() + length, size);
            return;
        }
        if (assembler.isEmpty()) {
            messageOffset = offset;
        }
        assembler.append(text, 0, length);
        if (etx && assembler.lineIsOpen() && profile.allows(Tolerance.CR_BEFORE_ETX_ABSENT)) {
            turn.emit(new LinkEvent.Tolerated(Tolerance.CR_BEFORE_ETX_ABSENT, offset));
            assembler.append(new byte[] {'\r'}, 0, 1);
        }
        sequence.open(number, etx, text, length);
        frameOffset = offset;
        frameSize = size;
        holdDeadline = turn.now() + timers.hold().toNanos();
        readOn();
    }

    /** One message after the other, each when the one before is accepted: a loop, for many may share a frame. */
    private void readOn() {
        do {
            state = State.BETWEEN;
            read(assembler.scan());
        } while (state == State.NEXT_DUE);
    }

    private void read(Assembler.Outcome outcome) {
        boolean more = outcome == Assembler.Outcome.OVERRUN;
        if (more && !(profile.allows(Tolerance.MESSAGES_SHARE_FRAME) && assembler.headerFollows())) {
            takeBack();
            refuse(FrameFault.TEXT_AFTER_TERMINATOR, frameOffset, -1, -1, frameSize);
            return;
        }
        if (assembler.headerAt() > 0) {
            long offset = heldOffset();
            turn.emit(new Incomplete(assembler.takeBeforeHeader(), Cause.HEADER_AGAIN, offset));
        }
        if (more) {
            turn.emit(new LinkEvent.Tolerated(Tolerance.MESSAGES_SHARE_FRAME, frameOffset));
        }
        if (outcome == Assembler.Outcome.MORE) {
            commit(false);
        } else {
            hold();
        }
    }

    /** Of the frame in which the message started. */
    private long heldOffset() {
        return assembler.startsInside() ? frameOffset : messageOffset;
    }

    private void commit(boolean messageEnds) {
        sequence.accept();
        holds.answered();
        holdDeadline = Long.MAX_VALUE;
        messageOffset = heldOffset();
        if (messageEnds) {
            assembler.clear();
        } else {
            assembler.commit();
        }
        turn.answer(interrupting ? EOT : ACK);
        interrupting = false;
        awaitFrame();
    }

    private void hold() {
        AstmMessage message = AstmMessage.of(assembler.toBytes(), profile.charset());
        Optional<Holds.Late> same = holds.takeSame(message);
        long offset = heldOffset();
        state = State.HOLDING;
        receiveDeadline = Long.MAX_VALUE;
        if (same.isPresent()) {
            held = same.get();
            if (held.accepted) {
                answerHold(true);
            }
            turn.emit(new LinkEvent.MessageRepeated(held.hold, offset));
        } else {
            held = new Holds.Late(message, holds.next());
            turn.emit(new LinkEvent.Delivered(message, held.hold, offset));
        }
    }

    /** Whether this hold is the one whose acknowledgement the peer waits for. */
    boolean holds(Hold hold) {
        return state == State.HOLDING && held.hold.equals(hold);
    }

    void answerHold(boolean accepted) {
        state = accepted && assembler.goesOn() ? State.NEXT_DUE : State.BETWEEN;
        if (state == State.NEXT_DUE) {
            held.accepted = true;
            holds.keep(held);
            assembler.startNext();
        } else if (accepted) {
            commit(true);
        } else {
            takeBack();
            turn.answer(NAK);
            awaitFrame();
        }
    }

    /** The open frame is answered NAK: its repeat is read anew, and what was accepted of it is recognised. */
    private void takeBack() {
        holdDeadline = Long.MAX_VALUE;
        assembler.rollBack();
        holds.remember();
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
        return state == State.NEXT_DUE ? turn.now() : Math.min(receiveDeadline, holdDeadline);
    }

    boolean overdue() {
        return state == State.BETWEEN && turn.now() >= receiveDeadline;
    }

    void tick(long offset) {
        if (state == State.NEXT_DUE) {
            readOn();
        }
        if (state == State.HOLDING && turn.now() >= holdDeadline) {
            holds.keep(held);
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
