// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.ClientState;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Session;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Ticker;
import io.assaylink.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs a session: its connections, its one thread at a time, its clock, and those who watch it.
 *
 * <p>Thread-safe.
 *
 * @param <D> the protocol that is spoken
 */
public final class SessionShell<D extends Dialect> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionShell.class);
    private static final Ticker TICKER = Ticker.system();

    /** Something that the session is told, at this time. */
    public interface Event<D extends Dialect> {
        void at(Session<D> session, long now);
    }

    private final String clientId;
    private final FacilitatorObserver observer;
    private final Handlers handlers;
    private final WaitGuard guard;
    private final HubLink<?> link;
    private final Counts counts = new Counts();
    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> drained = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final SessionTimer timer;
    /** The timer is this shell's alone and ends with it. */
    private final boolean ownTimer;

    // only touched by tasks of the mailbox
    private final Mailbox mailbox = new Mailbox();
    private final Session<D> session;
    private Storage storage = Storage.NONE;
    private long armedFor = Long.MAX_VALUE;
    private Future<?> armed = CompletableFuture.completedFuture(null);
    private boolean over;

    private volatile ClientState state;
    private volatile boolean closing;
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

    /** A shell with a timer of its own, whose session is not started. */
    public <M> SessionShell(
            ClientOptions options,
            Session<D> session,
            Transport<M> transport,
            Frames<M> frames,
            Handlers handlers,
            FacilitatorObserver observer) {
        this(options, session, transport, frames, handlers, observer, new SessionTimer(options.clientId()), true);
    }

    /** The same on a timer that it shares: whoever made it closes it, after this shell. */
    public <M> SessionShell(
            ClientOptions options,
            Session<D> session,
            Transport<M> transport,
            Frames<M> frames,
            Handlers handlers,
            FacilitatorObserver observer,
            SessionTimer shared) {
        this(options, session, transport, frames, handlers, observer, shared, false);
    }

    private <M> SessionShell(
            ClientOptions options,
            Session<D> session,
            Transport<M> transport,
            Frames<M> frames,
            Handlers handlers,
            FacilitatorObserver observer,
            SessionTimer timer,
            boolean ownTimer) {
        this.clientId = options.clientId();
        this.session = session;
        this.handlers = handlers;
        this.guard = handlers.guard();
        this.observer = observer;
        this.state = session.state(TICKER.nanos());
        this.link = new HubLink<>(transport, frames, options.timeouts().close(), new LinkEvents());
        this.timer = timer;
        this.ownTimer = ownTimer;
    }

    /** Before the first event: what performs the effects on the outbox. */
    public void store(Storage value) {
        storage = value;
    }

    public ClientState state() {
        return state;
    }

    /** Who may wait for what this session brings. */
    public WaitGuard guard() {
        return guard;
    }

    /** How often each thing was counted since this shell was made. */
    public Map<Counter, Long> counts() {
        return counts.all();
    }

    /** Nothing new is taken: it drains, or is closed. */
    public boolean isClosing() {
        return closing;
    }

    public void onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
    }

    public CompletionStage<Void> whenReady() {
        return guard.stage(ready);
    }

    public CompletionStage<Boolean> drain(Duration within) {
        closing = true;
        event((session, now) -> session.drain(now + within.toNanos()));
        CompletableFuture<Boolean> bounded = drained.copy();
        var unused = bounded.completeOnTimeout(false, within.toNanos(), TimeUnit.NANOSECONDS); // closed meanwhile, say
        return guard.stageBehindHandlers(bounded);
    }

    public CompletionStage<Void> close(Duration within) {
        closing = true;
        event((session, now) -> session.close("closed"));
        CompletableFuture<Void> over = ended.copy().completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS);
        var unused = over.whenComplete((done, failure) -> event((session, now) -> end())); // whatever the peer does
        return guard.stage(over);
    }

    /** Tells the session, when it is done with what it was told before. */
    public void event(Event<D> event) {
        mailbox.post(() -> guard.delivering(() -> {
            try {
                event.at(session, TICKER.nanos());
                session.settle();
                for (List<Effect> effects = session.take(); !effects.isEmpty(); effects = session.take()) {
                    effects.forEach(this::perform);
                }
                arm();
            } catch (RuntimeException | Error ours) { // or the mailbox would never run again
                LOG.error("the session failed at an event; it goes on", ours);
            }
        }));
    }

    /** Sends on the connection of this epoch; ends when it was handed to the kernel. */
    CompletionStage<Void> send(long epoch, byte[] frame) {
        return link.send(epoch, frame);
    }

    /** One deadline waits at a time: an earlier one takes its place. */
    private void arm() {
        long deadline = session.nextDeadline();
        if (over || deadline >= armedFor) {
            return; // wakes too early at most, and looks again
        }
        armed.cancel(false);
        armedFor = deadline;
        try {
            armed = timer.after(deadline - TICKER.nanos(), () -> event((session, now) -> due(deadline, now)));
        } catch (RejectedExecutionException closed) {
            armedFor = Long.MAX_VALUE;
        }
    }

    private void due(long deadline, long now) {
        if (armedFor == deadline) { // else it fired while an earlier one took its place, and that one waits
            armedFor = Long.MAX_VALUE;
        }
        session.tick(now);
    }

    private void perform(Effect effect) {
        try {
            if (effect instanceof Effect.Send send) {
                var unused = link.send(send.epoch(), send.frame());
            } else if (effect instanceof Effect.Complete complete) {
                complete.request().complete(complete.outcome());
            } else if (effect instanceof Effect.Serve serve) {
                handlers.serve(serve.ticket(), serve.request(), this::served);
            } else if (effect instanceof Effect.Handle handle) {
                handlers.handle(handle.ticket(), handle.event(), this::served);
            } else if (effect instanceof Effect.Abandon abandon) {
                handlers.abandon(abandon.ticket());
            } else if (effect instanceof Effect.Connect connect) {
                link.connect(connect.epoch());
            } else if (effect instanceof Effect.Disconnect disconnect) {
                link.disconnect(disconnect.epoch(), disconnect.code(), disconnect.text());
            } else if (effect instanceof Effect.Count count) {
                counts.add(count.counter());
                observer.counted(count.counter());
            } else if (effect instanceof Effect.Raise raise) {
                Recorded.raised(clientId, raise.alarm());
                observer.alarm(raise.alarm());
            } else if (effect instanceof Effect.Changed changed) {
                changed(changed.change());
            } else if (effect instanceof Effect.Drained all) {
                // what the hub holds is also forgotten here, so that who waited sees an empty outbox
                storage.afterForgetting(() -> guard.delivering(() -> drained.complete(all.all())));
            } else if (effect instanceof Effect.Ended) {
                end();
            } else {
                storage.perform(effect);
            }
        } catch (RuntimeException | Error failure) { // the effects behind it are wanted all the same
            LOG.warn(
                    "{} failed: {}",
                    effect.getClass().getSimpleName(),
                    failure.getClass().getName());
        }
    }

    private void served(long ticket, Answer answer) {
        event((session, now) -> session.dialect().served(ticket, answer, now));
    }

    private void end() {
        over = true;
        armed.cancel(false);
        if (ownTimer) {
            timer.close();
        }
        handlers.close();
        storage.afterForgetting(() -> guard.delivering(() -> drained.complete(false))); // where nobody drained
        ended.complete(null);
    }

    private void changed(StateChange change) {
        state = session.state(TICKER.nanos());
        if (change.to() == Phase.READY) {
            ready.complete(null);
        } else if (change.to() != Phase.DRAINING && ready.isDone()) {
            ready = new CompletableFuture<>();
        }
        if (change.to() == Phase.CLOSED) {
            ready.completeExceptionally(new IllegalStateException("the client is closed"));
        }
        Recorded.changed(clientId, change);
        observer.stateChanged(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private final class LinkEvents implements HubLink.Listener {
        @Override
        public void connected(long epoch) {
            guard.receives();
            event((session, now) -> session.connected(epoch, now));
        }

        @Override
        public void frame(long epoch, byte[] bytes) {
            guard.receives();
            event((session, now) -> session.frame(epoch, bytes, now));
        }

        @Override
        public void badFrame(long epoch, EnvelopeException bad) {
            event((session, now) -> session.badFrame(epoch, bad, now));
        }

        @Override
        public void disconnected(long epoch, CloseReason reason) {
            event((session, now) -> session.disconnected(epoch, reason, now));
        }
    }
}
