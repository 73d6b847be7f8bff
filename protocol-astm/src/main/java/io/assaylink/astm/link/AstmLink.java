// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.FrameDecoder;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.record.AstmMessage;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One end of an ASTM link, sender and receiver, for one connection: bytes and time in, events and bytes out.
 *
 * <p>After each call drain the bytes to send and ask for {@link #nextDeadline}. Calls may be made from within an event.
 * Times are nanoseconds of one monotonic clock. Not thread-safe; it does no I/O and never waits.
 *
 * <pre>
 *             send ┌─────────┐ ACK ┌─────────┐ last ACK
 *          ┌──ENQ──▶ ASKING  ├─────▶ SENDING ├───EOT──┐
 *   NEUTRAL┤       └─────────┘     └─────────┘        ├▶ NEUTRAL     closed ▶ CLOSED
 *          └──ENQ──▶ RECEIVING ◀──▶ HOLDING ──────────┘
 *         received          (a message waits for accept)
 * </pre>
 */
public final class AstmLink {

    private final Turn turn = new Turn();
    private final LinkProfile profile;
    private final LinkTimers timers;
    private final FrameDecoder decoder;
    private final Receiver receiver;
    private final UnframedReader unframed;
    private final Sender sender;

    private boolean closed;
    /** The last byte consumed was a control character, or none was: unframed records may start. */
    private boolean lineStart = true;

    private long frameDeadline = Long.MAX_VALUE;
    private long quietDeadline = Long.MAX_VALUE;
    private long unframedDeadline = Long.MAX_VALUE;

    /** A neutral link in this position. */
    public AstmLink(Position position, LinkProfile profile, LinkTimers timers) {
        this.profile = profile;
        this.timers = timers;
        this.decoder = new FrameDecoder(profile.tolerances(), profile.textLimit());
        this.receiver = new Receiver(turn, profile, timers);
        this.unframed = new UnframedReader(turn, profile, receiver.holds());
        this.sender = new Sender(turn, position, profile, timers);
    }

    /** Consumes all bytes that came, cut anywhere. */
    public void decode(ByteBuffer in, long now, Consumer<LinkEvent> out) {
        requireOpen();
        Consumer<LinkEvent> outer = turn.enter(now, out);
        if (in.hasRemaining() && !decoder.idle()) {
            receiver.progress();
        }
        while (in.hasRemaining()) {
            boolean frameBefore = !decoder.idle();
            step(in);
            if (!decoder.idle() && !frameBefore) {
                frameDeadline = now + timers.frame().toNanos();
                receiver.progress();
            }
            if (receiver.takeSessionEnded()) {
                sender.peerHadItsTurn();
            }
        }
        settle();
        turn.leave(outer);
    }

    /** Feeds whoever's turn it is. The turn may change with every signal, so nobody gets more than one at a time. */
    private void step(ByteBuffer in) {
        int before = in.position();
        if (sender.active()) {
            sender.reply(in.get(), decoder.offset());
            decoder.skip(1, receiver);
        } else if (unframed.active() || startsUnframed(in)) {
            unframed.take(in, decoder.offset());
            decoder.skip(in.position() - before, receiver);
        } else if (decoder.idle() && profile.allows(Tolerance.UNFRAMED_RECORDS)) {
            int limit = in.limit();
            in.limit(before + 1); // a byte of noise may end a line, and the next may be the H of unframed records
            decoder.next(in, receiver);
            in.limit(limit);
        } else {
            decoder.next(in, receiver);
        }
        if (in.position() > before) {
            byte last = in.get(in.position() - 1);
            lineStart = last >= 0 && last < ' ';
        }
    }

    private boolean startsUnframed(ByteBuffer in) {
        return lineStart
                && decoder.idle()
                && in.get(in.position()) == 'H'
                && profile.allows(Tolerance.UNFRAMED_RECORDS)
                && receiver.readyForUnframed();
    }

    private void settle() {
        if (decoder.idle()) {
            frameDeadline = Long.MAX_VALUE;
        }
        quietDeadline =
                decoder.endMayBeMissing() ? turn.now() + timers.frameEnd().toNanos() : Long.MAX_VALUE;
        unframedDeadline = unframed.active() ? turn.now() + timers.receive().toNanos() : Long.MAX_VALUE;
        askIfNeutral();
    }

    private void askIfNeutral() {
        if (!closed && !turn.nested() && lineNeutral()) {
            sender.askIfReady();
        }
    }

    private boolean lineNeutral() {
        return receiver.neutral() && decoder.idle() && !unframed.active();
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. A neutral link with nothing to send wants none. */
    public long nextDeadline(long now) {
        if (closed) {
            return Long.MAX_VALUE;
        }
        long receiving = Math.min(receiver.deadline(), Math.min(frameDeadline, quietDeadline));
        return Math.min(Math.min(receiving, unframedDeadline), sender.deadline(lineNeutral()));
    }

    /** Time has passed. May be called early, late or for nothing. */
    public void tick(long now, Consumer<LinkEvent> out) {
        if (closed) {
            return;
        }
        Consumer<LinkEvent> outer = turn.enter(now, out);
        if (now >= quietDeadline) {
            quietDeadline = Long.MAX_VALUE;
            decoder.quiet(receiver);
        }
        if (now >= unframedDeadline) {
            unframedDeadline = Long.MAX_VALUE;
            unframed.end(Cause.RECEIVER_TIMEOUT);
        }
        if (now >= frameDeadline || receiver.overdue()) {
            frameDeadline = Long.MAX_VALUE;
            decoder.abandon(receiver);
            receiver.timeOut(decoder.offset());
        }
        receiver.tick(decoder.offset());
        if (receiver.takeSessionEnded()) {
            sender.peerHadItsTurn();
        }
        sender.tick();
        if (decoder.idle()) {
            frameDeadline = Long.MAX_VALUE;
        }
        askIfNeutral();
        turn.leave(outer);
    }

    /**
     * The message is kept: its last frame is acknowledged; or, when another message follows in the same frame, the next
     * {@link #tick}, for which {@link #nextDeadline} asks at once, delivers that one.
     *
     * @return false when the peer no longer waits for this answer. The repeat of the message, should it come, is then
     *     recognised, acknowledged and not delivered again.
     */
    public boolean accept(Hold hold, long now, Consumer<LinkEvent> out) {
        Consumer<LinkEvent> outer = turn.enter(now, out);
        boolean awaited = !closed && receiver.holds(hold);
        if (awaited) {
            receiver.answerHold(true);
        } else {
            receiver.holds().accepted(hold);
        }
        turn.leave(outer);
        return awaited;
    }

    /**
     * The message is not kept: its last frame is answered NAK, and its repeat is delivered anew.
     *
     * @return false when the peer no longer waits for this answer
     */
    public boolean refuse(Hold hold, RefuseReason reason, long now, Consumer<LinkEvent> out) {
        Consumer<LinkEvent> outer = turn.enter(now, out);
        boolean awaited = !closed && receiver.holds(hold);
        if (awaited) {
            receiver.answerHold(false);
            turn.emit(new LinkEvent.MessageRefused(hold, reason));
        } else {
            receiver.holds().refused(hold);
        }
        turn.leave(outer);
        return awaited;
    }

    /** While busy, ENQ is answered with NAK; a session in progress goes on. */
    public void setBusy(boolean busy) {
        receiver.setBusy(busy);
    }

    /**
     * Asks the peer to stop: the next good frame is answered EOT in place of ACK (receiver interrupt). A peer may take it for an
     * ACK and go on, or for an abort: only for instruments that are known to honour it.
     *
     * @return false when the peer has not got the line, or was asked already
     */
    public boolean interrupt() {
        return !closed && receiver.interrupt();
    }

    /** Queues a message; see {@link #send(byte[], long, Consumer)}. */
    public long send(AstmMessage message, long now, Consumer<LinkEvent> out) {
        return send(message.toBytes(), now, out);
    }

    /**
     * Queues the records of one message. The id comes back in {@link LinkEvent.MessageSent} or, once,
     * {@link LinkEvent.SendFailed}; the array belongs to the link until then.
     */
    public long send(byte[] records, long now, Consumer<LinkEvent> out) {
        return send(records, SendOptions.defaults(), now, out);
    }

    /** As {@link #send(byte[], long, Consumer)}, before others or for a limited time. */
    public long send(byte[] records, SendOptions options, long now, Consumer<LinkEvent> out) {
        requireOpen();
        Consumer<LinkEvent> outer = turn.enter(now, out);
        long id = sender.enqueue(records, options);
        askIfNeutral();
        turn.leave(outer);
        return id;
    }

    /**
     * Takes back a message that waits for the line.
     *
     * @return true: it is never sent, and no event tells of it again; false: its first frame was sent, or it has ended
     */
    public boolean withdraw(long id) {
        return !closed && sender.withdraw(id);
    }

    /** Gives what is to be written now, in one buffer that is the writer's to keep; nothing when there is none. */
    public void drainTo(Consumer<ByteBuffer> writer) {
        turn.drainTo(writer);
    }

    /** The connection is over: reports what is incomplete or unsent. Nothing is sent any more. */
    public void closed(long now, Consumer<LinkEvent> out) {
        if (closed) {
            return;
        }
        Consumer<LinkEvent> outer = turn.enter(now, out);
        closed = true;
        decoder.abandon(receiver);
        unframed.end(Cause.LINK_CLOSED);
        receiver.closed(decoder.offset());
        sender.closed();
        turn.leave(outer);
    }

    /** What the link is doing. */
    public LinkState state() {
        if (closed) {
            return LinkState.CLOSED;
        } else if (sender.active()) {
            return sender.linkState();
        }
        return unframed.active() || !decoder.idle() ? LinkState.RECEIVING : receiver.linkState();
    }

    /**
     * Bytes of memory that the message in transit takes, on its way in; 0 where none is. For whoever keeps a bound over many
     * links: one link alone is bounded by {@link LinkProfile#messageLimit()}.
     */
    public int heldBytes() {
        return receiver.heldBytes() + unframed.held();
    }

    /** Bytes received so far. */
    public long offset() {
        return decoder.offset();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the connection of this link is closed");
        }
    }
}
