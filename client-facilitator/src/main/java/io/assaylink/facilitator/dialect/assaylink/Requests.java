// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.HandlerTimes;
import io.assaylink.facilitator.exchange.Pending;
import io.assaylink.facilitator.exchange.Served;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Requests in both directions, within a session. Volatile: what has no answer when the connection ends gets none. */
final class Requests {
    private Identity identity;
    private final HandlerTimes times;
    private final Consumer<Effect> out;
    private final Pending pending;
    private final Served served;
    private long maxFrameBytes = Long.MAX_VALUE;
    private long answers;
    private final Rate unknownReplies;
    private boolean flooded;
    private long lastNow;

    Requests(ClientOptions options, Identity identity, HandlerTimes times, LongSupplier tickets, Consumer<Effect> out) {
        this.identity = identity;
        this.times = times;
        this.out = out;
        this.pending =
                new Pending(options.requests().maxPending(), options.requests().remembered());
        this.served = new Served(options.handlers().maxWaiting(), tickets);
        this.unknownReplies =
                new Rate(Duration.ofMinutes(1).toNanos(), options.requests().maxUnknown());
    }

    int pending() {
        return pending.size();
    }

    boolean isQuiet() {
        return pending.size() == 0 && served.size() == 0;
    }

    /** The outbox began a new epoch: we speak under another source. */
    void identity(Identity value) {
        identity = value;
    }

    void maxFrameBytes(long value) {
        maxFrameBytes = value;
    }

    long nextDeadline() {
        return Math.min(pending.nextDeadline(), served.nextDeadline());
    }

    // ---- ours

    void request(Ask request, boolean up, long epoch, String reason, long now) {
        lastNow = now;
        if (!up && !request.request().idempotent()) {
            complete(request, new Outcome.Disconnected(Certainty.NOT_SENT, reason));
            return;
        }
        byte[] frame = frame(request, request.request().timeout().toNanos());
        if (frame.length > maxFrameBytes) {
            complete(request, new Outcome.Refused(tooLarge()));
        } else if (!pending.register(request, now)) {
            complete(
                    request,
                    new Outcome.Refused(Problem.of("too.many.pending", "the table of pending requests is full", true)));
        } else if (up) {
            ask(request, frame, epoch);
        }
    }

    private byte[] frame(Ask request, long leftNanos) {
        Instant time = identity.clock().instant();
        return EnvelopeWriter.request(
                request.request().type(),
                identity.source(),
                request.id(),
                time,
                time.plusNanos(leftNanos),
                request.request().subject(),
                request.request().data());
    }

    private void ask(Ask request, byte[] frame, long epoch) {
        pending.sent(request);
        out.accept(new Effect.Send(epoch, frame));
        out.accept(new Effect.Count(Counter.REQUEST_SENT));
    }

    private static Problem tooLarge() {
        return Problem.of("too.large", "above the hub's frame limit", false);
    }

    /** A session begins: what may be asked twice is asked, or asked again. */
    void welcome(long epoch, long now) {
        for (Ask request : pending.all()) {
            byte[] frame = frame(request, pending.left(request, now));
            if (frame.length > maxFrameBytes) {
                pending.end(request.id(), Counter.LATE_REPLY)
                        .ifPresent(ended -> complete(request, new Outcome.Refused(tooLarge())));
            } else {
                ask(request, frame, epoch);
            }
        }
    }

    void cancel(Ask request) {
        pending.end(request.id(), Counter.LATE_REPLY)
                .ifPresent(ended -> complete(ended.request(), new Outcome.Cancelled(ended.certainty())));
    }

    void refused(String id, Problem problem, long now) {
        lastNow = now;
        Optional<Pending.Ended> ended = pending.end(id, Counter.DUPLICATE_REPLY);
        if (ended.isPresent()) {
            complete(ended.get().request(), new Outcome.Refused(problem));
        } else {
            stray(pending.classify(id));
        }
    }

    private void stray(Counter what) {
        out.accept(new Effect.Count(what));
        flooded |= what == Counter.UNKNOWN_REPLY && !unknownReplies.allows(lastNow);
    }

    /** The hub answers what nobody asked, more often than is borne. */
    boolean isFlooded() {
        return flooded;
    }

    private void reply(Envelope.Message message) throws EnvelopeException {
        String id = message.causationId().orElse("");
        Optional<Ask> request = pending.find(id);
        if (request.isEmpty()) {
            stray(pending.classify(id));
        } else if (message.kind() == Envelope.Kind.ERROR) {
            refused(id, EnvelopeReader.readProblem(message.data()), lastNow);
        } else if (!message.type().equals(request.get().request().type() + ".reply")) {
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
        lastNow = now;
        switch (message.kind()) {
            case REPLY, ERROR -> reply(message);
            case REQUEST -> serve(message, accepting, epoch, now);
            case EVENT -> throw new IllegalStateException("events go elsewhere");
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
        Duration most = times.forRequest(request.type());
        Duration left = request.expiry()
                .map(expiry -> Duration.between(time, expiry))
                .filter(until -> until.compareTo(most) < 0)
                .orElse(most);
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
        for (Pending.Ended ended : pending.expire(now)) {
            complete(ended.request(), new Outcome.TimedOut(ended.certainty()));
        }
        for (Served.Entry due : served.due(now)) {
            out.accept(new Effect.Abandon(due.ticket()));
            served(due.ticket(), new Answer.Failed(Problem.of("expired", "the handler took too long", true)), epoch);
        }
    }

    /** The connection is gone; {@code ended}: there will be no other. */
    void lost(String reason, boolean ended) {
        flooded = false;
        for (Pending.Ended request : pending.endAll(ended)) {
            complete(request.request(), new Outcome.Disconnected(request.certainty(), reason));
        }
        for (Served.Entry entry : served.endAll()) {
            out.accept(new Effect.Abandon(entry.ticket()));
        }
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
