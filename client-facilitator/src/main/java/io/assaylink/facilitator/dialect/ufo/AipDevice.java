// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Served;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Step;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.transport.CloseReason;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * AIP as a device: tasks, commands and questions come in, results go out on the connection that brought them and on no
 * other. What a lost connection brought is abandoned: the server has ended those sessions itself.
 */
final class AipDevice implements Dialect {
    static final String TASK = "task";
    static final String COMMAND = "command";
    static final String INFO = "device_info_request";
    static final String TASK_END = "task_end";
    static final byte[] NO_ANSWER = {};

    private static final Answer EXPIRED = new Answer.Failed(Problem.of("expired", "the handler took too long", true));

    private final UfoOptions options;
    private final AipFrames frames;
    private final Consumer<Effect> out;
    private final Registration registration;
    private final Served served;
    private long tickets;
    /** Tasks of this connection that have not ended. */
    private final Set<String> open = new LinkedHashSet<>();

    private boolean draining;

    AipDevice(UfoOptions options, AipFrames frames, Consumer<Effect> out) {
        this.options = options;
        this.frames = frames;
        this.out = out;
        this.registration = new Registration(options, frames, out);
        this.served = new Served(options.client().handlers().maxWaiting(), () -> ++tickets);
    }

    /** Ends a task; false where this connection did not bring it, or it has ended. */
    boolean end(String session, TaskEnd.Status status, Optional<String> error) {
        boolean ours = open.remove(session);
        if (ours) {
            registration.send(frames.taskEnd(session, status, error));
        }
        return ours;
    }

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
        for (byte[] frame : registration.ready(now)) {
            try {
                frame(frame, now);
            } catch (EnvelopeException bad) {
                out.accept(new Effect.Count(Counter.BAD_FRAME));
            }
        }
        return Step.STAY;
    }

    @Override
    public Step frame(byte[] bytes, long now) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, Registration.MAX_FRAME);
        String type = frame.key("type");
        switch (type) {
            case "heartbeat" -> registration.heartbeat();
            case TASK -> task(frame, bytes, now);
            case COMMAND -> serve(COMMAND, CommandBatch.read(frame).id(), bytes, now);
            case INFO -> serve(INFO, frame.key("response_id"), bytes, now);
            case TASK_END -> {
                TaskEnd end = TaskEnd.read(frame);
                open.remove(end.session());
                serve(TASK_END, end.session(), bytes, now);
            }
            case "error" -> {
                out.accept(new Effect.Count(Counter.UNATTRIBUTED_ERROR));
                out.accept(new Effect.Raise(
                        new Alarm("hub.error-unattributed", registration.epoch(), registration.epoch())));
            }
            default -> out.accept(new Effect.Count(Counter.UNKNOWN_KIND));
        }
        return Step.STAY;
    }

    private void task(JsonFrame frame, byte[] bytes, long now) throws EnvelopeException {
        String session = frame.key("session_id");
        if (open.contains(session)) {
            out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
        } else if (open.size() >= options.client().handlers().maxWaiting()) {
            refuse(TASK, bytes);
        } else {
            open.add(session);
            serve(TASK, session, bytes, now);
        }
    }

    private void serve(String type, String id, byte[] bytes, long now) {
        HubRequest request = new HubRequest(type + " " + id, type, Optional.empty(), Optional.empty(), bytes);
        if (draining || served.isFull()) {
            refuse(type, bytes);
            return;
        }
        long deadline = now + options.client().handlers().timeout().toNanos();
        Optional<Served.Entry> entry = served.begin(request, deadline);
        out.accept(
                entry.isPresent()
                        ? new Effect.Serve(entry.get().ticket(), request, deadline)
                        : new Effect.Count(Counter.UNEXPECTED_FRAME));
    }

    @Override
    public void served(long ticket, Answer answer, long now) {
        served.end(ticket).ifPresent(entry -> {
            if (answer instanceof Answer.Data data) {
                out.accept(new Effect.Count(Counter.REQUEST_SERVED));
                if (data.json().length > 0) {
                    registration.send(data.json());
                }
            } else {
                refuse(entry.request().type(), entry.request().data());
            }
        });
    }

    /** Says no in the words of the protocol, so that nobody waits for an answer in vain. */
    private void refuse(String type, byte[] bytes) {
        out.accept(new Effect.Count(Counter.REQUEST_NOT_SERVED));
        try {
            JsonFrame frame = JsonFrame.read(bytes, Registration.MAX_FRAME);
            switch (type) {
                case TASK -> {
                    String session = frame.key("session_id");
                    open.remove(session);
                    registration.send(frames.taskEnd(session, TaskEnd.Status.FAILED, Optional.of("not taken")));
                }
                case COMMAND -> {
                    CommandBatch batch = CommandBatch.read(frame);
                    registration.send(frames.results(
                            batch,
                            batch.commands().stream()
                                    .map(command -> command.failed("not executed, or not to its end"))
                                    .toList()));
                }
                case INFO -> registration.send(frames.error("no device info"));
                default -> {}
            }
        } catch (EnvelopeException unread) {
            throw new IllegalStateException("read before", unread);
        }
    }

    @Override
    public void lost(String reason, boolean ended) {
        registration.lost();
        open.clear();
        for (Served.Entry entry : served.endAll()) {
            out.accept(new Effect.Abandon(entry.ticket()));
        }
    }

    @Override
    public Verdict verdict(CloseReason reason) {
        return Registration.verdict(reason);
    }

    @Override
    public Step tick(long now) {
        for (Served.Entry due : served.due(now)) {
            out.accept(new Effect.Abandon(due.ticket()));
            served(due.ticket(), EXPIRED, now);
        }
        return registration.tick(now);
    }

    @Override
    public long nextDeadline() {
        return Math.min(served.nextDeadline(), registration.nextDeadline());
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public boolean isDrained() {
        return served.size() == 0 && open.isEmpty();
    }
}
