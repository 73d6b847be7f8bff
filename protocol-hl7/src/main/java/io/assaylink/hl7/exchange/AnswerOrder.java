// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.ack.Acknowledgment.Content;
import io.assaylink.hl7.exchange.ExchangeOptions.Repeats;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Our answers on their way out: made, kept in the order in which their messages came, and remembered when they left. */
final class AnswerOrder {

    private final ExchangeOptions options;
    private final RepeatMemory memory;
    private final AnswerBlocks blocks;
    private final Outgoing outgoing;
    private final Initiator initiator;
    private final Deque<Hold> places = new ArrayDeque<>(); // in order of arrival, until the answers have left

    AnswerOrder(
            ExchangeOptions options, RepeatMemory memory, AnswerBlocks blocks, Outgoing outgoing, Initiator initiator) {
        this.options = options;
        this.memory = memory;
        this.blocks = blocks;
        this.outgoing = outgoing;
        this.initiator = initiator;
    }

    int size() {
        return places.size();
    }

    /** The next place in the order. */
    void add(Hold hold) {
        places.add(hold);
    }

    /** The place of a batch, whose parts may all be answered already. */
    void add(BatchInFrame batch) {
        places.add(batch.place());
        completeIfDone(batch);
    }

    /** The next place in the order or in the batch; its time starts. */
    void add(Hold hold, Optional<BatchInFrame.Part> part, long now) {
        long deadline = options.times().hold().map(time -> now + time.toNanos()).orElse(Long.MAX_VALUE);
        if (part.isPresent()) {
            BatchInFrame batch = hold.batch.orElseThrow();
            batch.set(part.get(), hold);
            batch.place().deadline = deadline;
        } else {
            hold.deadline = deadline;
            places.add(hold);
        }
    }

    long nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (Hold hold : places) {
            earliest = hold.answersKnown ? earliest : Math.min(earliest, hold.deadline);
        }
        return earliest;
    }

    /** The holds whose time is up; those of a batch all at once. */
    List<Hold> late(long now) {
        List<Hold> late = new ArrayList<>();
        for (Hold hold : places) {
            if (!hold.answersKnown && hold.deadline != Long.MAX_VALUE && now - hold.deadline >= 0) {
                hold.deadline = Long.MAX_VALUE;
                boolean batch = hold.batch.filter(one -> one.place() == hold).isPresent();
                late.addAll(batch ? hold.batch.orElseThrow().holds() : List.of(hold));
            }
        }
        late.removeIf(hold -> hold.answersKnown);
        return late;
    }

    /** A message of ours that is to leave behind the answers to {@code hold}. */
    void follow(Hold hold, Initiator.Pending pending, long now, Consumer<ExchangeEvent> out) {
        Hold place = hold.batch.map(BatchInFrame::place).orElse(hold);
        initiator.follow(pending, out);
        if (place.answersKnown && !places.contains(place)) {
            initiator.sendFollowing(pending, now, out);
        } else {
            place.following.add(pending);
        }
    }

    /** The answers are known; those of a part of a batch leave with the batch. */
    void finish(Hold hold, List<ByteBuffer> answers, boolean positive) {
        hold.answersKnown = true;
        hold.positive = positive;
        hold.answers = answers;
        hold.written = positive ? List.of(hold) : List.of();
        if (hold.batch.isPresent()) {
            hold.batch.get().answered();
            completeIfDone(hold.batch.get());
        }
    }

    /** An application answer after its commit answer: in no order with others. */
    void leave(List<ByteBuffer> answers) {
        answers.forEach(answer -> outgoing.add(answer, () -> {}));
    }

    /** Hands over what is at its turn. */
    void flush(long now, Consumer<ExchangeEvent> out) {
        while (!places.isEmpty() && places.element().answersKnown) {
            Hold hold = places.remove();
            for (int i = 0; i < hold.answers.size(); i++) {
                boolean last = i == hold.answers.size() - 1;
                outgoing.add(hold.answers.get(i), () -> {
                    if (last) {
                        boolean keep = options.repeats() == Repeats.ANSWER_ALL;
                        hold.written.forEach(one -> memory.answered(one.entry, keep));
                    }
                });
            }
            hold.following.forEach(pending -> initiator.sendFollowing(pending, now, out));
            hold.following.clear();
        }
    }

    /** The blocks of these codes, without CA if that was given before; for a part of a batch if its answer holds them. */
    List<ByteBuffer> answers(Hold hold, List<AckCode> codes, List<AckError> errors, OptionalLong expected) {
        List<ByteBuffer> answers = new ArrayList<>(2);
        for (AckCode code : codes) {
            boolean given = code == AckCode.CA && hold.state == Hold.State.COMMITTED;
            boolean inBatch = hold.batch
                    .map(batch -> code.isPositive() ? batch.answersSuccess() : batch.answersErrors())
                    .orElse(true);
            if (!given && inBatch) {
                answers.add(
                        blocks.of(hold.message, new Content(code, code.isPositive() ? List.of() : errors, expected)));
            }
        }
        return answers;
    }

    /** The positive answers; in a batch AA where the message by itself asks for none. */
    List<ByteBuffer> positive(Hold hold, OptionalLong expected) {
        List<AckCode> codes = hold.policy.onSuccess();
        return answers(
                hold, codes.isEmpty() && hold.batch.isPresent() ? List.of(AckCode.AA) : codes, List.of(), expected);
    }

    /** The negative answer; in a batch AE or AR where the message by itself asks for none. */
    List<ByteBuffer> negative(Hold hold, boolean mayTryAgain, List<AckError> errors, OptionalLong expected) {
        Optional<AckCode> code = hold.policy.onError(mayTryAgain);
        if (code.isEmpty() && hold.batch.isPresent()) {
            code = Optional.of(mayTryAgain ? AckCode.AE : AckCode.AR);
        }
        return code.map(one -> answers(hold, List.of(one), errors, expected)).orElse(List.of());
    }

    private void completeIfDone(BatchInFrame batch) {
        if (batch.isComplete() && !batch.place().answersKnown) {
            Hold place = batch.place();
            place.answersKnown = true;
            place.answers = batch.answers(blocks);
            place.written = batch.holds().stream().filter(hold -> hold.positive).toList();
        }
    }
}
