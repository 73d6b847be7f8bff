// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.batch.BatchEvent.Envelope;
import io.assaylink.hl7.batch.BatchEvent.Kind;
import io.assaylink.hl7.batch.BatchHeader;
import io.assaylink.hl7.batch.BatchWriter;
import io.assaylink.hl7.exchange.ExchangeOptions.Batches;
import io.assaylink.hl7.exchange.RepeatMemory.Remembered;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One batch that came in one frame (HL7 v2 chapter 2.10.3), until all its messages are settled. Its answer is one frame: the
 * batch is stored as a whole, or its sender learns which messages are not.
 */
final class BatchInFrame {

    /** A header of the batch, or one of its messages, which has its hold once it is delivered or answered without that. */
    static final class Part {
        private final Optional<Envelope> envelope;
        private Optional<Hold> hold = Optional.empty();

        private Part(Optional<Envelope> envelope) {
            this.envelope = envelope;
        }
    }

    private final Batches.Answers wanted;
    private final Hold place; // in the order of answers
    private final List<Part> parts = new ArrayList<>();
    private int expected; // messages that are still to be delivered or answered
    private boolean refused;

    BatchInFrame(Batches.Answers wanted, Hl7Message whole) {
        this.wanted = wanted;
        this.place = new Hold(whole, AckPolicy.never(), "", new Remembered(), Optional.of(this));
    }

    Hold place() {
        return place;
    }

    void add(Envelope envelope) {
        if (envelope.kind().isHeader()) {
            parts.add(new Part(Optional.of(envelope)));
        }
    }

    /** A message that will be delivered, or answered without that. */
    Part expect() {
        Part part = new Part(Optional.empty());
        parts.add(part);
        expected++;
        return part;
    }

    void set(Part part, Hold hold) {
        part.hold = Optional.of(hold);
    }

    void refuseAll() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    boolean answersSuccess() {
        return wanted == Batches.Answers.ALL;
    }

    boolean answersErrors() {
        return wanted == Batches.Answers.ALL || wanted == Batches.Answers.ERRORS;
    }

    void answered() {
        expected--;
    }

    boolean isComplete() {
        return expected == 0;
    }

    List<Hold> holds() {
        return parts.stream().flatMap(part -> part.hold.stream()).toList();
    }

    /** The answer to the whole batch, in the order of its messages. */
    List<ByteBuffer> answers(AnswerBlocks blocks) {
        if (wanted == Batches.Answers.NONE || parts.isEmpty()) {
            return List.of();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BatchWriter writer = new BatchWriter(piece -> {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        });
        boolean open = false;
        for (Part part : parts) {
            if (part.envelope.isPresent()) {
                Envelope envelope = part.envelope.get();
                boolean file = envelope.kind() == Kind.FHS;
                if (file && part != parts.get(0)) {
                    continue; // a second file in one frame is answered as further batches of the first
                }
                BatchHeader header = BatchHeader.answering(envelope, blocks.nextId(), blocks.time());
                if (open) {
                    writer.batchTrailer();
                }
                open = !file;
                if (file) {
                    writer.fileHeader(header);
                } else {
                    writer.batchHeader(header);
                }
            }
            for (ByteBuffer block : part.hold.map(hold -> hold.answers).orElse(List.of())) {
                writer.message(AnswerBlocks.content(block));
            }
        }
        writer.end();
        return List.of(MllpEncoder.encode(ByteBuffer.wrap(bytes.toByteArray())));
    }
}
