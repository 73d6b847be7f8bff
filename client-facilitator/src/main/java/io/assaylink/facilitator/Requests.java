// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.Pending;
import io.assaylink.facilitator.exchange.Served;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests in both directions, within a session. Volatile: what has no answer when the connection ends gets none. */
final class Requests {
    private final ClientOptions options;
    private final Identity identity;
    private final Consumer<Effect> out;
    private final Pending pending;
    private final Served served;
    private long maxFrameBytes = Long.MAX_VALUE;
    private long answers;
    private final Rate unknownReplies = new Rate(Duration.ofMinutes(1).toNanos(), 1000);
    private boolean flooded;
    private long lastNow;

    Requests(ClientOptions options, Identity identity, Consumer<Effect> out) {
        this.options = options;
        this.identity = identity;
        this.out = out;
        this.pending = new Pending(options.maxPending());
        this.served = new Served(options.maxServed());
    }

    int pending() {
        return pending.size();
    }

    boolean isQuiet() {
        return pending.size() == 0 && served.size() == 0;
    }

    void maxFrameBytes(long value) {
        maxFrameBytes = value;
    }

    long nextDeadline() {
        return Math.min(pending.nextDeadline(), served.nextDeadline());
    }

    // ---- ours

    void request(Ask request, boolean up, long epoch, String reason, long now) {
        if (!up) {
            out.accept(new Effect.Complete(request, new Outcome.Disconnected(Certainty.NOT_SENT, reason)));
            return;
        }
        Instant time = identity.clock().instant();
        byte[] frame = EnvelopeWriter.request(
                request.type(),
                identity.source(),
                request.id(),
                time,
                time.plusNanos(request.timeoutNanos()),
                request.subject(),
                request.data());
        if (frame.length > maxFrameBytes) {
            refuse(request, Problem.of("too.large", "above the hub's frame limit", false));
        } else if (!pending.register(request, now)) {
            refuse(request, Problem.of("too.many.pending", "the table of pending requests is full", true));
        } else {
            out.accept(new Effect.Send(epoch, frame));
            out.accept(new Effect.Count(Counter.REQUEST_SENT));
        }
    }

