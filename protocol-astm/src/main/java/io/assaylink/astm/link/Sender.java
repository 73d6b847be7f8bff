// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Control.ACK;
import static io.assaylink.astm.frame.Control.ENQ;
import static io.assaylink.astm.frame.Control.EOT;
import static io.assaylink.astm.frame.Control.NAK;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.link.LinkEvent.SendCause;
import io.assaylink.astm.link.SendQueue.Outgoing;
import java.util.OptionalInt;

/**
 * The sender machine of E1381 6.5.
 *
 * <pre>
 *   IDLE ─message, no pause─▶ ASKING ─ACK─▶ WAITING ─ACK of the last frame─▶ IDLE (EOT sent)
 *     ▲         NAK, ENQ, silence │             │ NAK: the same bytes again, up to the limit
 *     └───────────────────────────┴─────────────┘ silence, limit: EOT, failed
 * </pre>
 */
final class Sender {

    /** Garbage this soon after a repeat belongs to the burst that caused the repeat. */
    private static final long BURST_NANOS = 1_000_000_000L;

    private enum State {
        IDLE,
        ASKING,
        WAITING
    }

    private final Turn turn;
    private final Position position;
    private final LinkTimers timers;
    private final FrameEncoder encoder;
    private final SendQueue queue = new SendQueue();

    private State state = State.IDLE;
    private long ids;
    /** The message of the frames on their way; of no meaning unless WAITING. */
    private Outgoing current = SendQueue.NOTHING;

    private byte[] frame = new byte[0];
    private int frameLength;
    /** End of the text of the frame on its way. */
    private int textEnd;

    private int number;
    private int sends;
    private int refusals;
    private boolean interrupted;
    private long replyDeadline = Long.MAX_VALUE;
    private boolean paused;
    private long pauseEnd;
    /** The pause ends early when the peer has had its turn. */
    private boolean yielding;

    private boolean burst;
    private long burstEnd;

    Sender(Turn turn, Position position, LinkProfile profile, LinkTimers timers) {
        this.turn = turn;
        this.position = position;
        this.timers = timers;
        this.encoder = profile.sending();
    }

    boolean active() {
        return state != State.IDLE;
    }

    LinkState linkState() {
        return state == State.ASKING ? LinkState.ASKING : LinkState.SENDING;
    }

    long enqueue(byte[] records, SendOptions options) {
        long id = ++ids;
        OptionalInt restricted = FrameEncoder.firstRestricted(records);
        if (restricted.isPresent()) {
            turn.emit(new LinkEvent.SendFailed(id, SendCause.RESTRICTED_CHAR, restricted.getAsInt()));
        } else {
            queue.add(new Outgoing(id, records, SendQueue.expiry(options, turn.now())), options.priority());
        }
        return id;
    }

    boolean withdraw(long id) {
        return queue.withdraw(id);
    }

    /** Asks for the line if there is something to send and no reason to wait; the line must be neutral. */
    void askIfReady() {
        expire();
        if (state != State.IDLE || queue.isEmpty() || (paused && turn.now() < pauseEnd)) {
            return;
        }
        paused = false;
        yielding = false;
        state = State.ASKING;
        turn.answer(ENQ);
        replyDeadline = turn.now() + timers.replyToEnquiry().toNanos();
    }

    long deadline(boolean lineNeutral) {
        long next = state == State.IDLE && lineNeutral && !queue.isEmpty() && paused ? pauseEnd : replyDeadline;
        return Math.min(next, queue.nextExpiry());
    }

    private void expire() {
        queue.expire(turn.now(), late -> turn.emit(new LinkEvent.SendFailed(late.id(), SendCause.EXPIRED, 0)));
    }

    void tick() {
        expire();
        if (active() && turn.now() >= replyDeadline) {
            turn.eot();
            fail(SendCause.NO_RESPONSE);
        }
    }

    void peerHadItsTurn() {
        if (yielding) {
            paused = false;
            yielding = false;
        }
    }

    /** A byte while we hold or ask for the line. */
    void reply(byte b, long offset) {
        if (state == State.ASKING) {
            enquiryAnswered(b, offset);
        } else {
            frameAnswered(b, offset);
        }
    }

