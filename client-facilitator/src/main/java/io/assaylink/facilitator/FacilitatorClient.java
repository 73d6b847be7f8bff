// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.shell.Handlers;
import io.assaylink.facilitator.shell.OutboxFeed;
import io.assaylink.facilitator.shell.Sending;
import io.assaylink.facilitator.shell.SessionShell;
import io.assaylink.transport.Transport;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A laboratory's side of the facilitator protocol: sends what the outbox holds, asks and answers requests, and comes back
 * after every loss of the link.
 *
 * <pre>{@code
 * FacilitatorClient client = FacilitatorClient.create(options, transport, frames, outbox);
 * client.on("io.assaylink.instrument.query.v1", request -> status());
 * client.start();
 * client.send(draft).settled();
 * }</pre>
 *
 * <p>Thread-safe. Transport and outbox belong to the caller and are closed after the client.
 */
public final class FacilitatorClient implements AutoCloseable {
    private final ClientOptions options;
    private final WatchedOutbox watched;
    private final Handlers handlers;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();
    private final SessionShell<AssaylinkV1> shell;
    private final OutboxFeed<AssaylinkV1> feed;

    private <M> FacilitatorClient(
            ClientOptions options,
            Transport<M> transport,
            Frames<M> frames,
            Outbox outbox,
            FacilitatorObserver observer,
            BackOff backOff) {
        this.options = options;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String instance = new BigInteger(1, random).toString(36);
        this.prefix = instance + "-";
        String source = "/gateways/" + options.clientId() + "/outbox/" + outbox.id();
        Identity identity = new Identity(instance, source, InstantSource.system());
        this.handlers = new Handlers(options.clientId(), options.maxServed());
        Session<AssaylinkV1> session =
                new Session<>(options, backOff, out -> new AssaylinkV1(options, identity, backOff, out));
        this.shell = new SessionShell<>(options, session, transport, frames, handlers, observer);
        this.feed = new OutboxFeed<>(outbox, observer, shell);
        shell.store(feed);
        this.watched = new WatchedOutbox(outbox, source, session.dialect()::maxFrameBytes, feed::appended);
    }

    /** A client without an observer and with the protocol's own delays. */
    public static <M> FacilitatorClient create(
            ClientOptions options, Transport<M> transport, Frames<M> frames, Outbox outbox) {
        return create(options, transport, frames, outbox, FacilitatorObserver.NONE);
    }

    /** A client, not started. Its {@code transport} is to be made with {@link ClientOptions#receiveLimits()}. */
    public static <M> FacilitatorClient create(
            ClientOptions options,
            Transport<M> transport,
            Frames<M> frames,
            Outbox outbox,
            FacilitatorObserver observer) {
        return new FacilitatorClient(
                options, transport, frames, outbox, observer, new PolicyBackOff(options.retry(), new SecureRandom()));
    }

    /** Begins to connect, once; without effect afterwards. */
    public void start() {
        feed.appended();
        shell.event((session, now) -> session.start(now));
    }

    /** What the client does now, and why. */
    public ClientState state() {
        return shell.state();
    }

    /** Is told each step, in order, on the thread that works for the session: it must not block. */
    public void onStateChange(Consumer<StateChange> listener) {
        shell.onStateChange(listener);
    }

    /** Completes when the session is ready, at once where it is; exceptionally when the client is closed before. */
    public CompletionStage<Void> whenReady() {
        return shell.whenReady();
    }

    /** The outbox that appends are to go through, so that they are sent at once. Closing it closes nothing. */
    public Outbox outbox() {
        return watched;
    }

    /**
     * Accepts an event; it is sent when the hub is there, and again until the hub has it.
     *
     * @throws IllegalArgumentException the data are no JSON, or the type or subject no attribute of CloudEvents
     */
    public Delivery send(Draft draft) {
        if (shell.isClosing()) {
            return Sending.failed(new OutboxException(OutboxException.Code.CLOSED, "the client is draining or closed"));
        }
        Sending delivery = new Sending();
        var unused = watched.append(draft, stored -> feed.watch(stored, delivery))
                .whenComplete((stored, failure) -> delivery.fail(failure));
        return delivery;
    }

    /** The same without an instrument. */
    public PendingReply request(String type, byte[] data, Duration timeout) {
        return request(type, Optional.empty(), data, timeout);
    }

    /**
     * Asks the hub; at most once, and only while the session is ready.
     *
     * @param type of the request; the reply's is {@code type + ".reply"}
     * @param subject the instrument it is about
     * @param data a JSON document, UTF-8, not to be changed
     * @param timeout from 1 ms to a day
     */
    public PendingReply request(String type, Optional<String> subject, byte[] data, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("timeout: 1 ms to 1 day");
        }
        long number = numbers.incrementAndGet();
        Ask request = new Ask(
                number,
                prefix + number,
                type,
                subject,
                data,
                timeout.toNanos(),
                cancelled -> shell.event((session, now) -> session.dialect().cancel(cancelled)));
        shell.event((session, now) -> session.dialect().request(request, session.reason(), now));
        return request;
    }

    /**
     * Answers the hub's requests of this type from now on.
     *
     * @throws IllegalStateException there is a handler for it
     */
    public void on(String type, RequestHandler handler) {
        handlers.on(type, handler);
    }

    /** New credentials are there: a client that was refused tries them, within its hourly bound. */
    public void credentialsChanged() {
        shell.event((session, now) -> session.credentialsChanged(now));
    }

    /**
     * Accepts no new event, waits until the hub holds what was accepted, then closes.
     *
     * @return true where it does; false where {@code within} was over first, and the rest stays in the outbox
     */
    public CompletionStage<Boolean> drain(Duration within) {
        feed.appended();
        return shell.drain(within);
    }

    /** Closes in any state. Completes at the latest after {@code within}; nothing is lost by it but pending requests. */
    public CompletionStage<Void> close(Duration within) {
        return shell.close(within);
    }

    /** {@link #close(Duration)} without waiting. */
    @Override
    public void close() {
        var unused = close(options.closeTimeout());
    }
}
