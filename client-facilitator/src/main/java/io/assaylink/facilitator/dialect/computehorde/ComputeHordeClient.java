// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.ClientState;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.shell.Handlers;
import io.assaylink.facilitator.shell.OutboxFeed;
import io.assaylink.facilitator.shell.Sending;
import io.assaylink.facilitator.shell.SessionShell;
import io.assaylink.transport.Transport;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A validator's client of a ComputeHorde facilitator, protocol "V0".
 *
 * <p>Status updates go through the outbox and are sent until the facilitator has them, first one first. Machine specs are
 * kept in memory, of each miner the latest. What the facilitator sends comes to the handlers, on threads of their own.
 *
 * <p>Thread-safe. Transport and outbox belong to the caller and are closed after the client; the outbox is this client's
 * alone.
 */
public final class ComputeHordeClient implements AutoCloseable {
    /** Where a facilitator listens. */
    public static final String PATH = "/ws/v0/";

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] NOTHING = {};

    private final ComputeHordeOptions options;
    private final Outbox outbox;
    private final Handlers handlers;
    private final SessionShell<ComputeHordeV0> shell;
    private final OutboxFeed<ComputeHordeV0> feed;
    private final Set<UUID> finished = new LinkedHashSet<>(); // under this

    private ComputeHordeClient(
            ComputeHordeOptions options,
            Outbox outbox,
            Handlers handlers,
            SessionShell<ComputeHordeV0> shell,
            OutboxFeed<ComputeHordeV0> feed) {
        this.options = options;
        this.outbox = outbox;
        this.handlers = handlers;
        this.shell = shell;
        this.feed = feed;
    }

    /** A client, not started. */
    public static <M> ComputeHordeClient create(
            ComputeHordeOptions options,
            Transport<M> transport,
            Frames<M> frames,
            Outbox outbox,
            Signer signer,
            FacilitatorObserver observer) {
        BackOff backOff = new PolicyBackOff(options.client().retry(), new SecureRandom());
        Handlers handlers =
                new Handlers(options.client().clientId(), options.client().handlers());
        Session<ComputeHordeV0> session =
                new Session<>(options.client(), backOff, out -> new ComputeHordeV0(options, signer, backOff, out));
        SessionShell<ComputeHordeV0> shell =
                new SessionShell<>(options.client(), session, transport, frames, handlers, observer);
        OutboxFeed<ComputeHordeV0> feed = new OutboxFeed<>(outbox, observer, shell);
        shell.store(feed);
        return new ComputeHordeClient(options, outbox, handlers, shell, feed);
    }

    /**
     * A transport to this facilitator, closed by the caller after the client. The upgrade bears the versions and, for
     * facilitators that ask for it there, the time signed with the key.
     *
     * @param base own timeouts, trust or event loops; its headers are replaced
     */
    public static WebSocketTransport webSocket(
            ComputeHordeOptions options, URI facilitator, Signer signer, WebSocketOptions base) {
        InstantSource clock = InstantSource.system();
        return new WebSocketTransport(
                facilitator,
                options.client().receiveLimits(),
                base.withHeaders(() -> headers(options, signer, clock.instant())));
    }

    static Map<String, String> headers(ComputeHordeOptions options, Signer signer, Instant time) {
        String timestamp = Long.toString(time.getEpochSecond());
        try {
            byte[] signature = signer.sign(timestamp.getBytes(StandardCharsets.US_ASCII));
            return Map.of(
                    "X-Validator-Version",
                    options.validatorVersion(),
                    "X-Validator-Runner-Version",
                    options.runnerVersion(),
                    "X-Timestamp",
                    timestamp,
                    "X-Public-Key",
                    "0x" + HEX.formatHex(signer.publicKey()),
                    "X-Signature",
                    "0x" + HEX.formatHex(signature));
        } catch (GeneralSecurityException unable) {
            throw new IllegalStateException("the signer failed");
        }
    }

    /** Begins to connect, once; without effect afterwards. */
    public void start() {
        feed.appended();
        shell.event((session, now) -> session.start(now));
    }

    /**
     * Is given each new job. It hands the job on and returns within the handler time of the options: a longer one is
     * interrupted, with an alarm. A lost connection does not end it.
     */
    public void onJob(Consumer<JobRequest> handler) {
        handlers.on(ComputeHordeV0.JOB_NEW, request -> {
            handler.accept(JobRequest.read(request.data(), ComputeHordeV0.MAX_FRAME));
            return NOTHING;
        });
    }

    /** Is told of each job that was found out; as {@link #onJob}. */
    public void onCheated(Consumer<JobCheated> handler) {
        handlers.on(ComputeHordeV0.JOB_CHEATED, request -> {
            handler.accept(JobCheated.read(request.data(), ComputeHordeV0.MAX_FRAME));
            return NOTHING;
        });
    }

    /**
     * Accepts a status update. Calls for one job are to come one after the other: their order is the order at the
     * facilitator.
     *
     * @throws IllegalStateException a terminal status of this job was accepted before, as far as is remembered
     */
    public Delivery send(StatusUpdate update) {
        Sending delivery = feed.sending();
        if (shell.isClosing()) {
            delivery.fail(new OutboxException(OutboxException.Code.CLOSED, "the client is draining or closed"));
            return delivery;
        }
        Draft draft =
                new Draft(StatusUpdate.TYPE, update.job().toString(), Instant.now(), V0Frames.status(update), NOTHING);
        CompletionStage<Stored> appended;
        synchronized (this) {
            if (finished.contains(update.job())) {
                throw new IllegalStateException("job " + update.job() + " has its terminal status");
            }
            if (update.status().isTerminal()) {
                remember(update.job());
            }
            appended = outbox.append(draft);
        }
        var unused = appended.whenComplete((stored, failure) -> { // not under the lock: it calls whoever waits
            if (failure == null) {
                feed.watch(stored, delivery);
                feed.appended();
            } else {
                forget(update);
                delivery.fail(failure);
            }
        });
        return delivery;
    }

    private void remember(UUID job) {
        finished.add(job);
        if (finished.size() > options.maxFinishedJobs()) {
            finished.remove(finished.iterator().next());
        }
    }

    /** What was not accepted is not the end of its job. */
    private synchronized void forget(StatusUpdate update) {
        if (update.status().isTerminal()) {
            finished.remove(update.job());
        }
    }

    /** Sends these specs when their turn has come, unless newer ones of the same miner come before. Not durable. */
    public void send(MachineSpecs specs) {
        byte[] frame = V0Frames.specs(specs);
        shell.event((session, now) -> session.dialect().specs(specs.minerHotkey(), frame, now));
    }

    /** What the client does now, and why. */
    public ClientState state() {
        return shell.state();
    }

    /** Is told each step, in order, on the thread that works for the session: it must not block. */
    public void onStateChange(Consumer<StateChange> listener) {
        shell.onStateChange(listener);
    }

    /** Completes when the session is authenticated, at once where it is. */
    public CompletionStage<Void> whenReady() {
        return shell.whenReady();
    }

    /** The key is known now, or another: a client that was refused tries it, within its hourly bound. */
    public void credentialsChanged() {
        shell.event((session, now) -> session.credentialsChanged(now));
    }

    /**
     * Accepts no new update, waits until the facilitator has what was accepted, then closes.
     *
     * @return true where it has; false where {@code within} was over first, and the rest stays in the outbox
     */
    public CompletionStage<Boolean> drain(Duration within) {
        feed.appended();
        return shell.drain(within);
    }

    /** Closes in any state. Completes at the latest after {@code within}; updates stay in the outbox. */
    public CompletionStage<Void> close(Duration within) {
        return shell.close(within);
    }

    /** {@link #close(Duration)} without waiting. */
    @Override
    public void close() {
        var unused = close(options.client().timeouts().close());
    }
}
