// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Served;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Feed;
import io.assaylink.facilitator.session.Step;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.facilitator.session.Verdict.Kind;
import io.assaylink.transport.CloseReason;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The facilitator protocol "V0", validator's side. Its answers bear no id, and messages that are silent when accepted answer
 * when refused. So one answered message is on its way at a time, what is silent is held back meanwhile, and between silent
 * messages and the next status update stands a fence: an authentication, whose answer cannot be taken for another's and
 * comes after every answer to what was sent before it.
 *
 * <pre>
 *   CLOSED ─connected─▶ AUTHENTICATING ─success, already authenticated─▶ FREE ─an update─▶ STATUS ─answer─▶ FREE
 *                            ▲                                             │                 │
 *                            ├────── an update behind something silent ────┘                 │
 *                            └────── not authenticated (the update stays first) ─────────────┘
 * </pre>
 */
final class ComputeHordeV0 implements Dialect, Feed {
    static final String JOB_NEW = "job.new";
    static final String JOB_CHEATED = "job.cheated";
    static final long MAX_FRAME = 16 << 20;
    /** Specs are not answered, so nothing but time paces them. */
    private static final int SPECS_AT_ONCE = 64;

    private static final long SPECS_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long NEVER = Long.MAX_VALUE;

    private static final Answer EXPIRED = new Answer.Failed(Problem.of("expired", "the handler took too long", true));

    private enum Turn {
        CLOSED,
        AUTHENTICATING,
        FREE,
        STATUS
    }

    private final ComputeHordeOptions options;
    private final Signer signer;
    private final BackOff backOff;
    private final Consumer<Effect> out;
    private final StatusQueue queue;
    private final LatestSpecs specs;
    private final Served served;

    private Turn turn = Turn.CLOSED;
    private boolean up;
    private boolean draining;
    private long drainUpto;
    private long epoch;
    private long tickets;
    /** Something was sent that is answered only where it is refused, and no fence came behind it. */
    private boolean unfenced;

    private long answerDue = NEVER;
    private long heartbeatAt = NEVER;
    private long specsAt = NEVER;
    /** The outbox said something: the next tick looks what may be sent. */
    private long pumpAt = NEVER;

    ComputeHordeV0(ComputeHordeOptions options, Signer signer, BackOff backOff, Consumer<Effect> out) {
        this.options = options;
        this.signer = signer;
        this.backOff = backOff;
        this.out = out;
        this.queue = new StatusQueue(out);
        this.specs = new LatestSpecs(options.maxSpecs());
        this.served = new Served(options.client().handlers().maxWaiting(), () -> ++tickets);
    }

    // ---- what the caller wants

    void specs(String miner, byte[] frame, long now) {
        if (!specs.put(miner, frame)) {
            out.accept(new Effect.Raise(new Alarm("update.refused", 0, 0)));
        }
        specsAt = Math.min(specsAt, now);
    }

    @Override
    public void drain() {
        draining = true;
        drainUpto = queue.last();
    }

    @Override
    public boolean isDrained() {
        return queue.isDone(drainUpto) && served.size() == 0;
    }

    @Override
    public void served(long ticket, Answer answer, long now) {
        if (served.end(ticket).isPresent()) {
            boolean done = answer instanceof Answer.Data;
            out.accept(new Effect.Count(done ? Counter.REQUEST_SERVED : Counter.REQUEST_NOT_SERVED));
            if (!done) {
                out.accept(new Effect.Raise(new Alarm("request.not-served", epoch, epoch)));
            }
        }
    }

    // ---- what the outbox says; what may be sent now is sent by the tick that nextDeadline asks for

    @Override
    public void appended(long last, long acknowledged, long now) {
        queue.appended(last, acknowledged);
    }

    @Override
    public void loaded(long read, List<Stored> events, long now) {
        queue.loaded(read, events);
        pumpAt = now;
    }

    @Override
    public void loadFailed(long read, long now) {
        queue.loadFailed(read, retryAt(1, now));
        out.accept(new Effect.Raise(new Alarm("outbox.failed", 0, 0)));
    }

    @Override
    public void settledDurably(long sequence, boolean done, long now) {
        queue.deadLettered(done, retryAt(1, now));
        pumpAt = now;
    }

