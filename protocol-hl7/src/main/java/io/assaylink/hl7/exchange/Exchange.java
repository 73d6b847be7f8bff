// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.Acknowledgment;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Framing;
import io.assaylink.hl7.exchange.Responder.Incoming;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One MLLP connection, responder and initiator at once (HL7 v2 chapter 2.9; MLLP Release 1).
 *
 * <p>A message that comes is {@link ExchangeEvent.Delivered} with a {@link Hold}; nothing positive is answered until the
 * hold is settled, and answers leave in order of arrival. A message to {@link #send} ends exactly once: answered, sent or
 * failed. A message with an MSA segment is an answer, never new work, so requests may cross on one connection: never let the
 * settling of a hold wait for an answer of the peer.
 *
 * <p>After every call pass {@link #drainTo} what there is to write, and ask {@link #nextDeadline}. Times are nanoseconds of a
 * monotonic clock. One exchange per connection; not thread-safe.
 */
public final class Exchange {

    private static final int MSA_WITHIN = 4; // MSA follows MSH; SFT and UAC may stand between

    /** Never answers: with an MSA that names nothing of ours they are work, and losing work is worse. */
    private static final Set<String> WORK =
            Set.of("ORU", "OUL", "ORM", "OML", "OMG", "OPL", "QRY", "QBP", "ADT", "SSU");

    private final ExchangeOptions options;
    private final MllpDecoder decoder;
    private final Outgoing outgoing = new Outgoing();
    private final Initiator initiator;
    private final Responder responder;
    private final BatchIntake batches;
    private boolean closing; // the peer cannot be understood any more
    private boolean closed; // CloseWanted was raised, or the connection is gone

    /**
     * An exchange for a new connection.
     *
     * @param options windows, framing, timeouts, policies
     * @param memory of this instrument, kept across its connections
     * @param ids for MSH-10 of our answers
     * @param wallClock for MSH-7 of our answers
     * @param zone for MSH-7 of our answers
     */
    public Exchange(
            ExchangeOptions options, RepeatMemory memory, ControlIds ids, InstantSource wallClock, ZoneId zone) {
        this.options = options;
        this.decoder = new MllpDecoder(options.framing());
        this.initiator = new Initiator(options, outgoing);
        AnswerBlocks blocks = new AnswerBlocks(options, ids, wallClock, zone);
        this.responder = new Responder(options, memory, new AnswerOrder(options, memory, blocks, outgoing, initiator));
        this.batches = new BatchIntake(options.batches(), this::message, this::isAnswer);
    }

    /** Consumes all of {@code in} and passes each event to {@code out}. */
    public void decode(ByteBuffer in, long now, Consumer<ExchangeEvent> out) {
        decoder.decode(in, now, event -> framed(event, now, out));
        endIfWanted(out);
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    public long nextDeadline(long now) {
        return Math.min(decoder.nextDeadline(now), Math.min(initiator.nextDeadline(), responder.nextDeadline()));
    }

    /** Looks at the time: unfinished frames, answers that did not come, holds that were not settled. */
    public void tick(long now, Consumer<ExchangeEvent> out) {
        decoder.tick(now, event -> framed(event, now, out));
        initiator.tick(now, out);
        responder.tick(now, out);
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
        responder.closed(out);
        initiator.closed(out);
    }

    /**
     * False while as many messages are held as may be: stop reading. While an answer to a message of ours is awaited up to
     * as many again are read, so that requests that cross cannot stop each other. Bytes given anyway are kept, in order.
     */
    public boolean wantsBytes() {
        return !closing
                && !initiator.isDesynchronised()
                && (responder.hasRoom() || (initiator.isWaiting() && !responder.isFull()));
    }

    /**
     * Bytes of memory that the frame in transit takes; 0 between frames. For whoever keeps a bound over many exchanges: one
     * alone is bounded by {@link io.assaylink.hl7.mllp.MllpProfile#messageLimit()}.
     */
    public int heldBytes() {
        return decoder.heldBytes();
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
        accept(hold, OptionalLong.empty(), now, out);
    }

    /**
     * As {@link #accept(Hold, long, Consumer)}, with MSA-4.
     *
     * @param expectedSequence of {@link io.assaylink.hl7.sequence.SequenceVerdict#expectedSequence}
     * @throws IllegalStateException if the hold is settled already
     */
    public void accept(Hold hold, OptionalLong expectedSequence, long now, Consumer<ExchangeEvent> out) {
        responder.accept(hold, expectedSequence, now, out);
        endIfWanted(out);
    }

    /**
     * The message is stored, and what the application makes of it is not known yet: gives it CA if it asked for one. Settle
     * the hold when the application has answered; what came after it is not held up by that. In original mode nothing is
     * written yet.
     *
     * @throws IllegalStateException if the hold is committed or settled already, or is part of a batch
     */
    public void commit(Hold hold, long now, Consumer<ExchangeEvent> out) {
        responder.commit(hold, now, out);
        endIfWanted(out);
    }

    /**
     * The message is stored and {@code response} is its application answer (RSP, ORL, ORR, ...), after a CA if it asked for
     * one.
     *
     * @throws IllegalStateException if the hold is settled already
     * @throws IllegalArgumentException if the response holds VT or FS, or the hold is part of a batch and the response has no
     *     header
     */
    public void answer(Hold hold, Hl7Message response, long now, Consumer<ExchangeEvent> out) {
        if (hold.batch.isPresent() && !response.hasHeader()) {
            throw new IllegalArgumentException("a response needs a header that can be read");
        }
        responder.answer(hold, response, now, out);
        endIfWanted(out);
    }

    /**
     * The message is stored, and the application cannot use it: gives it CA if it asked for one, and AE or AR if it asked for
     * that.
     *
     * @param errors why; none: 207, application internal error
     * @throws IllegalStateException if the hold is settled already
     */
    public void fail(Hold hold, Hold.Reason reason, List<AckError> errors, long now, Consumer<ExchangeEvent> out) {
        responder.fail(hold, reason == Hold.Reason.TRANSIENT, errors, now, out);
        endIfWanted(out);
    }

    /**
     * The message is not stored: gives it the negative answer it asked for.
     *
     * @throws IllegalStateException if the hold is settled already
     */
    public void refuse(Hold hold, Hold.Reason reason, long now, Consumer<ExchangeEvent> out) {
        refuse(hold, reason, List.of(), OptionalLong.empty(), now, out);
    }

    /**
     * As {@link #refuse(Hold, Hold.Reason, long, Consumer)}, with reasons and MSA-4. A hold that was committed is failed.
     *
     * @param errors why; none: 207, application internal error
     * @param expectedSequence of {@link io.assaylink.hl7.sequence.SequenceVerdict#expectedSequence}
     * @throws IllegalStateException if the hold is settled already
     */
    public void refuse(
            Hold hold,
            Hold.Reason reason,
            List<AckError> errors,
            OptionalLong expectedSequence,
            long now,
            Consumer<ExchangeEvent> out) {
        responder.refuse(hold, reason == Hold.Reason.TRANSIENT, errors, expectedSequence, now, out);
        endIfWanted(out);
    }

    /**
     * Sends a message of ours once the window allows. Its first answer is its last.
     *
     * @return a number that its events carry; it may have failed or left before this returns
     * @throws IllegalArgumentException if the message has no readable header or no MSH-10, or holds VT or FS
     */
    public long send(Hl7Message message, long now, Consumer<ExchangeEvent> out) {
        return send(message, Completion.firstAnswer(), now, out);
    }

    /**
     * As {@link #send(Hl7Message, long, Consumer)} for a message that may have several answers.
     *
     * @param completion which answer is the last; its own for each message
     */
    public long send(Hl7Message message, Completion completion, long now, Consumer<ExchangeEvent> out) {
        Initiator.Pending pending = initiator.prepare(message, completion);
        initiator.send(pending, now, out);
        return pending.id();
    }

    /**
     * As {@link #send(Hl7Message, long, Consumer)}, but behind the answers to {@code hold}: DSR behind QCK, the OML of LAW
     * behind the RSP that announces it. The hold may be settled before or after this.
     */
    public long sendAfter(Hold hold, Hl7Message message, long now, Consumer<ExchangeEvent> out) {
        Initiator.Pending pending = initiator.prepare(message, Completion.firstAnswer());
        responder.follow(hold, pending, now, out);
        return pending.id();
    }

    /** Passes what is to be written, in order; each block counts as written then. */
    public void drainTo(Consumer<ByteBuffer> sink) {
        outgoing.drainTo(sink);
    }

    private void framed(MllpEvent event, long now, Consumer<ExchangeEvent> out) {
        if (event instanceof MllpEvent.Frame frame) {
            Hl7Message message = message(frame.content());
            if (BatchIntake.isBatch(message)) {
                BatchIntake.Content content = batches.read(message, frame.offset(), out);
                content.answers().forEach(answer -> answered(answer.message(), answer.offset(), now, out));
                responder.received(content.messages(), now, out);
            } else if (isAnswer(message)) {
                answered(message, frame.offset(), now, out);
            } else {
                responder.received(
                        List.of(new Incoming(message, frame.offset(), Optional.empty(), Optional.empty())), now, out);
            }
            return;
        }
        if (event instanceof MllpEvent.Deviation deviation && deviation.fatal()) {
            closing = true;
        } else if (event instanceof MllpEvent.Quarantined lost && lost.code() == MllpCode.MESSAGE_TOO_LONG) {
            Hl7Message start = message(lost.content());
            if (start.hasHeader() && Acknowledgment.echoableId(start).isPresent()) {
                responder.reject(start, options.acknowledgments().policyOf(start), false, now, out);
            }
        }
        out.accept(new Framing(event));
    }

    private void answered(Hl7Message answer, long offset, long now, Consumer<ExchangeEvent> out) {
        AckPolicy wanted = answersToAnswer(answer);
        initiator.answer(
                answer,
                offset,
                () -> wanted.equals(AckPolicy.never())
                        ? Optional.empty()
                        : Optional.of(responder.hold(answer, wanted, "", now)),
                now,
                out);
    }

    /**
     * An ACK is never answered. A response (RSP, ORL, ...) is if its MSH-15 asks for a commit answer, and the deferred display
     * response of 2.3.1, DSR^Q03, by an ACK.
     */
    private static AckPolicy answersToAnswer(Hl7Message answer) {
        if (AckPolicy.isAcknowledgment(answer)) {
            return AckPolicy.never();
        }
        AckPolicy asked = AckPolicy.of(answer);
        return asked.original()
                ? (answer.type().is("DSR", "Q03") ? asked : AckPolicy.never())
                : AckPolicy.enhancedMode(asked.commit(), AckPolicy.Condition.NE);
    }

    /** Asks for the end once everything that came before the fault is settled. */
    private void endIfWanted(Consumer<ExchangeEvent> out) {
        if ((closing || initiator.isDesynchronised()) && !closed && responder.isIdle()) {
            closing = true;
            closed = true;
            out.accept(new CloseWanted());
        }
    }

    private Hl7Message message(byte[] content) {
        return Hl7Message.of(content, options.reading());
    }

    private boolean isAnswer(Hl7Message message) {
        if (!message.hasHeader()) {
            return false;
        } else if (AckPolicy.isAcknowledgment(message)) {
            return true;
        }
        List<Segment> segments = message.segments();
        for (Segment segment : segments.subList(0, Math.min(MSA_WITHIN, segments.size()))) {
            if (segment.id().equals("MSA")) {
                return !WORK.contains(message.type().code()) || initiator.expects(message);
            }
        }
        return false;
    }
}
