// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.HandlerTimes;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Feed;
import io.assaylink.facilitator.session.Step;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.facilitator.session.Verdict.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The facilitator protocol, version 1, client's side: {@code hello} and {@code welcome}, events both ways under a cumulative
 * acknowledgement, requests by id both ways.
 */
public final class AssaylinkV1 implements Dialect, Feed {
    /** What a frame may have before the hub says so. */
    static final long FRAME_BYTES_BEFORE_WELCOME = 16 << 20;

    private static final int POLICY_VIOLATION = 1008;

    private final ClientOptions options;
    private final Consumer<Effect> out;
    private final EventWindow window;
    private final Requests requests;
    private final HubEvents hubEvents;

    private Identity identity;
    private long epoch;
    private boolean up;
    /** There will be no other connection. */
    private boolean over;

    private boolean draining;
    private long drainUpto;
    private long tickets;
    /** The outbox begins a new epoch; nothing is to connect meanwhile. */
    private boolean renewing;
    /** It did so, and no hub has agreed since: a second time would be the hub's fault. */
    private boolean renewed;

    /** Read by whoever appends. */
    private volatile long maxFrameBytes = FRAME_BYTES_BEFORE_WELCOME;

    private EnvelopeReader reader = new EnvelopeReader(FRAME_BYTES_BEFORE_WELCOME);
    /** The one of this epoch, between {@link #handshake} and {@link #ready}. */
    private Optional<Envelope.Welcome> welcome = Optional.empty();

    public AssaylinkV1(
            ClientOptions options, Identity identity, HandlerTimes times, BackOff backOff, Consumer<Effect> out) {
        this.options = options;
        this.identity = identity;
        this.out = out;
        LongSupplier nextTicket = () -> ++tickets;
        this.window = new EventWindow(identity, options, backOff, out);
        this.requests = new Requests(options, identity, times, nextTicket, out);
        this.hubEvents = new HubEvents(options, times, nextTicket, out);
    }

    /** What the hub takes in one frame, as it said last. Any thread. */
    public long maxFrameBytes() {
        return maxFrameBytes;
    }

    public int pendingRequests() {
        return requests.pending();
    }

    /** While the outbox begins a new epoch: we would speak of one that is over. */
    @Override
    public boolean isHeld() {
        return renewing;
    }

    @Override
    public long nextDeadline() {
        return Math.min(window.nextDeadline(), Math.min(requests.nextDeadline(), hubEvents.nextDeadline()));
    }

    // ---- what the caller wants

    /**
     * Asks the hub, or ends the request at once.
     *
     * @param reason why the session is where it is
     */
    public void request(Ask request, String reason, long now) {
        if (over) {
            out.accept(new Effect.Complete(request, new Outcome.Disconnected(Certainty.NOT_SENT, reason)));
        } else {
            requests.request(request, up, epoch, reason, now);
        }
    }

    public void cancel(Ask request) {
        requests.cancel(request);
    }

    @Override
    public boolean revoke(long sequence, long now) {
        return window.revoke(sequence, now);
    }

    /** {@code answer} is wanted where its ticket still counts. */
    @Override
    public void served(long ticket, Answer answer, long now) {
        requests.served(ticket, answer, epoch);
        hubEvents.served(ticket, answer, epoch);
    }

    @Override
    public void drain() {
        draining = true;
        drainUpto = window.last();
    }

    @Override
    public boolean isDrained() {
        return window.isDone(drainUpto) && requests.isQuiet() && hubEvents.isQuiet();
    }

    @Override
    public Optional<byte[]> farewell(String why) {
        return Optional.of(EnvelopeWriter.bye(why, -1));
    }

    // ---- what the outbox says

    @Override
    public void appended(long last, long acknowledged, long now) {
        window.appended(last, acknowledged);
        window.pump(now);
    }

    @Override
    public void loaded(long read, List<Stored> events, long now) {
        window.loaded(read, events, now);
    }

    @Override
    public void loadFailed(long read, long now) {
        window.loadFailed(read, now);
        storeFailed();
    }

    @Override
    public void settledDurably(long sequence, boolean done, long now) {
        window.settledDurably(sequence, done, now);
    }

    @Override
    public void replaced(long sequence) {
        window.replaced(sequence);
    }

    /** How far the hub's events were taken by earlier runs. */
    public void restore(Received received) {
        hubEvents.restore(received);
    }

    @Override
    public void received(Received upto, boolean written) {
        hubEvents.durable(upto, written, up, epoch);
        if (!written) {
            storeFailed();
        }
    }

