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
    private static final int MAX_BAD_FRAMES = 10;

    /** What a session needs of its hub. Called on the event loop. */
    interface Hub {

        /** This session speaks for that client now; an older one is replaced. */
        void welcomed(String clientId, HubSession<?> session);

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
    private final Intake intake;
    private final Hub hub;
    private final EnvelopeReader reader;
    private final HubRequests requests = new HubRequests();

    private State state = State.HELLO;
    private String clientId = "";
    private String source = "";
    private long helloDeadline;
    private int badFrames;
    /** Set before anybody else knows this session. */
    private @Nullable Driver<M> driver;

    HubSession(HubOptions options, Frames<M> frames, Intake intake, Hub hub) {
        this.options = options;
        this.frames = frames;
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
        if (state == State.OVER) {
            return;
        }
        try {
            byte[] bytes = frames.utf8(message).orElseThrow(EnvelopeException::binary);
            Envelope envelope = reader.read(bytes);
            if (state == State.HELLO) {
                hello(envelope);
            } else {
                open(envelope);
            }
        } catch (EnvelopeException bad) {
            if (state == State.HELLO || ++badFrames > MAX_BAD_FRAMES) {
                end(4400, bad.code().name());
            }
        }
    }

    @Override
    public void closed(CloseReason reason, long now) {
        state = State.OVER;
        requests.lost();
        hub.over(this);
    }

    @Override
    public long nextDeadline(long now) {
        return state == State.HELLO ? helloDeadline : Long.MAX_VALUE;
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
        } else {
            clientId = hello.clientId();
            source = hello.source();
            state = State.OPEN;
            hub.welcomed(clientId, this);
            Envelope.Welcome welcome = new Envelope.Welcome(
                    "s-" + Long.toHexString(System.nanoTime()),
                    intake.settled(source),
                    options.heartbeat().toMillis(),
                    options.maxInFlight(),
                    options.maxFrameBytes());
            send(EnvelopeWriter.welcome(welcome, Instant.now()));
        }
    }

    private void open(Envelope envelope) throws EnvelopeException {
        if (envelope instanceof Envelope.Message message) {
            message(message);
        } else if (envelope instanceof Envelope.Skip skip) {
            intake.skip(this, source, skip.sequence());
        } else if (envelope instanceof Envelope.Ping ping) {
            send(EnvelopeWriter.pong(ping.n()));
        } else if (envelope instanceof Envelope.Nack nack) {
            nack.id().ifPresent(id -> requests.refused(id, nack.error()));
        } else if (envelope instanceof Envelope.Unknown unknown && unknown.id().isPresent()) {
            send(EnvelopeWriter.nack(unknown.id().get(), Problem.of("type.unknown", "unknown kind", false)));
        }
    }

    private void message(Envelope.Message message) throws EnvelopeException {
        switch (message.kind()) {
            case EVENT -> {
                if (message.source().equals(source)) {
                    intake.event(this, message);
                } else {
                    end(4400, "an event of another source");
                }
            }
            case REQUEST -> hub.asked(this, message);
            case REPLY, ERROR -> requests.answered(message);
        }
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
            var unused = to.connection().outbound().send(frames.text(frame));
        }
    }

    @Override
    public void failed(int code, String text) {
        end(code, text);
    }

    /** Any thread. */
    void end(int code, String text) {
        Driver<M> of = driver;
        if (of != null) {
            of.execute(() -> {
                state = State.OVER;
                of.close(new CloseReason.Local(code, text), Duration.ofSeconds(2));
            });
        }
    }

    /** Cuts the link without a word. Any thread. */
    CompletionStage<CloseReason> cut() {
        Driver<M> of = driver;
        return of == null
                ? java.util.concurrent.CompletableFuture.completedFuture(new CloseReason.Local(0, "never opened"))
                : of.connection().close(Duration.ZERO);
    }
}
