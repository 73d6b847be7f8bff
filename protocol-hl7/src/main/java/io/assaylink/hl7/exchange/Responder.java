// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.Acknowledgment;
import io.assaylink.hl7.continuation.Continuation;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.HoldExpired;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.exchange.ExchangeOptions.Repeats;
import io.assaylink.hl7.exchange.RepeatMemory.Remembered;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Problem;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The messages we receive, each until it is settled; answers leave in the order the messages came.
 *
 * <pre>
 *   OPEN ─accept, answer, fail, refuse─▶ SETTLED
 *    ├─commit─▶ COMMITTED ─the same──────▶ SETTLED      its place in the order is free from commit on
 *    └─time───▶ EXPIRED ───the same──────▶ SETTLED      was refused; what is said then is for the repeat
 * </pre>
 */
final class Responder {

    /**
     * A message on its way to being delivered.
     *
     * @param batch of which it is a part, or, without a part, whose place it is
     */
    record Incoming(Hl7Message message, long offset, Optional<BatchInFrame> batch, Optional<BatchInFrame.Part> part) {}

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final ExchangeOptions options;
    private final RepeatMemory memory;
    private final AnswerOrder order;
    private final SeriesIntake series;
    private final Map<String, Hold> open = new HashMap<>(); // not settled, by key of the memory
    private final Deque<Incoming> backlog = new ArrayDeque<>(); // read, but beyond the limit
    private int unsettled; // delivered and not settled
    private long lookAgain = Long.MAX_VALUE; // for what another connection holds; unset: nothing waits for that
    private long lookUntil; // meaningful while lookAgain is set

    Responder(ExchangeOptions options, RepeatMemory memory, AnswerOrder order) {
        this.options = options;
        this.memory = memory;
        this.order = order;
        this.series = new SeriesIntake(options, this);
    }

    void received(List<Incoming> messages, long now, Consumer<ExchangeEvent> out) {
        backlog.addAll(messages);
        advance(now, out);
    }

    boolean hasRoom() {
        return backlog.isEmpty() && order.size() < options.heldLimit() && unsettled < options.heldLimit();
    }

    /** Whether nothing more is to be read even while an answer of the peer is awaited. */
    boolean isFull() {
        return backlog.size() >= options.heldLimit();
    }

    boolean isIdle() {
        return backlog.isEmpty() && order.size() == 0;
    }

    long nextDeadline() {
        return Math.min(lookAgain, Math.min(series.nextDeadline(), order.nextDeadline()));
    }

    void tick(long now, Consumer<ExchangeEvent> out) {
        series.tick(now, out);
        order.late(now).forEach(hold -> expire(hold, out));
        order.flush(now, out);
        advance(now, out);
    }

    void closed(Consumer<ExchangeEvent> out) {
        series.closed(out);
    }

    void accept(Hold hold, OptionalLong expected, long now, Consumer<ExchangeEvent> out) {
        settle(hold, order.positive(hold, expected), true, now, out);
    }

    void answer(Hold hold, Hl7Message response, long now, Consumer<ExchangeEvent> out) {
        ByteBuffer block = MllpEncoder.encode(response.asByteBuffer());
        List<AckCode> before = new ArrayList<>(hold.policy.onSuccess());
        before.remove(AckCode.AA);
        List<ByteBuffer> answers = new ArrayList<>(order.answers(hold, before, List.of(), OptionalLong.empty()));
        if (hold.batch.map(BatchInFrame::answersSuccess).orElse(true)) {
            answers.add(block);
        }
        settle(hold, answers, true, now, out);
    }

    void fail(Hold hold, boolean mayTryAgain, List<AckError> errors, long now, Consumer<ExchangeEvent> out) {
        List<AckCode> codes = hold.policy.onApplicationError(mayTryAgain);
        settle(hold, order.answers(hold, codes, errors, OptionalLong.empty()), true, now, out);
    }

    void refuse(
            Hold hold,
            boolean mayTryAgain,
            List<AckError> errors,
            OptionalLong expected,
            long now,
            Consumer<ExchangeEvent> out) {
        if (hold.state == Hold.State.COMMITTED) {
            fail(hold, mayTryAgain, errors, now, out);
        } else {
            settle(hold, order.negative(hold, mayTryAgain, errors, expected), false, now, out);
        }
    }

    void commit(Hold hold, long now, Consumer<ExchangeEvent> out) {
        if (hold.state == Hold.State.SETTLED || hold.state == Hold.State.COMMITTED) {
            throw new IllegalStateException("this hold is committed already");
        } else if (hold.batch.isPresent()) {
            throw new IllegalStateException("a message of a batch is answered with the whole batch");
        }
        boolean expired = hold.state == Hold.State.EXPIRED;
        List<AckCode> codes = hold.policy.onSuccess().contains(AckCode.CA) ? List.of(AckCode.CA) : List.of();
        List<ByteBuffer> answers = order.answers(hold, codes, List.of(), OptionalLong.empty());
        hold.state = Hold.State.COMMITTED;
        memory.stored(hold.entry, answers);
        if (!expired) {
            order.finish(hold, answers, true);
        }
        finishRepeats(hold, answers, true);
        order.flush(now, out);
        advance(now, out);
    }