    void cancel(Ask request) {
        pending.end(request.id(), Counter.LATE_REPLY)
                .ifPresent(found -> complete(found, new Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN)));
    }

    void refused(String id, Problem problem) {
        Optional<Ask> request = pending.end(id, Counter.DUPLICATE_REPLY);
        if (request.isPresent()) {
            complete(request.get(), new Outcome.Refused(problem));
        } else {
            stray(pending.classify(id));
        }
    }

    private void stray(Counter what) {
        out.accept(new Effect.Count(what));
        flooded |= what == Counter.UNKNOWN_REPLY && !unknownReplies.allows(lastNow);
    }

    /** The hub answers what nobody asked, more than 1,000 times a minute. */
    boolean isFlooded() {
        return flooded;
    }

    private void reply(Envelope.Message message) throws EnvelopeException {
        String id = message.causationId().orElse("");
        Optional<Ask> request = pending.find(id);
        if (request.isEmpty()) {
            stray(pending.classify(id));
        } else if (message.kind() == Envelope.Kind.ERROR) {
            refused(id, EnvelopeReader.readProblem(message.data()));
        } else if (!message.type().equals(request.get().type() + ".reply")) {
            out.accept(new Effect.Count(Counter.WRONG_TYPE_REPLY));
        } else {
            pending.end(id, Counter.DUPLICATE_REPLY);
            out.accept(new Effect.Count(Counter.REPLY));
            complete(request.get(), new Outcome.Reply(message.type(), message.data()));
        }
    }

    // ---- the hub's

    /** @param accepting whether new requests of the hub are taken */
    void message(Envelope.Message message, boolean accepting, long epoch, long now) throws EnvelopeException {
        switch (message.kind()) {
            case REPLY, ERROR -> reply(message);
            case REQUEST -> serve(message, accepting, epoch, now);
            case EVENT ->
                send(
                        epoch,
                        EnvelopeWriter.nack(
                                message.sequence().orElse(0),
                                Problem.of("type.unknown", "this client keeps no events", false)));
        }
    }

    void unknown(Envelope.Unknown unknown, long epoch) {
        Problem problem = Problem.of("type.unknown", "unknown kind", false);
        out.accept(new Effect.Count(Counter.UNKNOWN_KIND));
        if (unknown.sequence().isPresent()) {
            send(epoch, EnvelopeWriter.nack(unknown.sequence().getAsLong(), problem));
        } else if (unknown.id().isPresent()) {
            send(epoch, EnvelopeWriter.nack(unknown.id().get(), problem));
        }
    }

    private void serve(Envelope.Message request, boolean accepting, long epoch, long now) {
        Instant time = identity.clock().instant();
        Duration left =
                request.expiry().map(expiry -> Duration.between(time, expiry)).orElse(options.handlerTimeout());
        if (left.compareTo(options.handlerTimeout()) > 0) {
            left = options.handlerTimeout();
        }
        if (left.isNegative() || left.isZero()) {
            error(request.id(), Problem.of("expired", "came after its time", false), epoch);
        } else if (!accepting || served.isFull()) {
            error(request.id(), Problem.of("instrument.busy", "no room for another request", true), epoch);
        } else {
            HubRequest wanted =
                    new HubRequest(request.id(), request.type(), request.subject(), request.expiry(), request.data());
            Optional<Served.Entry> entry = served.begin(wanted, now + left.toNanos());
            if (entry.isPresent()) {
                Served.Entry begun = entry.get();
                out.accept(new Effect.Serve(begun.ticket(), wanted, begun.deadline()));
            } else {
                out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
            }
        }
    }

    void served(long ticket, Answer answer, long epoch) {
        Optional<Served.Entry> entry = served.end(ticket);
        if (entry.isEmpty()) {
            return; // nobody waits for it any more
        }
        HubRequest request = entry.get().request();
        if (answer instanceof Answer.Data data) {
            byte[] frame = EnvelopeWriter.reply(
                    request.type() + ".reply",
                    identity.source(),
                    answerId(),
                    request.id(),
                    identity.clock().instant(),
                    data.json());
            if (frame.length <= maxFrameBytes) {
                send(epoch, frame);
                out.accept(new Effect.Count(Counter.REQUEST_SERVED));
            } else {
                error(request.id(), Problem.of("too.large", "the reply is above the frame limit", false), epoch);
            }
        } else if (answer instanceof Answer.Failed failed) {
            error(request.id(), failed.problem(), epoch);
        }
    }

    private void error(String id, Problem problem, long epoch) {
        out.accept(new Effect.Count(Counter.REQUEST_NOT_SERVED));
        send(
                epoch,
                EnvelopeWriter.error(
                        identity.source(), answerId(), id, identity.clock().instant(), problem));
    }

    // ---- time and loss

    void tick(long epoch, long now) {
        for (Ask request : pending.expire(now)) {
            complete(request, new Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN));
        }
        for (Served.Entry due : served.due(now)) {
            out.accept(new Effect.Abandon(due.ticket()));
            served(due.ticket(), new Answer.Failed(Problem.of("expired", "the handler took too long", true)), epoch);
        }
    }

    void lost(String reason) {
        flooded = false;
        for (Ask request : pending.endAll()) {
            complete(request, new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, reason));
        }
        for (Served.Entry entry : served.endAll()) {
            out.accept(new Effect.Abandon(entry.ticket()));
        }
    }

    private void refuse(Ask request, Problem problem) {
        complete(request, new Outcome.Refused(problem));
    }

    private void complete(Ask request, Outcome outcome) {
        out.accept(new Effect.Complete(request, outcome));
    }

    private void send(long epoch, byte[] frame) {
        out.accept(new Effect.Send(epoch, frame));
    }

    private String answerId() {
        return identity.instance() + "-a" + ++answers;
    }
}
