// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Ticker;
import io.assaylink.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings events to a {@link Session}, one at a time, wakes it at its deadlines, and performs its effects. Thread-safe. */
final class SessionShell {
    private static final Logger LOG = LoggerFactory.getLogger(SessionShell.class);
    private static final Ticker TICKER = Ticker.system();

    /** Something that the session is told. */
    interface Event {
        void at(Session session, long now);
    }

    private final String clientId;
    private final FacilitatorObserver observer;
    private final HubLink<?> link;
    private final Handlers handlers;
    private final WaitGuard guard;
    private final Counts counts = new Counts();
    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> drained = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ScheduledExecutorService timer;

    // only touched by tasks of the mailbox
    private final Mailbox mailbox = new Mailbox();
    private final Session session;
    private final OutboxWork work;
    private long armedFor = Long.MAX_VALUE;

    private volatile ClientState state;
    private volatile long maxFrameBytes = AssaylinkV1.FRAME_BYTES_BEFORE_WELCOME;
    private volatile boolean closing;
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

    <M> SessionShell(
            ClientOptions options,
            Identity identity,
            BackOff backOff,
            Transport<M> transport,
            Frames<M> frames,
            Outbox outbox,
            Handlers handlers,
            WaitGuard guard,
            FacilitatorObserver observer) {
        this.clientId = options.clientId();
        this.observer = observer;
        this.handlers = handlers;
        this.guard = guard;
        this.session = new Session(options, identity, backOff);
        this.work = new OutboxWork(outbox, this, observer, identity);
        this.state = session.state(TICKER.nanos());
        this.link = new HubLink<>(transport, frames, options.timeouts().close(), new LinkEvents());
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "assaylink-session-" + options.clientId());
            thread.setDaemon(true);
            return thread;
        });
    }

    OutboxWork work() {
        return work;
    }

    ClientState state() {
        return state;
    }

    long maxFrameBytes() {
        return maxFrameBytes;
    }

    /** No new event is taken. */
    boolean isClosing() {
        return closing;
    }

    Counts counts() {
        return counts;
    }

    void onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
    }

    CompletionStage<Void> whenReady() {
        return guard.stage(ready);
    }

    CompletionStage<Boolean> drain(Duration within) {
        closing = true;
        work.appended();
        event((of, now) -> of.drain(now + within.toNanos()));
        return guard.stageBehindHandlers(drained);
    }

    CompletionStage<Void> close(Duration within) {
        closing = true;
        event((of, now) -> of.close("closed"));
        CompletableFuture<Void> over = ended.copy().completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS);
        var unused = over.whenComplete((done, failure) -> event((of, now) -> end())); // whatever the peer does
        return guard.stage(over);
    }

    /** Runs in its turn, on the thread that works for the session. */
    void event(Event event) {
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

    private void arm() {
        long deadline = session.nextDeadline();
        if (deadline >= armedFor) {
            return; // wakes too early at most, and looks again
        }
        armedFor = deadline;
        try {
            var unused = timer.schedule(
                    () -> event((of, now) -> {
                        armedFor = Long.MAX_VALUE;
                        of.tick(now);
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
                work.afterForgetting(() -> guard.delivering(() -> drained.complete(all.all())));
            } else if (effect instanceof Effect.Ended) {
                end();
            } else {
                store(effect);
            }
        } catch (RuntimeException | Error failure) { // the effects behind it are wanted all the same
            LOG.warn(
                    "{} failed: {}",
                    effect.getClass().getSimpleName(),
                    failure.getClass().getName());
        }
    }

    private void store(Effect effect) {
        if (effect instanceof Effect.Read read) {
            work.read(read);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            work.acknowledge(acknowledge.upto());
        } else if (effect instanceof Effect.DeadLetter letter) {
            work.deadLetter(letter);
        } else if (effect instanceof Effect.Remove removal) {
            work.remove(removal);
        } else if (effect instanceof Effect.Received received) {
            work.received(received);
        } else if (effect instanceof Effect.Renew) {
            work.renew();
        }
    }

    private void served(long ticket, Answer answer) {
        event((of, now) -> of.protocol().served(ticket, answer));
    }

    private void send(Effect.SendEvent event) {
        CompletionStage<Void> written = link.send(event.epoch(), event.frame());
        if (work.isWatched(event.sequence())) {
            var unused = written.thenRun(() -> event((of, now) -> work.written(event.sequence())));
        }
    }

    private void changed(StateChange change) {
        state = session.state(TICKER.nanos());
        maxFrameBytes = session.protocol().maxFrameBytes();
        if (change.to() == Phase.READY) {
            ready.complete(null);
        } else if (change.from() == Phase.READY && change.to() != Phase.DRAINING) {
            ready = new CompletableFuture<>();
        }
        if (change.to() == Phase.CLOSED) {
            ready.completeExceptionally(new IllegalStateException("the client is closed"));
        }
        Recorded.changed(clientId, change);
        observer.stateChanged(change);
        listeners.forEach(listener -> listener.accept(change));
    }

    private void end() {
        timer.shutdown();
        handlers.close();
        work.afterForgetting(() -> drained.complete(false)); // where nobody drained
        ended.complete(null);
    }

    private final class LinkEvents implements HubLink.Listener {
        @Override
        public void connected(long epoch) {
            guard.receives();
            event((of, now) -> of.connected(epoch, now));
        }

        @Override
        public void frame(long epoch, byte[] bytes) {
            guard.receives();
            event((of, now) -> of.frame(epoch, bytes, now));
        }

        @Override
        public void badFrame(long epoch, EnvelopeException bad) {
            event((of, now) -> of.badFrame(epoch, bad, now));
        }

        @Override
        public void disconnected(long epoch, CloseReason reason) {
            event((of, now) -> of.disconnected(epoch, reason, now));
        }
    }
}
