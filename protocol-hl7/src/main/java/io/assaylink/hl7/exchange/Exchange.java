// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.Acknowledgment;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Framing;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/**
 * One MLLP connection, responder and initiator at once (HL7 v2 chapter 2.9; MLLP Release 1).
 *
 * <p>A message that comes is {@link ExchangeEvent.Delivered} with a {@link Hold}; nothing is answered until the hold is
 * settled, and answers leave in order of arrival. A message to {@link #send} ends exactly once: answered, sent or failed.
 * A message with an MSA segment is an answer, never new work, so requests may cross on one connection.
 *
 * <p>After every call pass {@link #drainTo} what there is to write, and ask {@link #nextDeadline}. Times are nanoseconds of a
 * monotonic clock. One exchange per connection; not thread-safe.
 */
public final class Exchange {

    private static final int MSA_WITHIN = 4; // MSA follows MSH; SFT and UAC may stand between

    private final ExchangeOptions options;
    private final MllpDecoder decoder;
    private final Outgoing outgoing = new Outgoing();
    private final Responder responder;
    private final Initiator initiator;
    private boolean closing; // the peer cannot be understood any more
    private boolean closed; // CloseWanted was raised, or the connection is gone

    /**
     * An exchange for a new connection.
     *
     * @param options windows, framing, timeout
     * @param memory of this instrument, kept across its connections
     * @param ids for MSH-10 of our answers
     * @param wallClock for MSH-7 of our answers
     * @param zone for MSH-7 of our answers
     */
    public Exchange(
            ExchangeOptions options, RepeatMemory memory, ControlIds ids, InstantSource wallClock, ZoneId zone) {
        this.options = options;
        this.decoder = new MllpDecoder(options.framing());
        this.responder = new Responder(options, memory, ids, wallClock, zone, outgoing);
        this.initiator = new Initiator(options, outgoing);
    }

    /** Consumes all of {@code in} and passes each event to {@code out}. */
    public void decode(ByteBuffer in, long now, Consumer<ExchangeEvent> out) {
        decoder.decode(in, now, event -> framed(event, now, out));
        endIfWanted(out);
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    public long nextDeadline(long now) {
        return Math.min(decoder.nextDeadline(now), initiator.nextDeadline());
    }

    /** Looks at the time: unfinished frames, answers that did not come. */
    public void tick(long now, Consumer<ExchangeEvent> out) {
        decoder.tick(now, event -> framed(event, now, out));
        initiator.tick(now, out);
        endIfWanted(out);
    }

    /**
     * The connection is gone: unfinished frames are handed out, messages without an answer fail. Holds may still be settled;
     * a positive answer that cannot be written any more is remembered for the repeat.
     */
    public void closed(long now, Consumer<ExchangeEvent> out) {
        decoder.closed(now, event -> framed(event, now, out));
        outgoing.close();
        closed = true;
        initiator.closed(out);
    }

    /** False while as many messages are held as may be: stop reading. Bytes given anyway are kept, in order. */
    public boolean wantsBytes() {
        return !closing && responder.hasRoom();
    }

    /** True inside a frame: silence now is a stall, not an idle line. */
    public boolean midFrame() {
        return decoder.midFrame();
    }

    /**
     * The message is stored: gives it its positive answers, CA, AA or both, as it asked for.
     *
     * @throws IllegalStateException if the hold is settled already
     */
    public void accept(Hold hold, long now, Consumer<ExchangeEvent> out) {
        responder.accept(hold, out);
        endIfWanted(out);
    }

    /**
     * The message is stored and {@code response} is its application answer (RSP, ORL, ORR, ...), after a CA if it asked for
     * one.
     *
     * @throws IllegalStateException if the hold is settled already
     * @throws IllegalArgumentException if the response holds VT or FS
     */
    public void answer(Hold hold, Hl7Message response, long now, Consumer<ExchangeEvent> out) {
        responder.answer(hold, response, out);
        endIfWanted(out);
    }

    /**
     * The message is not stored: gives it the negative answer it asked for.
     *
     * @throws IllegalStateException if the hold is settled already
     */
    public void refuse(Hold hold, Hold.Reason reason, long now, Consumer<ExchangeEvent> out) {
        responder.refuse(hold, reason, out);
        endIfWanted(out);
    }

    /**
     * Sends a message of ours once the window allows.
     *
     * @return a number that its events carry; it may have failed or left before this returns
     * @throws IllegalArgumentException if the message has no readable header or no MSH-10, or holds VT or FS
     */
    public long send(Hl7Message message, long now, Consumer<ExchangeEvent> out) {
        return initiator.send(message, now, out);
    }

    /** Passes what is to be written, in order; each block counts as written then. */
    public void drainTo(Consumer<ByteBuffer> sink) {
        outgoing.drainTo(sink);
    }

    private void framed(MllpEvent event, long now, Consumer<ExchangeEvent> out) {
        if (event instanceof MllpEvent.Frame frame) {
            Hl7Message message = message(frame.content());
            if (isAnswer(message)) {
                initiator.answer(message, now, out);
            } else {
                responder.received(message, out);
            }
            return;
        }
        if (event instanceof MllpEvent.Deviation deviation && deviation.fatal()) {
            closing = true;
        } else if (event instanceof MllpEvent.Quarantined lost && lost.code() == MllpCode.MESSAGE_TOO_LONG) {
            Hl7Message start = message(lost.content());
            if (start.hasHeader() && Acknowledgment.echoableId(start).isPresent()) {
                responder.reject(start, false);
            }
        }
        out.accept(new Framing(event));
    }

    /** Asks for the end once everything that came before the fault is settled. */
    private void endIfWanted(Consumer<ExchangeEvent> out) {
        if (closing && !closed && responder.isIdle()) {
            closed = true;
            out.accept(new CloseWanted());
        }
    }

    private Hl7Message message(byte[] content) {
        return options.charset()
                .map(charset -> Hl7Message.of(content, charset))
                .orElseGet(() -> Hl7Message.of(content));
    }

    private static boolean isAnswer(Hl7Message message) {
        if (!message.hasHeader()) {
            return false;
        } else if (AckPolicy.isAcknowledgment(message)) {
            return true;
        }
        List<Segment> segments = message.segments();
        for (Segment segment : segments.subList(0, Math.min(MSA_WITHIN, segments.size()))) {
            if (segment.id().equals("MSA")) {
                return true;
            }
        }
        return false;
    }
}
