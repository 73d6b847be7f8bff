// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.batch.BatchCode;
import io.assaylink.hl7.batch.BatchEvent;
import io.assaylink.hl7.batch.BatchReader;
import io.assaylink.hl7.exchange.ExchangeEvent.Noted;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeOptions.Batches;
import io.assaylink.hl7.exchange.Responder.Incoming;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Cuts a batch that came in one frame into its messages. */
final class BatchIntake {

    private static final int SMALLEST = 64; // the least limit a reader takes, and more

    private final Batches options;
    private final Function<byte[], Hl7Message> reader;
    private final Predicate<Hl7Message> isAnswer;

    /** What was in a batch: messages for us, and answers to ours with their offsets. */
    record Content(List<Incoming> messages, List<Incoming> answers) {}

    BatchIntake(Batches options, Function<byte[], Hl7Message> reader, Predicate<Hl7Message> isAnswer) {
        this.options = options;
        this.reader = reader;
        this.isAnswer = isAnswer;
    }

    static boolean isBatch(Hl7Message message) {
        String id = message.header().id();
        return id.equals("FHS") || id.equals("BHS");
    }

    Content read(Hl7Message whole, long offset, Consumer<ExchangeEvent> out) {
        List<Incoming> messages = new ArrayList<>();
        List<Incoming> answers = new ArrayList<>();
        if (options.answers() == Batches.Answers.REFUSED) {
            out.accept(new Rejected(whole, ExchangeCode.BATCH, offset));
            return new Content(messages, answers);
        }
        BatchInFrame batch = new BatchInFrame(options.answers(), whole);
        messages.add(new Incoming(whole, offset, Optional.of(batch), Optional.empty()));
        BatchReader parts = new BatchReader(Math.max(SMALLEST, whole.size()));
        Consumer<BatchEvent> take = event -> {
            long at = offset + event.offset();
            if (event instanceof BatchEvent.Message one) {
                Hl7Message message = reader.apply(one.content());
                if (isAnswer.test(message)) {
                    answers.add(new Incoming(message, at, Optional.empty(), Optional.empty()));
                } else {
                    messages.add(new Incoming(message, at, Optional.of(batch), Optional.of(batch.expect())));
                }
            } else if (event instanceof BatchEvent.Envelope envelope) {
                batch.add(envelope);
            } else if (event instanceof BatchEvent.Quarantined lost) {
                out.accept(new Rejected(Hl7Message.of(lost.content()), ExchangeCode.BATCH_OUTSIDE, at));
            } else if (event instanceof BatchEvent.Deviation deviation
                    && deviation.code() != BatchCode.OUTSIDE_MESSAGE) {
                out.accept(new Noted(ExchangeCode.BATCH_COUNT, at));
                if (options.refuseMiscounted()) {
                    batch.refuseAll();
                }
            }
        };
        ByteBuffer bytes = whole.asByteBuffer();
        parts.decode(bytes, take);
        parts.end(take);
        boolean onlyAnswers = messages.size() == 1 && !answers.isEmpty();
        return new Content(onlyAnswers ? List.of() : messages, answers);
    }
}
