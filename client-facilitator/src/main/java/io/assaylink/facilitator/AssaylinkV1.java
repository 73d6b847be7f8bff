// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
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
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The facilitator protocol, version 1, client's side: {@code hello} and {@code welcome}, events under a cumulative
 * acknowledgement, requests by id both ways.
 */
final class AssaylinkV1 implements Dialect, Feed {
    /** What a frame may have before the hub says so. */
    static final long FRAME_BYTES_BEFORE_WELCOME = 16 << 20;

    private final ClientOptions options;
    private final Identity identity;
    private final Consumer<Effect> out;
    private final EventWindow window;
    private final Requests requests;

    private long epoch;
    private boolean up;
    private boolean draining;
    private long drainUpto;
    /** Read by whoever appends. */
    private volatile long maxFrameBytes = FRAME_BYTES_BEFORE_WELCOME;

    private EnvelopeReader reader = new EnvelopeReader(FRAME_BYTES_BEFORE_WELCOME);
    /** The one of this epoch, between {@link #handshake} and {@link #ready}. */
    private Optional<Envelope.Welcome> welcome = Optional.empty();

    AssaylinkV1(ClientOptions options, Identity identity, BackOff backOff, Consumer<Effect> out) {
        this.options = options;
        this.identity = identity;
        this.out = out;
        this.window = new EventWindow(identity.source(), options, backOff, out);
        this.requests = new Requests(options, identity, out);
    }

    /** What the hub takes in one frame, as it said last. Any thread. */
    long maxFrameBytes() {
        return maxFrameBytes;
    }

    int pendingRequests() {
        return requests.pending();
    }

    @Override
    public long nextDeadline() {
        return Math.min(window.nextDeadline(), requests.nextDeadline());
    }

    // ---- what the caller wants

    /** @param reason why the session is where it is */
    void request(Ask request, String reason, long now) {
        requests.request(request, up, epoch, reason, now);
    }

    void cancel(Ask request) {
        requests.cancel(request);
    }

    @Override
    public void served(long ticket, Answer answer, long now) {
        requests.served(ticket, answer, epoch);
    }

    @Override
    public void drain() {
        draining = true;
        drainUpto = window.last();
    }

    @Override
    public boolean isDrained() {
        return window.isDone(drainUpto) && requests.isQuiet();
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
        out.accept(new Effect.Raise(new Alarm("outbox.failed", 0, 0)));
    }

    @Override
    public void deadLettered(long sequence, boolean done, long now) {
        window.settledDurably(sequence, done, now);
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
                        OptionalLong.empty(),
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
        boolean sane = window.welcome(epoch, given.acked(), given.maxInFlight(), given.maxFrameBytes(), now);
        return sane ? Step.STAY : new Step.Violation("acked beyond what was sent");
    }

    @Override
    public Step frame(byte[] frame, long now) throws EnvelopeException {
        Envelope envelope = reader.read(frame);
        if (envelope instanceof Envelope.Ack ack) {
            return window.ack(ack.upto(), now) ? Step.STAY : new Step.Violation("ack beyond what was sent");
        } else if (envelope instanceof Envelope.Nack nack) {
            return nack(nack, now);
        } else if (envelope instanceof Envelope.Message message) {
            requests.message(message, !draining, epoch, now);
            return requests.isFlooded() ? new Step.Violation("too many unknown replies") : Step.STAY;
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

    private Step nack(Envelope.Nack nack, long now) {
        if (nack.sequence().isEmpty()) {
            requests.refused(nack.id().orElse(""), nack.error());
        } else if (!window.nack(nack.sequence().getAsLong(), nack.error(), now)) {
            return new Step.Violation("nack beyond what was sent");
        }
        return Step.STAY;
    }

    private static Step bye(Envelope.Bye bye) {
        Duration hint = Duration.ofMillis(bye.retryAfterMs().orElse(0));
        return new Step.End(1000, new Verdict(Kind.TRANSIENT, "hub said bye", hint));
    }

    @Override
    public void lost(String reason) {
        up = false;
        welcome = Optional.empty();
        window.lost();
        requests.lost(reason);
    }

    @Override
    public Step tick(long now) {
        window.tick(now);
        requests.tick(epoch, now);
        return Step.STAY;
    }
}
