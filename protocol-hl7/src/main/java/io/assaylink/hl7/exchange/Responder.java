// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.Acknowledgment;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.exchange.RepeatMemory.Remembered;
import io.assaylink.hl7.exchange.RepeatMemory.State;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The messages we receive, each until it is settled; answers leave in the order the messages came. */
final class Responder {

    private final ExchangeOptions options;
    private final RepeatMemory memory;
    private final ControlIds ids;
    private final InstantSource wallClock;
    private final ZoneId zone;
    private final Outgoing outgoing;
    private final Deque<Hold> holds = new ArrayDeque<>(); // in order of arrival
    private final Deque<Hl7Message> backlog = new ArrayDeque<>(); // read, but beyond the limit

    Responder(
            ExchangeOptions options,
            RepeatMemory memory,
            ControlIds ids,
            InstantSource wallClock,
            ZoneId zone,
            Outgoing outgoing) {
        this.options = options;
        this.memory = memory;
        this.ids = ids;
        this.wallClock = wallClock;
        this.zone = zone;
        this.outgoing = outgoing;
    }

    void received(Hl7Message message, Consumer<ExchangeEvent> out) {
        backlog.add(message);
        advance(out);
    }

    boolean hasRoom() {
        return backlog.isEmpty() && holds.size() < options.heldLimit();
    }

    boolean isIdle() {
        return backlog.isEmpty() && holds.isEmpty();
    }

    void accept(Hold hold, Consumer<ExchangeEvent> out) {
        settle(hold, positive(hold.message), true, out);
    }

    void answer(Hold hold, Hl7Message response, Consumer<ExchangeEvent> out) {
        List<ByteBuffer> answers = new ArrayList<>(2);
        if (AckPolicy.of(hold.message).onSuccess().contains(AckCode.CA)) {
            answers.add(acknowledgment(hold.message, AckCode.CA));
        }
        answers.add(MllpEncoder.encode(response.asByteBuffer()));
        settle(hold, answers, true, out);
    }

    void refuse(Hold hold, Hold.Reason reason, Consumer<ExchangeEvent> out) {
        settle(hold, negative(hold.message, reason == Hold.Reason.TRANSIENT), false, out);
    }

    /** Answers what can never be delivered, behind what came before it. */
    void reject(Hl7Message message, boolean mayTryAgain) {
        List<ByteBuffer> answers = negative(message, mayTryAgain);
        if (!answers.isEmpty()) {
            Hold hold = new Hold(message, "", new Remembered());
            hold.settled = true;
            hold.answers = answers;
            holds.add(hold);
            flush();
        }
    }

    private void advance(Consumer<ExchangeEvent> out) {
        while (!backlog.isEmpty() && holds.size() < options.heldLimit()) {
            deliver(backlog.remove(), out);
        }
    }

    private void deliver(Hl7Message message, Consumer<ExchangeEvent> out) {
        if (!message.hasHeader()) {
            boolean batch = message.header().id().endsWith("HS");
            if (!batch && Acknowledgment.echoableId(message).isPresent()) {
                reject(message, false);
            }
            out.accept(new Rejected(message, batch ? ExchangeCode.BATCH : ExchangeCode.BAD_MSH));
            return;
        } else if (Acknowledgment.echoableId(message).isEmpty()) {
            reject(message, true);
            out.accept(new Rejected(message, ExchangeCode.BAD_CONTROL_ID));
            return;
        }
        String key = RepeatMemory.key(message);
        Optional<Remembered> earlier = memory.find(key);
        for (Hold hold : holds) {
            if (!hold.settled && hold.key.equals(key)) {
                Hold repeat = new Hold(message, key, hold.entry);
                hold.repeats.add(repeat);
                holds.add(repeat);
                out.accept(new Repeated(message));
                return;
            }
        }
        if (earlier.isPresent() && memory.stateOf(earlier.get()) == State.STORED) {
            Hold repeat = new Hold(message, key, earlier.get());
            repeat.settled = true;
            repeat.positive = true;
            repeat.answers = memory.answersOf(earlier.get());
            holds.add(repeat);
            flush();
            out.accept(new Repeated(message));
            return;
        }
        boolean duplicate = earlier.isPresent() && memory.stateOf(earlier.get()) != State.REFUSED;
        Hold hold = new Hold(message, key, memory.remember(key));
        holds.add(hold);
        out.accept(new Delivered(message, hold, duplicate));
    }

    private void settle(Hold hold, List<ByteBuffer> answers, boolean positive, Consumer<ExchangeEvent> out) {
        if (hold.settled) {
            throw new IllegalStateException("this hold is settled already");
        }
        if (positive) {
            memory.stored(hold.entry, answers);
        } else {
            memory.refused(hold.entry);
        }
        finish(hold, answers, positive);
        for (Hold repeat : hold.repeats) {
            finish(repeat, answers, positive);
        }
        flush();
        advance(out);
    }

    private static void finish(Hold hold, List<ByteBuffer> answers, boolean positive) {
        hold.settled = true;
        hold.positive = positive;
        hold.answers = answers;
    }

    private void flush() {
        while (!holds.isEmpty() && holds.element().settled) {
            Hold hold = holds.remove();
            for (int i = 0; i < hold.answers.size(); i++) {
                boolean last = i == hold.answers.size() - 1;
                outgoing.add(hold.answers.get(i), () -> {
                    if (last && hold.positive) {
                        memory.answered(hold.entry);
                    }
                });
            }
        }
    }

    private List<ByteBuffer> positive(Hl7Message message) {
        List<ByteBuffer> answers = new ArrayList<>(2);
        for (AckCode code : AckPolicy.of(message).onSuccess()) {
            answers.add(acknowledgment(message, code));
        }
        return answers;
    }

    private List<ByteBuffer> negative(Hl7Message message, boolean mayTryAgain) {
        return AckPolicy.of(message)
                .onError(mayTryAgain)
                .map(code -> List.of(acknowledgment(message, code)))
                .orElse(List.of());
    }

    private ByteBuffer acknowledgment(Hl7Message message, AckCode code) {
        OffsetDateTime time = wallClock.instant().atZone(zone).toOffsetDateTime();
        return MllpEncoder.encode(
                Acknowledgment.of(message, code, ids.next(), time).asByteBuffer());
    }
}
