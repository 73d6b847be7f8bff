// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.dialect.assaylink.AssaylinkV1;
import io.assaylink.facilitator.dialect.assaylink.Identity;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.handler.EventHandler;
import io.assaylink.facilitator.handler.HubEvent;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.handler.Registered;
import io.assaylink.facilitator.handler.RequestHandler;
import io.assaylink.facilitator.handler.TypedEventHandler;
import io.assaylink.facilitator.handler.TypedRequestHandler;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.SharedOutbox;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A laboratory's side of the facilitator protocol: sends what the outbox holds, asks and answers requests, and comes back
 * after every loss of the link.
 *
 * <pre>{@code
 * FacilitatorClient client = FacilitatorClient.create(options, transport, frames, outbox);
 * client.on("io.assaylink.instrument.query.v1", Query.class, (query, request) -> status(query));
 * client.start();
 * client.send(draft).settled();
 * }</pre>
 *
 * <p>Thread-safe. Transport and outbox belong to the caller and are closed after the client. Stages complete on the thread
 * that learned of it; a wait on such a thread for what it has to bring itself throws a
 * {@link io.assaylink.facilitator.handler.WouldDeadlockException} at once. Handlers may wait for replies.
 */
public final class FacilitatorClient implements AutoCloseable {
    private final ClientOptions options;
    private final WatchedOutbox watched;
    private final SessionShell<AssaylinkV1> shell;
    private final OutboxFeed<AssaylinkV1> feed;
    private final Handlers handlers;
    private final WaitGuard guard;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();

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
        this.handlers = new Handlers(options.clientId(), options.handlers());
        this.guard = handlers.guard();
        Identity identity =
                new Identity(instance, Identity.source(options.clientId(), outbox.id()), InstantSource.system());
        Session<AssaylinkV1> session =
                new Session<>(options, backOff, out -> new AssaylinkV1(options, identity, handlers, backOff, out));
        this.shell = new SessionShell<>(options, session, transport, frames, handlers, observer);
        this.feed = new OutboxFeed<>(outbox, observer, shell);
        shell.store(feed);
        this.watched = new WatchedOutbox(
                outbox,
                id -> Identity.source(options.clientId(), id),
                session.dialect()::maxFrameBytes,
                guard,
                feed::appended);
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
        shell.event((session, now) -> session.dialect().restore(feed.received()));
        feed.appended();
        shell.event(Session::start);
    }

    /** What the client does now, and why. */
    public ClientState state() {
        return shell.state();
    }

    /** How often each thing was counted since this client was made. */
    public Map<Counter, Long> counts() {
        return shell.counts();
    }

    /** Is told each step, in order, on the thread that works for the session: it must not block. */
    public void onStateChange(Consumer<StateChange> listener) {
        shell.onStateChange(listener);
    }

    /** Completes when the session is ready, at once where it is; exceptionally when the client is closed before. */
    public CompletionStage<Void> whenReady() {
        return shell.whenReady();
    }

    /**
     * The outbox that appends are to go through, so that they are sent at once; dead letters are listed, re-queued and
     * discarded here too.
     */
    public SharedOutbox outbox() {
        return watched;
    }

    // ---- events

    /**
     * Accepts an event; it is sent when the hub is there, and again until the hub has it.
     *
     * @throws IllegalArgumentException the data are no JSON, or the type or subject no attribute of CloudEvents
     */
    public Delivery send(Draft draft) {
        Sending delivery = feed.sending();
        if (shell.isClosing()) {
            delivery.fail(new OutboxException(OutboxException.Code.CLOSED, "the client is draining or closed"));
            return delivery;
        }
        var unused = watched.append(draft, stored -> feed.watch(stored, delivery))
                .whenComplete((stored, failure) -> delivery.fail(failure));
        return delivery;
    }

    /**
     * Takes an event back that no hub can have: one that was not sent on the present connection and that the hub does not
     * hold. The hub is told that its number is skipped.
     *
     * @return true when it is durable that the event is not sent; false where it is too late, or there is none
     */
    public CompletionStage<Boolean> revoke(long sequence) {
        return feed.revoke(sequence);
    }

    // ---- requests

    /** Asks the hub once, about no instrument, for as long as {@link ClientOptions.Requests#timeout()}. */
    public PendingReply request(String type, byte[] data) {
        return request(Request.once(type, data, options.requests().timeout()));
    }

    /** The same without an instrument. */
    public PendingReply request(String type, byte[] data, Duration timeout) {
        return request(Request.once(type, data, timeout));
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
        return request(new Request(type, subject, data, timeout, false));
    }

    /** Asks the hub. Never blocks: one too many is refused at once, with {@code too.many.pending}. */
    public PendingReply request(Request asked) {
        long number = numbers.incrementAndGet();
        Ask request = new Ask(
                number,
                prefix + number,
                asked,
                guard,
                cancelled -> shell.event((session, now) -> session.dialect().cancel(cancelled)));
        shell.event((session, now) -> session.dialect().request(request, session.reason(), now));
        return request;
    }

    // ---- handlers

    /**
     * Answers the hub's requests of this type from now on, in order per subject; those without a subject have no order.
     *
     * @return where this handler gets a time of its own: {@code client.on(type, handler).within(time)}
     * @throws IllegalStateException there is a handler for it
     */
    public Registered on(String type, RequestHandler handler) {
        return on(type, HubRequest::subject, handler);
    }

    /** The same with an order of the caller's: requests of one key are worked on one after the other. */
    public Registered on(String type, Function<HubRequest, Optional<String>> key, RequestHandler handler) {
        return handlers.on(type, key, handler);
    }

    /** The same for records: data that do not fit are refused with {@code schema.invalid} and the place, no value. */
    public <T> Registered on(String type, Class<T> data, TypedRequestHandler<T> handler) {
        return on(type, Binding.request(data, handler));
    }

    /** The same with an order of the caller's. */
    public <T> Registered on(
            String type, Function<HubRequest, Optional<String>> key, Class<T> data, TypedRequestHandler<T> handler) {
        return on(type, key, Binding.request(data, handler));
    }

    /**
     * Takes the hub's events of this type from now on, in order per subject; those without one in order among themselves.
     * Events of a type without a handler are refused for good.
     *
     * @return as for requests
     * @throws IllegalStateException there is a handler for it
     */
    public Registered onEvent(String type, EventHandler handler) {
        return onEvent(type, event -> Optional.of(event.subject().orElse("")), handler);
    }

    /** The same with an order of the caller's. */
    public Registered onEvent(String type, Function<HubEvent, Optional<String>> key, EventHandler handler) {
        return handlers.onEvent(type, key, handler);
    }

    /** The same for records. */
    public <T> Registered onEvent(String type, Class<T> data, TypedEventHandler<T> handler) {
        return onEvent(type, Binding.event(data, handler));
    }

    // ---- life

    /** New credentials are there: a client that was refused tries them, within its hourly bound. */
    public void credentialsChanged() {
        shell.event(Session::credentialsChanged);
    }

    /**
     * Accepts no new event, waits until the hub holds what was accepted and handlers are done, then closes. Never longer
     * than {@code within}; a handler that waits for it gets a
     * {@link io.assaylink.facilitator.handler.WouldDeadlockException}.
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
        var unused = close(options.timeouts().close());
    }
}
