// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.Pending;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Step;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * AIP as a constellation, towards one device: tasks end by {@code session_id}, questions by {@code response_id}, and only
 * on the connection that was asked. The table of this class is that binding: it belongs to one device and is emptied when
 * its connection ends.
 */
final class AipConstellation implements Dialect {
    static final String TASK = "task_end";
    static final String INFO = "device_info_response";

    private final Consumer<Effect> out;
    private final Registration registration;
    private final Pending pending;
    /** Whether this id waits for an answer on another device's connection. */
    private final Predicate<String> isElsewhere;

    private final Set<String> waiting = new HashSet<>();
    /** Tasks that the server said it runs: an error without an id is not about them. */
    private final Set<String> accepted = new HashSet<>();

    AipConstellation(UfoOptions options, AipFrames frames, Predicate<String> isElsewhere, Consumer<Effect> out) {
        this.out = out;
        this.isElsewhere = isElsewhere;
        this.registration = new Registration(options, frames, out);
        this.pending = new Pending(
                options.client().requests().maxPending(),
                options.client().requests().remembered());
    }

    int pendingRequests() {
        return pending.size();
    }

    // ---- what the caller wants

    /** The entry is made before the frame is handed over: no answer can come too early. */
    void ask(Ask ask, byte[] frame, String reason, long now) {
        if (!registration.isUp()) {
            complete(ask, new Outcome.Disconnected(Certainty.NOT_SENT, reason));
        } else if (!pending.register(ask, now)) {
            Problem full = Problem.of("too.many.pending", "the table of pending requests is full", true);
            complete(ask, new Outcome.Refused(full));
        } else {
            waiting.add(ask.id());
            pending.sent(ask);
            registration.send(frame);
            out.accept(new Effect.Count(Counter.REQUEST_SENT));
        }
    }

    void cancel(Ask ask) {
        end(ask.id(), Counter.LATE_REPLY)
                .ifPresent(found -> complete(found, new Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN)));
    }

    // ---- what the connection says

    @Override
    public Step connected(long epoch, long now) {
        registration.connected(epoch);
        return Step.STAY;
    }

    @Override
    public Step handshake(byte[] frame, long now) throws EnvelopeException {
        return registration.handshake(frame);
    }

    @Override
    public Step ready(long now) {
        registration.ready(now).forEach(early -> out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME)));
        return Step.STAY;
    }

    @Override
    public Step frame(byte[] bytes, long now) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, Registration.MAX_FRAME);
        switch (frame.key("type")) {
            case "heartbeat" -> heartbeat(frame);
            case TASK -> reply(TASK, TaskEnd.read(frame).session(), bytes);
            case INFO -> info(frame, bytes);
            case "error" -> error(frame);
            case "command", "task", "device_info_request" -> out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
            default -> out.accept(new Effect.Count(Counter.UNKNOWN_KIND));
        }
        return Step.STAY;
    }

    /** With a session it says that a task runs; without one it answers ours. */
    private void heartbeat(JsonFrame frame) throws EnvelopeException {
        Optional<String> session = frame.optionalKey("session_id");
        if (session.isEmpty()) {
            registration.heartbeat();
        } else if (waiting.contains(session.get())) {
            accepted.add(session.get());
        }
    }

    private void info(JsonFrame frame, byte[] bytes) throws EnvelopeException {
        String id = frame.key("response_id");
        Optional<byte[]> result = frame.json("result");
        boolean refused = result.isPresent()
                && result.get()[0] == '{'
                && JsonFrame.read(result.get(), Long.MAX_VALUE).names().equals(Set.of("error"));
        Optional<Ask> ask = pending.find(id);
        if (refused && ask.isPresent() && ask.get().request().type().equals(INFO)) {
            refuse(id, Problem.of("device.info.unavailable", "the server knows nothing of the device", true));
        } else {
            reply(INFO, id, bytes);
        }
    }

    private void reply(String type, String id, byte[] bytes) {
        Optional<Ask> ask = pending.find(id);
        if (ask.isEmpty()) {
            stray(id);
        } else if (!ask.get().request().type().equals(type)) {
            out.accept(new Effect.Count(Counter.WRONG_TYPE_REPLY));
        } else {
            end(id, Counter.DUPLICATE_REPLY);
            out.accept(new Effect.Count(Counter.REPLY));
            complete(ask.get(), new Outcome.Reply(type, bytes));
        }
    }

    private void stray(String id) {
        if (isElsewhere.test(id) && !waiting.contains(id)) {
            long epoch = registration.epoch();
            out.accept(new Effect.Count(Counter.WRONG_PEER_REPLY));
            out.accept(new Effect.Raise(new Alarm("hub.wrong-peer", epoch, epoch)));
        } else {
            out.accept(new Effect.Count(pending.classify(id)));
        }
    }

    /** An error mostly names nothing. What it can mean and nothing else is refused; otherwise that is said. */
    private void error(JsonFrame frame) throws EnvelopeException {
        Optional<String> named =
                frame.optionalKey("session_id").filter(id -> pending.find(id).isPresent());
        if (named.isEmpty()) {
            named = frame.optionalKey("response_id")
                    .filter(id -> pending.find(id).isPresent());
        }
        if (named.isEmpty() && !registration.isOwedHeartbeat()) {
            List<String> open =
                    waiting.stream().filter(id -> !accepted.contains(id)).toList();
            named = open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
        }
        if (named.isPresent()) {
            String title = "the server reported an error";
            refuse(named.get(), new Problem("hub.error", title, false, Duration.ZERO, words(frame)));
        } else {
            long epoch = registration.epoch();
            out.accept(new Effect.Count(Counter.UNATTRIBUTED_ERROR));
            out.accept(new Effect.Raise(new Alarm("hub.error-unattributed", epoch, epoch)));
        }
    }

    private static String words(JsonFrame frame) throws EnvelopeException {
        String text = frame.text("error").orElse("");
        String cut = text.length() > 200 ? text.substring(0, 200) : text;
        return cut.replaceAll("[^\\x20-\\x7E]", " ");
    }

    private void refuse(String id, Problem problem) {
        end(id, Counter.DUPLICATE_REPLY).ifPresent(ask -> complete(ask, new Outcome.Refused(problem)));
    }

    private Optional<Ask> end(String id, Counter afterwards) {
        waiting.remove(id);
        accepted.remove(id);
        return pending.end(id, afterwards).map(Pending.Ended::request);
    }

    private void complete(Ask ask, Outcome outcome) {
        out.accept(new Effect.Complete(ask, outcome));
    }

    @Override
    public void lost(String reason, boolean ended) {
        registration.lost();
        waiting.clear();
        accepted.clear();
        for (Pending.Ended asked : pending.endAll(true)) {
            complete(asked.request(), new Outcome.Disconnected(asked.certainty(), reason));
        }
    }

    @Override
    public Verdict verdict(CloseReason reason) {
        return Registration.verdict(reason);
    }

    /** A constellation is asked nothing. */
    @Override
    public void served(long ticket, Answer answer, long now) {}

    @Override
    public Step tick(long now) {
        for (Pending.Ended due : pending.expire(now)) {
            waiting.remove(due.request().id());
            accepted.remove(due.request().id());
            complete(due.request(), new Outcome.TimedOut(due.certainty()));
        }
        return registration.tick(now);
    }

    @Override
    public long nextDeadline() {
        return Math.min(pending.nextDeadline(), registration.nextDeadline());
    }

    @Override
    public void drain() {}

    @Override
    public boolean isDrained() {
        return pending.size() == 0;
    }
}
