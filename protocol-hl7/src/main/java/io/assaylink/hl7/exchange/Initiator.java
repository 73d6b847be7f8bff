// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Cause;
import io.assaylink.hl7.exchange.ExchangeEvent.Committed;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Sent;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The messages we send, each until its answer: found by MSA-2, byte for byte. Each ends exactly once. */
final class Initiator {

    private static final int REMEMBERED = 64;

    /** A message of ours. */
    private static final class Pending {
        final long id;
        final String controlId;
        final ByteBuffer block;
        final AckPolicy policy;
        long deadline; // meaningful once outstanding
        boolean handedOver; // some of its bytes may have reached the peer

        Pending(long id, String controlId, ByteBuffer block, AckPolicy policy) {
            this.id = id;
            this.controlId = controlId;
            this.block = block;
            this.policy = policy;
        }

        boolean isSilentSuccess() {
            return policy.onSuccess().isEmpty();
        }
    }

    private final ExchangeOptions options;
    private final Outgoing outgoing;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Map<String, Pending> outstanding = new LinkedHashMap<>();
    private final Map<String, ExchangeCode> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ExchangeCode> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastId;
    private boolean closed;

    Initiator(ExchangeOptions options, Outgoing outgoing) {
        this.options = options;
        this.outgoing = outgoing;
    }

    long send(Hl7Message message, long now, Consumer<ExchangeEvent> out) {
        if (!message.hasHeader() || message.controlId().isAbsent()) {
            throw new IllegalArgumentException("a message to send needs a header with MSH-10");
        }
        String controlId = text(message.controlId());
        Pending pending =
                new Pending(++lastId, controlId, MllpEncoder.encode(message.asByteBuffer()), AckPolicy.of(message));
        if (closed) {
            out.accept(new SendFailed(pending.id, Cause.NOT_SENT));
        } else {
            waiting.add(pending);
            advance(now, out);
        }
        return pending.id;
    }

    /** An answer came: the event that ends or advances what it belongs to, or one that says it belongs to nothing. */
    void answer(Hl7Message message, long now, Consumer<ExchangeEvent> out) {
        String controlId = text(message.get("MSA-2"));
        Pending pending = outstanding.get(controlId);
        if (pending == null) {
            out.accept(new Unmatched(message, ended.getOrDefault(controlId, ExchangeCode.ACK_UNMATCHED)));
            return;
        }
        Optional<AckCode> code = AckCode.of(message.get("MSA-1").text());
        if (code.equals(Optional.of(AckCode.CA)) && pending.policy.onSuccess().contains(AckCode.AA)) {
            pending.deadline = now + options.answerTimeout().toNanos();
            out.accept(new Committed(pending.id));
            return;
        }
        end(pending, ExchangeCode.ACK_DUPLICATE);
        out.accept(new Answered(pending.id, code, message));
        advance(now, out);
    }

    long nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (Pending pending : outstanding.values()) {
            earliest = Math.min(earliest, pending.deadline);
        }
        return earliest;
    }

    void tick(long now, Consumer<ExchangeEvent> out) {
        for (Pending pending : List.copyOf(outstanding.values())) {
            if (now - pending.deadline >= 0) {
                end(pending, ExchangeCode.ACK_LATE);
                out.accept(
                        pending.isSilentSuccess() ? new Sent(pending.id) : new SendFailed(pending.id, Cause.TIMED_OUT));
            }
        }
        advance(now, out);
    }

    void closed(Consumer<ExchangeEvent> out) {
        closed = true;
        List<Pending> all = new ArrayList<>(outstanding.values());
        all.addAll(waiting);
        outstanding.clear();
        waiting.clear();
        for (Pending pending : all) {
            out.accept(new SendFailed(pending.id, pending.handedOver ? Cause.CLOSED : Cause.NOT_SENT));
        }
    }

    /** Hands over what the window allows; two with one MSH-10 are never outstanding at once. */
    private void advance(long now, Consumer<ExchangeEvent> out) {
        while (!closed
                && !waiting.isEmpty()
                && outstanding.size() < options.sendWindow()
                && !outstanding.containsKey(waiting.element().controlId)) {
            Pending next = waiting.remove();
            outgoing.add(next.block, () -> next.handedOver = true);
            if (next.isSilentSuccess() && next.policy.onError(true).isEmpty()) {
                out.accept(new Sent(next.id));
                continue;
            }
            ended.remove(next.controlId);
            next.deadline = now + options.answerTimeout().toNanos();
            outstanding.put(next.controlId, next);
        }
    }

    private void end(Pending pending, ExchangeCode ifAnsweredAgain) {
        outstanding.remove(pending.controlId);
        ended.remove(pending.controlId);
        ended.put(pending.controlId, ifAnsweredAgain);
    }

    private static String text(Value value) {
        return ISO_8859_1.decode(value.raw()).toString();
    }
}