    /** The message leaves behind the answers to {@code hold}. */
    void follow(Hold hold, Initiator.Pending pending, long now, Consumer<ExchangeEvent> out) {
        order.follow(hold, pending, now, out);
    }

    /** Answers what can never be delivered, behind what came before it. */
    void reject(Hl7Message message, AckPolicy policy, boolean mayTryAgain, long now, Consumer<ExchangeEvent> out) {
        reject(alone(message), policy, mayTryAgain, now, out);
    }

    /** A hold in the order of arrival; {@code key}: of the repeat memory, or empty for what cannot be a repeat. */
    Hold hold(Hl7Message message, AckPolicy policy, String key, long now) {
        return hold(alone(message), policy, key, now);
    }

    /** Says again what was said to a fragment that is part of its series already. */
    void confirm(Hl7Message fragment, AckPolicy policy, long now, Consumer<ExchangeEvent> out) {
        Hold hold = new Hold(fragment, policy, "", new Remembered(), Optional.empty());
        order.add(hold);
        order.finish(hold, order.answers(hold, policy.onSuccess(), List.of(), OptionalLong.empty()), false);
        order.flush(now, out);
        out.accept(new Repeated(fragment));
    }

    private void advance(long now, Consumer<ExchangeEvent> out) {
        while (!backlog.isEmpty()
                && unsettled < options.heldLimit()
                && (order.size() < options.heldLimit()
                        || backlog.element().part().isPresent())) {
            Incoming next = backlog.remove();
            if (!deliver(next, now, out)) {
                backlog.addFirst(next); // what came behind it stays behind it
                return;
            }
        }
    }

    /** False if it has to wait for what another connection of the instrument does with the same bytes. */
    private boolean deliver(Incoming incoming, long now, Consumer<ExchangeEvent> out) {
        Hl7Message message = incoming.message();
        if (incoming.batch().isPresent() && incoming.part().isEmpty()) {
            BatchInFrame batch = incoming.batch().get();
            order.add(batch);
            order.flush(now, out);
            return true;
        }
        AckPolicy policy = options.acknowledgments().policyOf(message);
        Optional<ExchangeCode> unanswerable = unanswerable(message);
        if (unanswerable.isPresent()) {
            reject(incoming, policy, unanswerable.get() == ExchangeCode.BAD_CONTROL_ID, now, out);
            out.accept(new Rejected(message, unanswerable.get(), incoming.offset() + offset(message)));
            return true;
        } else if (incoming.batch().filter(BatchInFrame::isRefused).isPresent()) {
            reject(incoming, policy, true, now, out);
            out.accept(new Rejected(message, ExchangeCode.BATCH_COUNT, incoming.offset()));
            return true;
        }
        String key = RepeatMemory.key(message);
        Optional<Remembered> earlier = memory.find(key);
        if (waitsElsewhere(key, earlier, now)) {
            return false;
        }
        if (options.repeats() != Repeats.DELIVER_ALL && isRepeat(incoming, policy, key, earlier, now, out)) {
            return true;
        }
        boolean duplicate = earlier.isPresent() && memory.stateOf(earlier.get()) != RepeatMemory.State.REFUSED;
        boolean fragment = Continuation.isFragment(message);
        if (fragment && options.fragments().isPresent() && incoming.batch().isEmpty()) {
            series.take(message, incoming.offset(), key, duplicate, now, out);
        } else {
            out.accept(new Delivered(message, hold(incoming, policy, key, now), duplicate, fragment));
        }
        return true;
    }

    /**
     * The same bytes are held on another connection: its end made the sender repeat them here, before they were stored there.
     * No one tells this connection when they are, so it looks again, for as long as a hold may take; then they are delivered
     * and flagged.
     */
    private boolean waitsElsewhere(String key, Optional<Remembered> earlier, long now) {
        boolean elsewhere = options.repeats() != Repeats.DELIVER_ALL
                && !open.containsKey(key)
                && earlier.isPresent()
                && memory.stateOf(earlier.get()) == RepeatMemory.State.HELD;
        if (!elsewhere) {
            lookAgain = Long.MAX_VALUE;
            return false;
        } else if (lookAgain == Long.MAX_VALUE) {
            lookUntil = now + options.times().hold().orElse(LONGEST_LOOK).toNanos();
        } else if (now - lookUntil >= 0) {
            lookAgain = Long.MAX_VALUE;
            return false;
        }
        lookAgain = Math.min(now + LOOK_EVERY.toNanos(), lookUntil);
        return true;
    }

