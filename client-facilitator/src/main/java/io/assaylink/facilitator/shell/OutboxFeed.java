// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Feed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
    private CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);

    public OutboxFeed(Outbox outbox, FacilitatorObserver observer, SessionShell<D> shell) {
        this.outbox = outbox;
        this.observer = observer;
        this.shell = shell;
    }

    /** The outbox may hold more than the session knows. */
    public void appended() {
        shell.event((session, now) -> session.dialect().appended(outbox.last(), outbox.acknowledged(), now));
    }

    /** Before {@link #appended}: this event's way is told to {@code sending}. */
    public void watch(Stored stored, Sending sending) {
        sending.accept(stored);
        shell.event((session, now) -> deliveries.watch(stored.sequence(), sending, outbox.acknowledged()));
    }

    @Override
    public CompletionStage<Void> forgotten() {
        return forgotten;
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
            deadLetter(letter);
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

    private void deadLetter(Effect.DeadLetter letter) {
        var unused = outbox.deadLetter(letter.sequence(), letter.code(), letter.detail())
                .whenComplete((done, failure) -> shell.event((session, now) -> {
                    if (failure == null) {
                        deliveries.refused(letter.sequence(), letter.code());
                    }
                    session.dialect().deadLettered(letter.sequence(), failure == null, now);
                }));
    }
}
