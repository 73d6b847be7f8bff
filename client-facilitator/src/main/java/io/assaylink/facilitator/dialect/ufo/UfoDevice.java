// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.ClientState;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.shell.Handlers;
import io.assaylink.facilitator.shell.SessionShell;
import io.assaylink.transport.Transport;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A device of a UFO server (AIP): is given tasks, executes their commands, answers what it is.
 *
 * <p>Handlers run on their own threads, up to the time of {@code HandlerOptions}; what they do not answer is answered for them: commands
 * with failures, a task with its end. What a lost connection brought is abandoned, as the server has abandoned it.
 *
 * <p>Thread-safe. The transport belongs to the caller and is closed after the client.
 */
public final class UfoDevice implements AutoCloseable {

    /** Executes commands, one result for each in their order. */
    @FunctionalInterface
    public interface CommandHandler {
        List<CommandBatch.Result> execute(CommandBatch batch) throws Exception;
    }

    private final UfoOptions options;
    private final AipFrames frames;
    private final Handlers handlers;
    private final SessionShell<AipDevice> shell;
    private volatile Consumer<TaskEnd> onTaskEnd = end -> {};

    private UfoDevice(UfoOptions options, AipFrames frames, Handlers handlers, SessionShell<AipDevice> shell) {
        this.options = options;
        this.frames = frames;
        this.handlers = handlers;
        this.shell = shell;
    }

    /** A device, not started. */
    public static <M> UfoDevice create(
            UfoOptions options, Transport<M> transport, Frames<M> frames, FacilitatorObserver observer) {
        String id = options.client().clientId();
        AipFrames written = new AipFrames("device", id, Optional.empty(), InstantSource.system());
        Handlers handlers = new Handlers(id, options.client().handlers());
        Session<AipDevice> session = new Session<>(
                options.client(),
                new PolicyBackOff(options.client().retry(), new SecureRandom()),
                out -> new AipDevice(options, written, out));
        SessionShell<AipDevice> shell =
                new SessionShell<>(options.client(), session, transport, frames, handlers, observer);
        UfoDevice device = new UfoDevice(options, written, handlers, shell);
        handlers.on(AipDevice.TASK_END, request -> {
            device.onTaskEnd.accept(TaskEnd.read(read(request.data())));
            return AipDevice.NO_ANSWER;
        });
        return device;
    }

    /** Begins to connect, once; without effect afterwards. */
    public void start() {
        shell.event((session, now) -> session.start(now));
    }

    /** Is given each task: it takes it over and returns. The task is open until {@link #end}, or the server's word. */
    public void onTask(Consumer<DeviceTask> handler) {
        handlers.on(AipDevice.TASK, request -> {
            JsonFrame frame = read(request.data());
            handler.accept(new DeviceTask(
                    frame.key("session_id"),
                    frame.text("task_name"),
                    frame.text("user_request").orElse("")));
            return AipDevice.NO_ANSWER;
        });
    }

    /** Executes what the server commands. */
    public void onCommands(CommandHandler handler) {
        handlers.on(AipDevice.COMMAND, request -> {
            CommandBatch batch = CommandBatch.read(read(request.data()));
            List<CommandBatch.Result> results = handler.execute(batch);
            if (results.size() != batch.commands().size()) {
                throw new IllegalStateException("one result for each command");
            }
            return frames.results(batch, results);
        });
    }

    /** Answers questions for the device: a JSON object, UTF-8. */
    public void onInfoRequest(Callable<byte[]> handler) {
        handlers.on(
                AipDevice.INFO,
                request -> frames.infoResponse(read(request.data()).key("response_id"), handler.call()));
    }

    /** Is told when the server ends a task. */
    public void onTaskEnd(Consumer<TaskEnd> handler) {
        onTaskEnd = handler;
    }

    /**
     * Ends a task: {@code COMPLETED} or {@code FAILED}. The protocol carries no result here; results are those of commands.
     *
     * @return true where it was handed to the connection that brought the task; false where that connection is over, or
     *     the task has ended
     */
    public CompletionStage<Boolean> end(DeviceTask task, TaskEnd.Status status, Optional<String> error) {
        if (status != TaskEnd.Status.COMPLETED && status != TaskEnd.Status.FAILED) {
            throw new IllegalArgumentException("COMPLETED or FAILED");
        }
        CompletableFuture<Boolean> handed = new CompletableFuture<>();
        shell.event((session, now) -> handed.complete(session.dialect().end(task.session(), status, error)));
        return handed;
    }

    private static JsonFrame read(byte[] data) throws EnvelopeException {
        return JsonFrame.read(data, Registration.MAX_FRAME);
    }

    /** What the client does now, and why. */
    public ClientState state() {
        return shell.state();
    }

    /** Is told each step, in order, on the thread that works for the session: it must not block. */
    public void onStateChange(Consumer<StateChange> listener) {
        shell.onStateChange(listener);
    }

    /** Completes when the device is registered, at once where it is. */
    public CompletionStage<Void> whenReady() {
        return shell.whenReady();
    }

    /** A token is good now: a client that was refused tries again, within its hourly bound. */
    public void credentialsChanged() {
        shell.event((session, now) -> session.credentialsChanged(now));
    }

    /** Takes no new work and closes when what it has is ended; false where {@code within} was over first. */
    public CompletionStage<Boolean> drain(Duration within) {
        return shell.drain(within);
    }

    /** Closes in any state. Completes at the latest after {@code within}. */
    public CompletionStage<Void> close(Duration within) {
        return shell.close(within);
    }

    /** {@link #close(Duration)} without waiting. */
    @Override
    public void close() {
        var unused = close(options.client().timeouts().close());
    }
}