    @Override
    public void renewed(String outbox, long last, long fell) {
        renewing = false;
        identity = identity.withOutbox(outbox);
        requests.identity(identity);
        window.renewed(identity.source(), last, fell);
        out.accept(new Effect.Raise(new Alarm("outbox.epoch-changed", fell + 1, fell + last)));
    }

    @Override
    public void renewFailed() {
        renewing = false;
        renewed = false;
        storeFailed();
    }

    private void storeFailed() {
        out.accept(new Effect.Raise(new Alarm("outbox.failed", 0, 0)));
    }

    // ---- what the connection says

    @Override
    public Step connected(long ofEpoch, long now) {
        epoch = ofEpoch;
        out.accept(new Effect.Send(
                epoch,
                EnvelopeWriter.hello(new Envelope.Hello(
                        1,
                        options.clientId(),
                        identity.instance(),
                        options.software(),
                        identity.source(),
                        window.next(),
                        hubEvents.received(),
                        List.of("ack.upto")))));
        return Step.STAY;
    }

    @Override
    public Step handshake(byte[] frame, long now) throws EnvelopeException {
        Envelope envelope = reader.read(frame);
        if (envelope instanceof Envelope.Bye bye) {
            return bye(bye);
        }
        if (!(envelope instanceof Envelope.Welcome given)) {
            return new Step.Violation("no welcome");
        }
        welcome = Optional.of(given);
        maxFrameBytes = given.maxFrameBytes();
        reader = new EnvelopeReader(Math.max(given.maxFrameBytes(), 1 << 20));
        requests.maxFrameBytes(given.maxFrameBytes());
        return new Step.Ready("welcome");
    }

    @Override
    public Step ready(long now) {
        up = true;
        Envelope.Welcome given = welcome.orElseThrow();
        if (window.welcome(epoch, given.acked(), given.maxInFlight(), given.maxFrameBytes(), now)) {
            renewed = false;
            requests.welcome(epoch, now);
            return Step.STAY;
        }
        renew();
        return new Step.Violation("acked beyond what was sent");
    }

    /** The hub knows numbers that this outbox never sent: it is a copy, or the hub is wrong. A copy must not go on. */
    private void renew() {
        if (!renewed) {
            renewed = true;
            renewing = true;
            out.accept(new Effect.Renew());
        }
    }

    @Override
    public Step frame(byte[] frame, long now) throws EnvelopeException {
        Envelope envelope = reader.read(frame);
        if (envelope instanceof Envelope.Ack ack) {
            return window.ack(ack.upto(), now) ? Step.STAY : new Step.Violation("ack beyond what was sent");
        } else if (envelope instanceof Envelope.Nack nack) {
            return nack(nack, now);
        } else if (envelope instanceof Envelope.Message message && message.kind() == Envelope.Kind.EVENT) {
            hubEvents.event(message, !draining, epoch, now);
        } else if (envelope instanceof Envelope.Message message) {
            requests.message(message, !draining, epoch, now);
            return flooded();
        } else if (envelope instanceof Envelope.Skip skip) {
            hubEvents.skip(skip.sequence());
        } else if (envelope instanceof Envelope.Ping ping) {
            out.accept(new Effect.Send(epoch, EnvelopeWriter.pong(ping.n())));
        } else if (envelope instanceof Envelope.Bye bye) {
            return bye(bye);
        } else if (envelope instanceof Envelope.Unknown unknown) {
            requests.unknown(unknown, epoch);
        } else if (!(envelope instanceof Envelope.Pong)) {
            out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
        }
        return Step.STAY;
    }

    private Step flooded() {
        return requests.isFlooded() ? new Step.Violation(POLICY_VIOLATION, "too many unknown replies") : Step.STAY;
    }

    private Step nack(Envelope.Nack nack, long now) {
        if (nack.sequence().isEmpty()) {
            requests.refused(nack.id().orElse(""), nack.error(), now);
            return flooded();
        }
        boolean known = window.nack(nack.sequence().getAsLong(), nack.error(), now);
        return known ? Step.STAY : new Step.Violation("nack beyond what was sent");
    }

    private static Step bye(Envelope.Bye bye) {
        Duration hint = Duration.ofMillis(bye.retryAfterMs().orElse(0));
        return new Step.End(1000, new Verdict(Kind.TRANSIENT, "hub said bye", hint));
    }

    @Override
    public void lost(String reason, boolean ended) {
        up = false;
        over = ended;
        welcome = Optional.empty();
        window.lost();
        requests.lost(reason, ended);
        hubEvents.lost();
    }

    @Override
    public Step tick(long now) {
        window.tick(now);
        requests.tick(epoch, now);
        hubEvents.tick(epoch, now);
        return Step.STAY;
    }
}
