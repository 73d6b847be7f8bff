// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Ticker;
import io.assaylink.transport.Transport;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(FacilitatorClient.class);
    private static final Ticker TICKER = Ticker.system();

    private final ClientOptions options;
    private final Outbox outbox;
    private final WatchedOutbox watched;
    private final FacilitatorObserver observer;
    private final HubLink<?> link;
    private final Handlers handlers;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();
    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> drained = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ScheduledExecutorService timer;

    // only touched by tasks of the mailbox
    private final Mailbox mailbox = new Mailbox();
    private final Session session;
    private final Deliveries deliveries = new Deliveries();
    private long armedFor = Long.MAX_VALUE;
    /** Ends when the outbox has forgotten what the hub acknowledged so far. */
    private CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);

    private volatile ClientState state;
    private volatile long maxFrameBytes = Session.FRAME_BYTES_BEFORE_WELCOME;
    private volatile boolean closing;
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

    private <M> FacilitatorClient(
            ClientOptions options,
            Transport<M> transport,
            Frames<M> frames,
            Outbox outbox,
            FacilitatorObserver observer,
            BackOff backOff) {
        this.options = options;
        this.outbox = outbox;
        this.observer = observer;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String instance = new BigInteger(1, random).toString(36);
        this.prefix = instance + "-";
        String source = "/gateways/" + options.clientId() + "/outbox/" + outbox.id();
        this.session = new Session(options, new Identity(instance, source, InstantSource.system()), backOff);
        this.state = session.state(TICKER.nanos());
        this.watched = new WatchedOutbox(outbox, source, () -> maxFrameBytes, this::appended);
        this.handlers = new Handlers(options.clientId(), options.maxServed());
        this.link = new HubLink<>(transport, frames, options.closeTimeout(), new LinkEvents());
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "assaylink-session-" + options.clientId());
            thread.setDaemon(true);
            return thread;
        });
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
        event(now -> {
            session.appended(outbox.last(), outbox.acknowledged(), now);
            session.start(now);
        });
    }

    /** What the client does now, and why. */
    public ClientState state() {
        return state;
    }

    /** Is told each step, in order, on the thread that works for the session: it must not block. */
    public void onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
    }

    /** Completes when the session is ready, at once where it is; exceptionally when the client is closed before. */
    public CompletionStage<Void> whenReady() {
        return ready.minimalCompletionStage();
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
        if (closing) {
            return Delivery.failed(
                    new OutboxException(OutboxException.Code.CLOSED, "the client is draining or closed"));
        }
        Delivery delivery = new Delivery();
        var unused = watched.append(draft, stored -> {
                    delivery.accept(stored);
                    event(now -> deliveries.watch(stored.sequence(), delivery, outbox.acknowledged()));
                })
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
        PendingReply request = new PendingReply(
                numbers.incrementAndGet(),
                prefix,
                type,
                subject,
                data,
                timeout.toNanos(),
                cancelled -> event(now -> session.cancel(cancelled)));
        event(now -> session.request(request, now));
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
        event(session::credentialsChanged);
    }

    /**
     * Accepts no new event, waits until the hub holds what was accepted, then closes.
     *
     * @return true where it does; false where {@code within} was over first, and the rest stays in the outbox
     */
    public CompletionStage<Boolean> drain(Duration within) {
        closing = true;
        event(now -> {
            session.appended(outbox.last(), outbox.acknowledged(), now);
            session.drain(now + within.toNanos());
        });
        return drained.copy().completeOnTimeout(false, within.toNanos(), TimeUnit.NANOSECONDS); // closed meanwhile, say
    }

    /** Closes in any state. Completes at the latest after {@code within}; nothing is lost by it but pending requests. */
    public CompletionStage<Void> close(Duration within) {
        closing = true;
        event(now -> session.close("closed"));
        return ended.copy().completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** {@link #close(Duration)} without waiting. */
    @Override
    public void close() {
        var unused = close(options.closeTimeout());
    }

    private void appended() {
        event(now -> session.appended(outbox.last(), outbox.acknowledged(), now));
    }

    private interface Event {
        void at(long now);
    }

    private void event(Event event) {
        mailbox.post(() -> {
            try {
                event.at(TICKER.nanos());
                for (List<Effect> effects = session.take(); !effects.isEmpty(); effects = session.take()) {
                    effects.forEach(this::perform);
                }
                arm();
            } catch (RuntimeException | Error ours) { // or the mailbox would never run again
                LOG.error("the session failed at an event; it goes on", ours);
            }
        });
    }

    private void arm() {
        long deadline = session.nextDeadline();
        if (deadline >= armedFor) {
            return; // wakes too early at most, and looks again
        }
        armedFor = deadline;
        try {
            var unused = timer.schedule(
                    () -> event(now -> {
                        armedFor = Long.MAX_VALUE;
                        session.tick(now);
                    }),
                    deadline - TICKER.nanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            armedFor = Long.MAX_VALUE;
        }
    }

    private void perform(Effect effect) {
        try {
            if (effect instanceof Effect.SendEvent event) {
                send(event);
            } else if (effect instanceof Effect.Send send) {
                var unused = link.send(send.epoch(), send.frame());
            } else if (effect instanceof Effect.Read read) {
                read(read);
            } else if (effect instanceof Effect.Acknowledge acknowledge) {
                acknowledge(acknowledge.upto());
            } else if (effect instanceof Effect.DeadLetter letter) {
                deadLetter(letter);
            } else if (effect instanceof Effect.Complete complete) {
                complete.request().complete(complete.outcome());
            } else if (effect instanceof Effect.Serve serve) {
                handlers.serve(
                        serve.ticket(),
                        serve.request(),
                        (ticket, answer) -> event(now -> session.served(ticket, answer)));
            } else if (effect instanceof Effect.Abandon abandon) {
                handlers.abandon(abandon.ticket());
            } else if (effect instanceof Effect.Connect connect) {
                link.connect(connect.epoch());
            } else if (effect instanceof Effect.Disconnect disconnect) {
                link.disconnect(disconnect.epoch(), disconnect.code(), disconnect.text());
            } else if (effect instanceof Effect.Count count) {
                observer.counted(count.counter());
            } else if (effect instanceof Effect.Raise raise) {
                observer.alarm(raise.alarm());
            } else if (effect instanceof Effect.Changed changed) {
                changed(changed.change());
            } else if (effect instanceof Effect.Drained all) {
                // what the hub holds is also forgotten here, so that who waited sees an empty outbox
                forgotten = forgotten.whenComplete((done, failure) -> drained.complete(all.all()));
            } else {
                end();
            }
        } catch (RuntimeException | Error failure) { // the effects behind it are wanted all the same
            LOG.warn(
                    "{} failed: {}",
                    effect.getClass().getSimpleName(),
                    failure.getClass().getName());
        }
    }

    private void send(Effect.SendEvent event) {
        CompletionStage<Void> written = link.send(event.epoch(), event.frame());
        if (deliveries.isWatched(event.sequence())) {
            var unused = written.thenRun(() -> event(now -> deliveries.written(event.sequence())));
        }
    }

    private void read(Effect.Read read) {
        var unused = outbox.read(read.after(), read.maxCount(), read.maxBytes())
                .whenComplete((events, failure) -> event(now -> {
                    if (failure == null) {
                        session.loaded(read.read(), events, now);
                    } else {
                        session.loadFailed(read.read(), now);
                    }
                }));
    }

    private void acknowledge(long upto) {
        forgotten = outbox.acknowledge(upto).whenComplete((done, failure) -> {
            if (failure != null) {
                event(now -> observer.alarm(new Alarm("outbox.failed", upto, upto))); // the number comes again
            }
        });
        deliveries.acknowledged(upto);
        observer.acknowledged(upto);
    }

    private void deadLetter(Effect.DeadLetter letter) {
        var unused = outbox.deadLetter(letter.sequence(), letter.code(), letter.detail())
                .whenComplete((done, failure) -> event(now -> {
                    if (failure == null) {
                        deliveries.refused(letter.sequence(), letter.code());
                    }
                    session.deadLettered(letter.sequence(), failure == null, now);
                }));
    }

    private void changed(StateChange change) {
        state = session.state(TICKER.nanos());
        maxFrameBytes = session.maxFrameBytes();
        if (change.to() == Phase.READY) {
            ready.complete(null);
        } else if (change.to() != Phase.DRAINING && ready.isDone()) {
            ready = new CompletableFuture<>();
        }
        if (change.to() == Phase.CLOSED) {
            ready.completeExceptionally(new IllegalStateException("the client is closed"));
        }
        observer.stateChanged(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private void end() {
        timer.shutdown();
        handlers.close();
        forgotten = forgotten.whenComplete((done, failure) -> drained.complete(false)); // where nobody drained
        ended.complete(null);
    }

    private final class LinkEvents implements HubLink.Listener {
        @Override
        public void connected(long epoch) {
            event(now -> session.connected(epoch, now));
        }

        @Override
        public void frame(long epoch, byte[] bytes) {
            event(now -> session.frame(epoch, bytes, now));
        }

        @Override
        public void badFrame(long epoch, EnvelopeException bad) {
            event(now -> session.badFrame(epoch, bad, now));
        }

        @Override
        public void disconnected(long epoch, CloseReason reason) {
            event(now -> session.disconnected(epoch, reason, now));
        }
    }
}