    private void enquiryAnswered(byte b, long offset) {
        switch (b) {
            case ACK -> firstFrame();
            case NAK -> {
                if (++refusals >= timers.enquiries()) {
                    fail(SendCause.PEER_BUSY);
                } else {
                    delay(SendCause.PEER_BUSY, timers.enquiryRefused().toNanos(), false);
                }
            }
            case ENQ -> {
                boolean instrument = position == Position.INSTRUMENT;
                delay(
                        SendCause.CONTENTION,
                        (instrument ? timers.contentionInstrument() : timers.contentionComputer()).toNanos(),
                        !instrument);
            }
            default -> turn.emit(new LinkEvent.Noise(offset, 1));
        }
    }

    /** The message is chosen when the line is ours: one more urgent may have come since ENQ. */
    private void firstFrame() {
        expire();
        refusals = 0;
        if (queue.isEmpty()) {
            turn.eot();
            idle();
            return;
        }
        current = queue.remove();
        number = 0;
        interrupted = false;
        nextFrame(0);
    }

    private void frameAnswered(byte b, long offset) {
        switch (b) {
            case ACK -> frameAccepted();
            case EOT -> {
                interrupted = true;
                frameAccepted();
            }
            case NAK -> repeat();
            default -> {
                turn.emit(new LinkEvent.Noise(offset, 1));
                if (b != 0 && b != '\r' && b != '\n' && !(burst && turn.now() < burstEnd)) {
                    burst = true;
                    burstEnd = turn.now() + BURST_NANOS;
                    repeat();
                }
            }
        }
    }

    private void frameAccepted() {
        if (textEnd < current.records().length) {
            nextFrame(textEnd);
            return;
        }
        long id = current.id();
        turn.eot();
        idle();
        if (interrupted) {
            pause(timers.afterInterrupt().toNanos(), true);
        }
        turn.emit(new LinkEvent.MessageSent(id));
    }

    private void nextFrame(int from) {
        byte[] records = current.records();
        textEnd = encoder.textEnd(records, from);
        number = (number + 1) & 7;
        sends = 0;
        burst = false;
        if (frame.length < textEnd - from + FrameEncoder.OVERHEAD) {
            frame = new byte[textEnd - from + FrameEncoder.OVERHEAD];
        }
        frameLength = FrameEncoder.encode(number, records, from, textEnd, encoder.endsWithEtx(records, textEnd), frame);
        state = State.WAITING;
        transmit();
    }

    private void repeat() {
        if (sends < timers.sends()) {
            transmit();
        } else {
            turn.eot();
            fail(SendCause.ABORTED_AFTER_RETRIES);
        }
    }

    private void transmit() {
        sends++;
        turn.write(frame, frameLength);
        replyDeadline = turn.now() + timers.replyToFrame().toNanos();
    }

    private void delay(SendCause cause, long nanos, boolean untilPeerHadItsTurn) {
        idle();
        pause(nanos, untilPeerHadItsTurn);
        if (!queue.isEmpty()) {
            turn.emit(new LinkEvent.SendDelayed(queue.first().id(), cause));
        }
    }

    /** The message on its way fails; while asking the one that would have been. */
    private void fail(SendCause cause) {
        boolean none = state == State.ASKING && queue.isEmpty();
        Outgoing message = state == State.WAITING || none ? current : queue.remove();
        idle();
        refusals = 0;
        pause(timers.retryPause().toNanos(), false);
        if (!none) {
            turn.emit(new LinkEvent.SendFailed(message.id(), cause, 0));
        }
    }

    private void idle() {
        state = State.IDLE;
        current = SendQueue.NOTHING;
        replyDeadline = Long.MAX_VALUE;
        burst = false;
    }

    private void pause(long nanos, boolean untilPeerHadItsTurn) {
        paused = true;
        pauseEnd = turn.now() + nanos;
        yielding = untilPeerHadItsTurn;
    }

    void closed() {
        if (state == State.WAITING) {
            fail(SendCause.LINK_CLOSED);
        }
        idle();
        while (!queue.isEmpty()) {
            turn.emit(new LinkEvent.SendFailed(queue.remove().id(), SendCause.LINK_CLOSED, 0));
        }
    }
}
