// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Cause;
import io.assaylink.hl7.exchange.ExchangeEvent.Committed;
import io.assaylink.hl7.exchange.ExchangeEvent.Noted;
import io.assaylink.hl7.exchange.ExchangeEvent.PartlyAnswered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Sent;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.exchange.ExchangeOptions.Correlation;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The messages we send, each until its last answer. Each ends exactly once.
 *
 * <pre>
 *   FOLLOWING ─the answer before it left─▶ WAITING ─window─▶ SENT ─CA─▶ COMMITTED
 *                                                              └──────────┴─ last answer, timeout, end ─▶ (ended)
 * </pre>
 */
final class Initiator {

    private static final int REMEMBERED = 64;

    /** A message of ours. */
    static final class Pending {
        private final long id;
        private final String controlId;
        private final ByteBuffer block;
        private final AckPolicy policy;
        private final Completion completion;
        private long deadline; // meaningful once outstanding
        private boolean handedOver; // some of its bytes may have reached the peer
        private boolean committed;

        Pending(long id, String controlId, ByteBuffer block, AckPolicy policy, Completion completion) {
            this.id = id;
            this.controlId = controlId;
            this.block = block;
            this.policy = policy;
            this.completion = completion;
        }

        long id() {
            return id;
        }

        private boolean isSilentSuccess() {
            return policy.onSuccess().isEmpty();
        }
    }

    private final ExchangeOptions options;
    private final Outgoing outgoing;
    private final Set<Pending> following = new LinkedHashSet<>(); // until the answer before them has left
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Map<String, Pending> outstanding = new LinkedHashMap<>(); // by MSH-10, in the order they left
    private final Map<String, ExchangeCode> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ExchangeCode> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastId;
    private boolean desynchronised; // an answer by order could be that of a message that timed out
    private boolean closed;

    Initiator(ExchangeOptions options, Outgoing outgoing) {
        this.options = options;
        this.outgoing = outgoing;
    }

    /** Checks a message and gives it its number. */
    Pending prepare(Hl7Message message, Completion completion) {
        if (!message.hasHeader() || message.controlId().isAbsent()) {
            throw new IllegalArgumentException("a message to send needs a header with MSH-10");
        }
        return new Pending(
                ++lastId,
                text(message.controlId()),
                MllpEncoder.encode(message.asByteBuffer()),
                AckPolicy.of(message),
                completion);
    }

    /** The message will be sent behind an answer of ours that has not left yet. */
    void follow(Pending pending, Consumer<ExchangeEvent> out) {
        if (closed) {
            out.accept(new SendFailed(pending.id, Cause.NOT_SENT));
        } else {
            following.add(pending);
        }
    }

    /** The answer before it has left; nothing, if the message has failed meanwhile. */
    void sendFollowing(Pending pending, long now, Consumer<ExchangeEvent> out) {
        if (following.remove(pending)) {
            send(pending, now, out);
        }
    }

    void send(Pending pending, long now, Consumer<ExchangeEvent> out) {
        if (closed) {
            out.accept(new SendFailed(pending.id, Cause.NOT_SENT));
        } else {
            waiting.add(pending);
            advance(now, out);
        }
    }

    /** Whether an answer is being waited for. */
    boolean isWaiting() {
        return !outstanding.isEmpty();
    }

    /** Whether answers can no longer be given to their messages. */
    boolean isDesynchronised() {
        return desynchronised;
    }

    /** Whether MSA-2 of {@code message} names a message of ours that is outstanding. */
    boolean expects(Hl7Message message) {
        return outstanding.containsKey(text(message.get("MSA-2")));
    }