    private long retryAt(int refusals, long now) {
        return now + backOff.refused(refusals, Duration.ZERO).toNanos();
    }

    // ---- what the connection says

    @Override
    public Step connected(long ofEpoch, long now) {
        epoch = ofEpoch;
        return authenticate(now);
    }

    @Override
    public Step handshake(byte[] frame, long now) throws EnvelopeException {
        return frame(frame, now);
    }

    @Override
    public Step ready(long now) {
        up = true;
        heartbeatAt = now + options.heartbeat().toNanos();
        specsAt = specs.isEmpty() ? NEVER : now;
        return pump(now);
    }

    @Override
    public Step frame(byte[] bytes, long now) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, MAX_FRAME);
        Optional<String> type = frame.optionalKey("type");
        if (type.isPresent()) {
            push(type.get(), bytes, now);
        } else if (frame.has("status")) {
            return response(Response.read(frame), now);
        } else {
            out.accept(new Effect.Count(Counter.UNKNOWN_KIND));
        }
        return Step.STAY;
    }

    private void push(String type, byte[] bytes, long now) throws EnvelopeException {
        String id;
        if (type.equals(JOB_NEW)) {
            id = JobRequest.read(bytes, MAX_FRAME).job();
        } else if (type.equals(JOB_CHEATED)) {
            id = JobCheated.read(bytes, MAX_FRAME).job();
        } else {
            out.accept(new Effect.Count(Counter.UNKNOWN_KIND));
            return;
        }
        HubRequest request = new HubRequest(type + " " + id, type, Optional.empty(), Optional.empty(), bytes);
        if (draining || served.isFull()) { // nothing in the protocol says no
            out.accept(new Effect.Count(Counter.REQUEST_NOT_SERVED));
            out.accept(new Effect.Raise(new Alarm("request.not-served", epoch, epoch)));
            return;
        }
        long deadline = now + options.client().handlers().timeout().toNanos();
        Optional<Served.Entry> entry = served.begin(request, deadline);
        out.accept(
                entry.isPresent()
                        ? new Effect.Serve(entry.get().ticket(), request, deadline)
                        : new Effect.Count(Counter.UNEXPECTED_FRAME)); // the same job, while it is worked on
    }

    private Step response(Response response, long now) {
        return switch (turn) {
            case AUTHENTICATING -> authenticated(response, now);
            case STATUS -> updated(response, now);
            case FREE -> unasked(response, now);
            case CLOSED -> Step.STAY;
        };
    }

    private Step authenticated(Response response, long now) {
        if (response.success() || response.has(Response.ALREADY_AUTHENTICATED)) {
            if (response.success()) {
                specs.again(); // whoever was not known sent them in vain
                specsAt = specs.isEmpty() ? specsAt : now;
                if (up) {
                    out.accept(new Effect.Count(Counter.AUTHENTICATED_AGAIN));
                }
            } else {
                specs.proven();
            }
            turn = Turn.FREE;
            answerDue = NEVER;
            unfenced = false;
            return up ? pump(now) : new Step.Ready("authenticated");
        }
        if (response.first().startsWith("auth.") && !response.has(Response.NOT_AUTHENTICATED)) {
            return new Step.End(1000, new Verdict(Kind.CREDENTIALS, response.first(), Duration.ZERO));
        }
        silentRefused(response); // the answer to something silent before the fence; ours is still to come
        return Step.STAY;
    }

    private Step updated(Response response, long now) {
        answerDue = NEVER;
        turn = Turn.FREE;
        if (response.success() || response.has(Response.INTEGRITY_ERROR)) {
            if (!response.success()) {
                out.accept(new Effect.Count(Counter.EVENT_ALREADY_APPLIED));
            }
            queue.acknowledged();
        } else if (response.has(Response.NOT_AUTHENTICATED)) {
            return authenticate(now); // not the message's fault: it stays first and is not charged
        } else {
            refused(response, now);
        }
        return pump(now);
    }

    private void refused(Response response, long now) {
        out.accept(new Effect.Count(Counter.EVENT_REFUSED));
        boolean mayPass = response.isUnknownOfTheirs() && !response.has("job.not_found");
        int times = queue.refused();
        if (mayPass && times < options.client().window().maxRefusals()) {
            queue.pause(retryAt(times, now));
        } else {
            queue.deadLetter(response.first(), "refused by the facilitator");
        }
    }

    private Step unasked(Response response, long now) {
        if (response.has(Response.NOT_AUTHENTICATED)) {
            return authenticate(now);
        } else if (response.success() || !unfenced) {
            out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
        } else {
            silentRefused(response);
        }
        return Step.STAY;
    }

    /** A heartbeat or specs were refused: which, nobody says. */
    private void silentRefused(Response response) {
        if (!response.has(Response.NOT_AUTHENTICATED)) {
            out.accept(new Effect.Count(Counter.UNATTRIBUTED_ERROR));
            out.accept(new Effect.Raise(new Alarm("update.refused", epoch, epoch)));
        }
    }

    @Override
    public Verdict verdict(CloseReason reason) {
        if (reason instanceof CloseReason.ByPeer peer && (peer.code() == 3000 || (peer.code() == 3001 && !up))) {
            return new Verdict(Kind.CREDENTIALS, "closed by hub " + peer.code(), Duration.ZERO);
        }
        return Verdict.of(reason); // 3001 of a ready session is the facilitator's wish that we come again
    }

    @Override
    public void lost(String reason, boolean ended) {
        turn = Turn.CLOSED;
        up = false;
        unfenced = false;
        answerDue = NEVER;
        heartbeatAt = NEVER;
        specs.again();
    }

    // ---- time

    @Override
    public Step tick(long now) {
        if (answerDue != NEVER && now - answerDue >= 0 && up) {
            return new Step.End(1000, Verdict.passing("no response in time"));
        }
        for (Served.Entry due : served.due(now)) {
            out.accept(new Effect.Abandon(due.ticket()));
            served(due.ticket(), EXPIRED, now);
        }
        queue.tick(now);
        return pump(now);
    }

    @Override
    public long nextDeadline() {
        long own = Math.min(queue.nextDeadline(), served.nextDeadline());
        if (!up) {
            return own;
        }
        return Math.min(own, turn == Turn.FREE ? Math.min(pumpAt, Math.min(heartbeatAt, specsAt)) : answerDue);
    }

    /** Sends what may be sent now. */
    private Step pump(long now) {
        pumpAt = NEVER;
        if (turn != Turn.FREE || !up) {
            return Step.STAY;
        }
        Optional<Stored> head = queue.head();
        boolean beats = now - heartbeatAt >= 0;
        if (beats) {
            heartbeatAt = now + options.heartbeat().toNanos();
            silent(V0Frames.heartbeat());
            out.accept(new Effect.Count(Counter.HEARTBEAT_SENT));
        }
        if (specsAt != NEVER && now - specsAt >= 0 && (beats || head.isEmpty())) {
            specs.take(SPECS_AT_ONCE).forEach(this::silent);
            specsAt = specs.isEmpty() ? NEVER : now + SPECS_PAUSE;
        }
        if (head.isEmpty()) {
            return Step.STAY;
        }
        if (unfenced) {
            return authenticate(now);
        }
        Stored update = head.get();
        if (!update.type().equals(StatusUpdate.TYPE)) {
            queue.deadLetter("type.unknown", "no status update");
            return Step.STAY;
        }
        turn = Turn.STATUS;
        answerDue = now + options.responseTimeout().toNanos();
        out.accept(new Effect.SendEvent(epoch, update.sequence(), update.data()));
        out.accept(new Effect.Count(Counter.EVENT_SENT));
        return Step.STAY;
    }

    private void silent(byte[] frame) {
        unfenced = true;
        out.accept(new Effect.Send(epoch, frame));
    }

    private Step authenticate(long now) {
        try {
            byte[] key = signer.publicKey();
            out.accept(new Effect.Send(epoch, V0Frames.authentication(key, signer.sign(key))));
        } catch (GeneralSecurityException | RuntimeException unable) {
            return new Step.End(1000, new Verdict(Kind.CREDENTIALS, "signer failed", Duration.ZERO));
        }
        turn = Turn.AUTHENTICATING;
        answerDue = now + options.responseTimeout().toNanos();
        return Step.STAY;
    }
}
