// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, hub's side.
 *
 * <pre>
 *   HELLO ─hello/welcome─▶ OPEN ─broken rules, replaced, lost─▶ OVER
 * </pre>
 */
final class HubSession<M> implements Machine<M>, Intake.Answers {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final CompletionStage<CloseReason> NEVER_OPENED =
            CompletableFuture.completedStage(new CloseReason.Local(0, "never opened"));
    private static final long NEVER = Long.MAX_VALUE;

    /** What a session needs of its hub. Called on the event loop. */
    interface Hub {

        /** This session speaks for that client now; an older one is replaced. */
        void welcomed(String clientId, HubSession<?> session);

        /** The welcome is sent; {@code received} is what the client has of the hub's events. */
        void opened(HubSession<?> session, OptionalLong received);

        /** The client has the hub's events up to here. */
        void acknowledged(HubSession<?> session, long upto);

        /** The client refused an event of the hub. */
        void refused(HubSession<?> session, long sequence, Problem problem);

        void over(HubSession<?> session);

        /** Answers a client's request through {@link #reply} or {@link #error}. */
        void asked(HubSession<?> session, Envelope.Message request);
    }

    private enum State {
        HELLO,
        OPEN,
        OVER
    }

    private final HubOptions options;
    private final Frames<M> frames;
    private final Optional<Upgrades.Proof> proof;
    private final Misbehaviour misbehaviour;
    private final Intake intake;
    private final Hub hub;
    private final EnvelopeReader reader;
    private final HubRequests requests = new HubRequests();

    private State state = State.HELLO;
    private volatile String clientId = "";
    private String source = "";
    private long helloDeadline;
    private int badFrames;
    /** When the first of {@code badFrames} came. */
    private long badSince;
    /** The client knows that everything up to here is settled, or will learn it. Written by whoever acknowledges. */
    private volatile long acknowledged;
    /** Set before anybody else knows this session. */
    private @Nullable Driver<M> driver;

    /**
     * @param proof whom this connection proved to be, where it had to
     */
    HubSession(
            HubOptions options,
            Frames<M> frames,
            Optional<Upgrades.Proof> proof,
            Misbehaviour misbehaviour,
            Intake intake,
            Hub hub) {
        this.options = options;
        this.frames = frames;
        this.proof = proof;
        this.misbehaviour = misbehaviour;
        this.intake = intake;
        this.hub = hub;
        this.reader = new EnvelopeReader(options.maxFrameBytes());
    }

    String clientId() {
        return clientId;
    }

    @Override
    public void opened(Driver<M> opened, long now) {
        driver = opened;
        helloDeadline = now + options.helloTimeout().toNanos();
    }

    @Override
    public void received(M message, long now) {
        try {
            for (byte[] frame : misbehaviour.incoming(frames.utf8(message).orElseThrow(EnvelopeException::binary))) {
                frame(frame, now);
            }
        } catch (EnvelopeException binary) {
            bad(binary, now);
        }
    }

    private void frame(byte[] bytes, long now) {
        if (state == State.OVER) {
            return;
        }
        try {
            Envelope envelope = reader.read(bytes);
            if (state == State.HELLO) {
                hello(envelope);
            } else {
                open(envelope);
            }
        } catch (EnvelopeException bad) {
            bad(bad, now);
        }
    }

    private void bad(EnvelopeException bad, long now) {
        if (state == State.HELLO || tooManyBad(now)) {
            state = State.OVER;
            end(4400, bad.code().name());
        }
    }

    private boolean tooManyBad(long now) {
        if (badFrames == 0 || now - badSince > MINUTE) {
            badFrames = 0;
            badSince = now;
        }
        return ++badFrames > options.maxBadFrames();
    }

    @Override
    public void closed(CloseReason reason, long now) {
        state = State.OVER;
        requests.lost();
        hub.over(this);
    }

    @Override
    public long nextDeadline(long now) {
        return state == State.HELLO ? helloDeadline : NEVER;
    }

    @Override
    public void tick(long now) {
        if (state == State.HELLO && now - helloDeadline >= 0) {
            end(4400, "no hello in time");
        }
    }

    private void hello(Envelope envelope) {
        if (!(envelope instanceof Envelope.Hello hello)) {
            end(4400, "no hello");
        } else if (hello.protocol() != 1) {
            end(4406, "no common version");
        } else if (!isAllowed(hello)) {
            end(4403, "not allowed");
        } else {
            OptionalInt ending = misbehaviour.hello();
            if (ending.isPresent()) {
                end(ending.getAsInt(), "told to");
            } else {
                welcome(hello);
            }
        }
    }

    private boolean isAllowed(Envelope.Hello hello) {
        boolean known = options.clients().isEmpty() || options.clients().contains(hello.clientId());
        return known
                && proof.map(of -> of.clientId().equals(hello.clientId())
                                && hello.source().endsWith("/" + of.outbox()))
                        .orElse(true);
    }

