// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Joins an outbox to a session that sends from it, and tells those who wait for an event of its way.
 *
 * @param <D> the protocol that is spoken
 */
public final class OutboxFeed<D extends Dialect & Feed> implements Storage {
    private final Outbox outbox;
    private final FacilitatorObserver observer;
    private final SessionShell<D> shell;

    // only touched by events of the session
    private final Deliveries deliveries = new Deliveries();
    private final Map<Long, CompletableFuture<Boolean>> revocations = new HashMap<>();
    /** There was no room for a dead letter, and that was said. */
    private boolean lettersFull;

    /** Ends when the outbox has forgotten what the hub acknowledged so far. */
    private CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);

    public OutboxFeed(Outbox outbox, FacilitatorObserver observer, SessionShell<D> shell) {
        this.outbox = outbox;
        this.observer = observer;
        this.shell = shell;
    }

    // ---- any thread

    /** How far the hub's events were dealt with, as the outbox remembers it. */
    public Received received() {
        return outbox.received();
    }

    /** The outbox may hold more than the session knows. */
    public void appended() {
        shell.event((session, now) -> session.dialect().appended(outbox.last(), outbox.acknowledged(), now));
    }

    /** The same, with what is new. */
    public void appended(List<Stored> stored) {
        shell.event((session, now) -> {
            for (Stored event : stored) {
                event.replaced().ifPresent(replaced -> {
                    session.dialect().replaced(replaced);
                    deliveries.settle(replaced, sequence -> new Settlement.Replaced(sequence, event.sequence()));
                });
            }
            session.dialect().appended(outbox.last(), outbox.acknowledged(), now);
        });
    }

    /** The way of an event that is not accepted yet. */
    public Sending sending() {
        return new Sending(shell.guard(), this::revoke);
    }

    /** Before {@link #appended}: this event's way is told to {@code sending}. */
    public void watch(Stored stored, Sending sending) {
        sending.accept(stored);
        shell.event((session, now) -> deliveries.watch(sending, outbox.acknowledged()));
    }

    /** True when it is durable that the event is not sent; false where it is too late, or there is none. */
    public CompletionStage<Boolean> revoke(long sequence) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        shell.event((session, now) -> {
            if (session.dialect().revoke(sequence, now)) {
                revocations.put(sequence, done);
            } else {
                done.complete(false);
            }
        });
        return shell.guard().stage(done);
    }

    // ---- by events of the session

    @Override
    public void afterForgetting(Runnable work) {
        forgotten = forgotten.whenComplete((done, failure) -> work.run());
    }

    @Override
    public void perform(Effect effect) {
        if (effect instanceof Effect.SendEvent event) {
            send(event);
        } else if (effect instanceof Effect.Read read) {
            read(read);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledge(acknowledge.upto());
        } else if (effect instanceof Effect.DeadLetter letter) {
            CompletionStage<Void> written = outbox.deadLetter(letter.sequence(), letter.code(), letter.detail());
            watchRoom(letter.sequence(), written);
            settled(letter.sequence(), written, sequence -> new Settlement.Refused(sequence, letter.code()));
        } else if (effect instanceof Effect.Remove removal) {
            settled(
                    removal.sequence(),
                    outbox.remove(removal.sequence(), removal.reason()),
                    removal.reason().equals("expired") ? Settlement.Expired::new : Settlement.Revoked::new);
        } else if (effect instanceof Effect.Received received) {
            received(received);
        } else if (effect instanceof Effect.Renew) {
            renew();
        } else {
            throw new IllegalStateException(effect.getClass().getSimpleName());
        }
    }

    private void send(Effect.SendEvent event) {
        CompletionStage<Void> written = shell.send(event.epoch(), event.frame());
        if (deliveries.isWatched(event.sequence())) {
            var unused = written.thenRun(() -> shell.event((session, now) -> deliveries.written(event.sequence())));
        }
    }

    private void read(Effect.Read read) {
        var unused = outbox.read(read.after(), read.maxCount(), read.maxBytes())
                .whenComplete((events, failure) -> shell.event((session, now) -> {
                    if (failure == null) {
                        session.dialect().loaded(read.read(), events, now);
                    } else {
                        session.dialect().loadFailed(read.read(), now);
                    }
                }));
    }

    private void acknowledge(long upto) {
        forgotten = outbox.acknowledge(upto).whenComplete((done, failure) -> {
            if (failure != null) { // the number comes again
                shell.event((session, now) -> observer.alarm(new Alarm("outbox.failed", upto, upto)));
            }
        });
        deliveries.acknowledged(upto);
        observer.acknowledged(upto);
    }

    /** What waits behind a dead letter without room waits for a person: that is said, once until there is room. */
    private void watchRoom(long sequence, CompletionStage<Void> written) {
        var unused = written.whenComplete((done, failure) -> shell.event((session, now) -> {
            boolean full = isFull(failure);
            if (full && !lettersFull) {
                observer.alarm(new Alarm("dead-letters.full", sequence, sequence));
            }
            lettersFull = full || (lettersFull && failure != null);
        }));
    }

    private static boolean isFull(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof OutboxException refused && refused.code() == OutboxException.Code.FULL;
    }

    private void settled(long sequence, CompletionStage<?> stage, LongFunction<Settlement> how) {
        var unused = stage.whenComplete((done, failure) -> shell.event((session, now) -> {
            if (failure == null) {
                deliveries.settle(sequence, how);
                CompletableFuture<Boolean> revocation = revocations.remove(sequence);
                if (revocation != null) {
                    revocation.complete(!Boolean.FALSE.equals(done));
                }
            } else if (!isFull(failure)) { // that is said by watchRoom; it is tried again either way
                observer.alarm(new Alarm("outbox.failed", sequence, sequence));
            }
            session.dialect().settledDurably(sequence, failure == null, now);
        }));
    }

    private void received(Effect.Received received) {
        var unused = outbox.received(received.upto())
                .whenComplete((done, failure) ->
                        shell.event((session, now) -> session.dialect().received(received.upto(), failure == null)));
    }

    /** A commit that failed may be on the disk all the same: the outbox is asked which epoch it is in. */
    private void renew() {
        String before = outbox.id();
        long fell = outbox.acknowledged();
        var unused = outbox.renew()
                .handle((done, failure) -> failure == null)
                .thenCompose(done -> outbox.read(0, 1, 1).handle((any, failure) -> null))
                .whenComplete((any, failure) -> shell.event((session, now) -> {
                    if (outbox.id().equals(before)) {
                        session.dialect().renewFailed();
                    } else {
                        deliveries.renumber(fell);
                        revocations.values().forEach(done -> done.complete(false));
                        revocations.clear();
                        session.dialect().renewed(outbox.id(), outbox.last(), fell);
                    }
                    session.tick(now);
                }));
    }
}