    /**
     * An answer came: the event that ends or advances what it belongs to, or one that says it belongs to nothing.
     *
     * @param hold if the answer itself is to be answered; asked for only if it belongs to something
     */
    void answer(Hl7Message message, long offset, Supplier<Optional<Hold>> hold, long now, Consumer<ExchangeEvent> out) {
        Optional<Pending> found = find(text(message.get("MSA-2")), offset, out);
        if (found.isEmpty()) {
            ExchangeCode code = ended.getOrDefault(text(message.get("MSA-2")), ExchangeCode.ACK_UNMATCHED);
            out.accept(new Unmatched(message, code, offset));
            return;
        }
        Pending pending = found.get();
        Optional<AckCode> code = AckCode.of(message.get("MSA-1").text());
        boolean positive = code.filter(AckCode::isPositive).isPresent();
        if (code.equals(Optional.of(AckCode.CA)) || (positive && isDeferred(message))) {
            if (pending.committed) {
                out.accept(new Unmatched(message, ExchangeCode.ACK_DUPLICATE, offset));
                return;
            } else if (pending.policy.onSuccess().contains(AckCode.AA)) {
                pending.committed = true;
                pending.deadline = now + options.times().application().toNanos();
                out.accept(new Committed(pending.id));
                return;
            }
        } else if (positive && commitOnly(pending)) {
            out.accept(new Noted(ExchangeCode.ACK_OTHER_MODE, offset));
        }
        if (positive && !code.get().isCommit() && !pending.completion.isLast(message)) {
            pending.committed = true;
            pending.deadline = now + options.times().application().toNanos();
            out.accept(new PartlyAnswered(pending.id, code, message, hold.get()));
            return;
        }
        end(pending, ExchangeCode.ACK_DUPLICATE);
        out.accept(new Answered(pending.id, code, message, hold.get()));
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
            if (now - pending.deadline < 0) {
                continue;
            }
            end(pending, ExchangeCode.ACK_LATE);
            boolean silent = pending.isSilentSuccess() && !pending.committed;
            if (options.correlation() != Correlation.BY_CONTROL_ID && !desynchronised) {
                desynchronised = true;
                out.accept(new Noted(ExchangeCode.PROTOCOL_DESYNC, -1));
            }
            out.accept(
                    silent
                            ? new Sent(pending.id)
                            : new SendFailed(
                                    pending.id, pending.committed ? Cause.NO_APPLICATION_ANSWER : Cause.TIMED_OUT));
        }
        advance(now, out);
    }

    void closed(Consumer<ExchangeEvent> out) {
        closed = true;
        List<Pending> all = new ArrayList<>(outstanding.values());
        all.addAll(waiting);
        all.addAll(following);
        outstanding.clear();
        waiting.clear();
        following.clear();
        for (Pending pending : all) {
            out.accept(new SendFailed(pending.id, pending.handedOver ? Cause.CLOSED : Cause.NOT_SENT));
        }
    }

    /** The message an answer with this MSA-2 belongs to. */
    private Optional<Pending> find(String controlId, long offset, Consumer<ExchangeEvent> out) {
        Pending named = outstanding.get(controlId);
        if (named != null) {
            return Optional.of(named);
        }
        boolean byOrder = options.correlation() != Correlation.BY_CONTROL_ID && !desynchronised;
        boolean strays =
                !controlId.isEmpty() && ended.containsKey(controlId); // an answer that came before, or too late
        if (!byOrder || strays || outstanding.size() != 1) {
            return Optional.empty();
        }
        if (options.correlation() == Correlation.BY_CONTROL_ID_THEN_ORDER) {
            out.accept(new Noted(ExchangeCode.ACK_BY_ORDER, offset));
        }
        return Optional.of(outstanding.values().iterator().next());
    }

    /** MSA-5 = D: stored for later processing, the application answer follows as a message of its own (before 2.4). */
    private static boolean isDeferred(Hl7Message message) {
        return message.get("MSA-5").text().equals("D");
    }

    private static boolean commitOnly(Pending pending) {
        return pending.policy.onSuccess().equals(List.of(AckCode.CA));
    }

    /** Hands over what the window allows; two with one MSH-10 are never outstanding at once. */
    private void advance(long now, Consumer<ExchangeEvent> out) {
        while (!closed
                && !desynchronised
                && !waiting.isEmpty()
                && outstanding.size() < options.sendWindow()
                && !outstanding.containsKey(waiting.element().controlId)) {
            Pending next = waiting.remove();
            outgoing.add(next.block, () -> next.handedOver = true);
            if (next.isSilentSuccess() && next.policy.onError(true).isEmpty()) {
                remember(next.controlId, ExchangeCode.ACK_UNMATCHED); // an answer to it is nobody else's
                out.accept(new Sent(next.id));
                continue;
            }
            ended.remove(next.controlId);
            next.deadline = now + options.times().answer().toNanos();
            outstanding.put(next.controlId, next);
        }
    }

    private void end(Pending pending, ExchangeCode ifAnsweredAgain) {
        outstanding.remove(pending.controlId);
        remember(pending.controlId, ifAnsweredAgain);
    }

    private void remember(String controlId, ExchangeCode ifAnsweredAgain) {
        ended.remove(controlId);
        ended.put(controlId, ifAnsweredAgain);
    }

    private static String text(Value value) {
        return ISO_8859_1.decode(value.raw()).toString();
    }
}