    /** Answers a message whose answer is known, or will be, without delivering it. */
    private boolean isRepeat(
            Incoming incoming,
            AckPolicy policy,
            String key,
            Optional<Remembered> earlier,
            long now,
            Consumer<ExchangeEvent> out) {
        Optional<Hold> first = Optional.ofNullable(open.get(key)).filter(hold -> hold.state != Hold.State.COMMITTED);
        if (first.isPresent()) {
            Hold repeat = new Hold(incoming.message(), policy, key, first.get().entry, incoming.batch());
            repeat.isRepeat = true;
            order.add(repeat, incoming.part(), now);
            first.get().repeats.add(repeat);
        } else if (earlier.isPresent() && answersAgain(earlier.get())) {
            Hold repeat = new Hold(incoming.message(), policy, key, earlier.get(), incoming.batch());
            order.add(repeat, incoming.part(), now);
            order.finish(repeat, memory.answersOf(earlier.get()), true);
            order.flush(now, out);
        } else {
            return false;
        }
        out.accept(new Repeated(incoming.message()));
        return true;
    }

    private boolean answersAgain(Remembered earlier) {
        return switch (memory.stateOf(earlier)) {
            case STORED -> true;
            case ANSWERED ->
                options.repeats() == Repeats.ANSWER_ALL
                        && !memory.answersOf(earlier).isEmpty();
            case HELD, REFUSED -> false;
        };
    }

    private void reject(
            Incoming incoming, AckPolicy policy, boolean mayTryAgain, long now, Consumer<ExchangeEvent> out) {
        Hold hold = new Hold(incoming.message(), policy, "", new Remembered(), incoming.batch());
        boolean silent = !incoming.message().hasHeader()
                && Acknowledgment.echoableId(incoming.message()).isEmpty();
        List<ByteBuffer> answers =
                silent ? List.of() : order.negative(hold, mayTryAgain, List.of(), OptionalLong.empty());
        if (!answers.isEmpty() || incoming.batch().isPresent()) {
            order.add(hold, incoming.part(), now);
            order.finish(hold, answers, false);
            order.flush(now, out);
        }
    }

    private Hold hold(Incoming incoming, AckPolicy policy, String key, long now) {
        Remembered entry = key.isEmpty() ? new Remembered() : memory.remember(key);
        Hold hold = new Hold(incoming.message(), policy, key, entry, incoming.batch());
        order.add(hold, incoming.part(), now);
        unsettled++;
        if (!key.isEmpty()) {
            open.put(key, hold);
        }
        return hold;
    }

    private void expire(Hold hold, Consumer<ExchangeEvent> out) {
        order.finish(hold, order.negative(hold, true, List.of(), OptionalLong.empty()), false);
        if (hold.isRepeat) {
            return; // the caller has the first one
        }
        hold.state = Hold.State.EXPIRED;
        out.accept(new HoldExpired(hold));
    }

    private void settle(Hold hold, List<ByteBuffer> answers, boolean positive, long now, Consumer<ExchangeEvent> out) {
        if (hold.state == Hold.State.SETTLED) {
            throw new IllegalStateException("this hold is settled already");
        }
        Hold.State before = hold.state;
        hold.state = Hold.State.SETTLED;
        unsettled--;
        open.remove(hold.key, hold);
        if (before == Hold.State.COMMITTED) {
            if (options.repeats() == Repeats.ANSWER_ALL) {
                memory.answeredAlso(hold.entry, answers);
            }
            order.leave(answers);
        } else {
            if (positive) {
                memory.stored(hold.entry, answers);
            } else {
                memory.refused(hold.entry);
            }
            if (before == Hold.State.OPEN) {
                order.finish(hold, answers, positive);
            }
            finishRepeats(hold, answers, positive);
        }
        order.flush(now, out);
        advance(now, out);
    }

    private void finishRepeats(Hold hold, List<ByteBuffer> answers, boolean positive) {
        for (Hold repeat : hold.repeats) {
            if (!repeat.answersKnown) {
                order.finish(repeat, answers, positive);
            }
        }
        hold.repeats.clear();
    }

    private static Incoming alone(Hl7Message message) {
        return new Incoming(message, 0, Optional.empty(), Optional.empty());
    }

    private static Optional<ExchangeCode> unanswerable(Hl7Message message) {
        if (!message.hasHeader()) {
            return Optional.of(ExchangeCode.BAD_MSH);
        }
        return Acknowledgment.echoableId(message).isEmpty()
                ? Optional.of(ExchangeCode.BAD_CONTROL_ID)
                : Optional.empty();
    }

    /** Of the first problem of the header. */
    private static long offset(Hl7Message message) {
        return message.problems().stream()
                .filter(problem -> switch (problem.code()) {
                    case BAD_MSH, BAD_CONTROL_ID, EMPTY_CONTROL_ID -> true;
                    default -> false;
                })
                .mapToLong(Hl7Problem::offset)
                .findFirst()
                .orElse(0);
    }
}