    private void welcome(Envelope.Hello hello) {
        clientId = hello.clientId();
        source = hello.source();
        state = State.OPEN;
        hub.welcomed(clientId, this);
        acknowledged = intake.resume(source, hello.next());
        Envelope.Welcome welcome = new Envelope.Welcome(
                "s-" + Long.toHexString(System.nanoTime()),
                Math.max(0, acknowledged + misbehaviour.welcome()),
                options.heartbeat().toMillis(),
                options.maxInFlight(),
                options.maxFrameBytes());
        send(EnvelopeWriter.welcome(welcome, Instant.now()));
        hub.opened(this, hello.received());
    }

    private void open(Envelope envelope) throws EnvelopeException {
        if (envelope instanceof Envelope.Message message) {
            message(message);
        } else if (envelope instanceof Envelope.Skip skip) {
            if (fits(skip.sequence())) {
                intake.skip(this, source, skip.sequence());
            }
        } else if (envelope instanceof Envelope.Ping ping) {
            send(EnvelopeWriter.pong(ping.n()));
        } else if (envelope instanceof Envelope.Ack ack) {
            hub.acknowledged(this, ack.upto());
        } else if (envelope instanceof Envelope.Nack nack) {
            if (nack.sequence().isPresent()) {
                hub.refused(this, nack.sequence().getAsLong(), nack.error());
            } else {
                nack.id().ifPresent(id -> requests.refused(id, nack.error()));
            }
        } else if (envelope instanceof Envelope.Bye) {
            end(1000, "bye");
        } else if (envelope instanceof Envelope.Unknown unknown) {
            unknown(unknown);
        }
    }

    private void unknown(Envelope.Unknown unknown) {
        Problem problem = Problem.of("type.unknown", "unknown kind", false);
        if (unknown.sequence().isPresent()) {
            send(EnvelopeWriter.nack(unknown.sequence().getAsLong(), problem));
        } else if (unknown.id().isPresent()) {
            send(EnvelopeWriter.nack(unknown.id().get(), problem));
        }
    }

    private void message(Envelope.Message message) throws EnvelopeException {
        switch (message.kind()) {
            case EVENT -> {
                if (!message.source().equals(source)) {
                    end(4400, "an event of another source");
                } else if (fits(message.sequence().orElse(0))) {
                    intake.event(this, message);
                }
            }
            case REQUEST -> hub.asked(this, message);
            case REPLY, ERROR -> requests.answered(message);
        }
    }

    /** Bounds what waits to be stored: a client that counts its window never comes here. */
    private boolean fits(long sequence) {
        boolean fits = sequence - acknowledged <= options.maxInFlight();
        if (!fits) {
            end(4429, "more than maxInFlight");
        }
        return fits;
    }

    CompletionStage<Outcome> request(String id, String type, Optional<String> subject, byte[] data, Duration timeout) {
        CompletionStage<Outcome> outcome = requests.register(id, timeout);
        Instant time = Instant.now();
        send(EnvelopeWriter.request(type, DevelopmentHub.SOURCE, id, time, time.plus(timeout), subject, data));
        return outcome;
    }

    void reply(Envelope.Message request, String id, byte[] data) {
        send(EnvelopeWriter.reply(
                request.type() + ".reply", DevelopmentHub.SOURCE, id, request.id(), Instant.now(), data));
    }

    void error(Envelope.Message request, String id, Problem problem) {
        send(EnvelopeWriter.error(DevelopmentHub.SOURCE, id, request.id(), Instant.now(), problem));
    }

    /** Any thread; in the order of the calls. */
    @Override
    public void send(byte[] frame) {
        Driver<M> to = driver;
        if (to != null) {
            for (byte[] each : misbehaviour.outgoing(frame)) {
                var unused = to.connection().outbound().send(frames.text(each));
            }
        }
    }

    /** Sends these bytes as they are. Any thread. */
    void say(byte[] frame) {
        Driver<M> to = driver;
        if (to != null) {
            var unused = to.connection().outbound().send(frames.text(frame));
        }
    }

    @Override
    public void acknowledge(long upto) {
        acknowledged = Math.max(acknowledged, upto);
        send(EnvelopeWriter.ack(Math.max(0, upto + misbehaviour.claim())));
    }

    @Override
    public void failed(int code, String text) {
        end(code, text);
    }

    /** Any thread; code 0 waits for no closing handshake. */
    void end(int code, String text) {
        Driver<M> of = driver;
        if (of != null) {
            of.execute(() -> {
                state = State.OVER;
                if (code == 0) {
                    var unused = of.connection().close(Duration.ZERO);
                } else {
                    of.close(new CloseReason.Local(code, text), CLOSING);
                }
            });
        }
    }

    /** The same, and when it is over. */
    CompletionStage<CloseReason> ending(int code, String text) {
        end(code, text);
        Driver<M> of = driver;
        return of == null ? NEVER_OPENED : of.connection().closed();
    }

    /** Cuts the link without a word. Any thread. */
    CompletionStage<CloseReason> cut() {
        Driver<M> of = driver;
        return of == null ? NEVER_OPENED : of.connection().close(Duration.ZERO);
    }
}
