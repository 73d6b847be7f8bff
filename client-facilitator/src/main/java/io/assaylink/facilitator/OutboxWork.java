// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.Stored;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/** What a session wants of its outbox, done; and what became of it, told back. Called by tasks of the mailbox alone. */
final class OutboxWork {
    private final Outbox outbox;
    private final SessionShell shell;
    private final FacilitatorObserver observer;
    private final Deliveries deliveries = new Deliveries();
    private final Map<Long, CompletableFuture<Boolean>> revocations = new HashMap<>();
    private Identity identity;
    /** Ends when the outbox has forgotten what the hub acknowledged so far. */
    private CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);

    OutboxWork(Outbox outbox, SessionShell shell, FacilitatorObserver observer, Identity identity) {
        this.outbox = outbox;
        this.shell = shell;
        this.observer = observer;
        this.identity = identity;
    }

    /** Tells the session what the outbox holds. Any thread. */
    void appended() {
        shell.event((session, now) -> session.protocol().appended(outbox.last(), outbox.acknowledged(), now));
    }

    /** The same, with what is new. Any thread. */
    void appended(List<Stored> stored) {
        shell.event((session, now) -> {
            for (Stored event : stored) {
                event.replaced().ifPresent(replaced -> {
                    session.protocol().replaced(replaced);
                    deliveries.settle(replaced, sequence -> new Settlement.Replaced(sequence, event.sequence()));
                });
            }
            session.protocol().appended(outbox.last(), outbox.acknowledged(), now);
        });
    }

    /** Any thread. */
    void watch(Delivery delivery) {
        shell.event((session, now) -> deliveries.watch(delivery, outbox.acknowledged()));
    }

    /** Any thread. */
    void revoke(long sequence, CompletableFuture<Boolean> done) {
        shell.event((session, now) -> {
            if (session.protocol().revoke(sequence, now)) {
                revocations.put(sequence, done);
            } else {
                done.complete(false);
            }
        });
    }

    boolean isWatched(long sequence) {
        return deliveries.isWatched(sequence);
    }

    void written(long sequence) {
        deliveries.written(sequence);
    }

    /** Runs when what the hub acknowledged is written: who waited for it then sees an empty outbox. */
    void afterForgetting(Runnable work) {
        forgotten = forgotten.whenComplete((done, failure) -> work.run());
    }

    void read(Effect.Read read) {
        var unused = outbox.read(read.after(), read.maxCount(), read.maxBytes())
                .whenComplete((events, failure) -> shell.event((session, now) -> {
                    if (failure == null) {
                        session.protocol().loaded(read.read(), events, now);
                    } else {
                        session.protocol().loadFailed(read.read(), now);
                    }
                }));
    }

    void acknowledge(long upto) {
        forgotten = outbox.acknowledge(upto).whenComplete((done, failure) -> {
            if (failure != null) { // the number comes again
                shell.event((session, now) -> observer.alarm(new Alarm("outbox.failed", upto, upto)));
            }
        });
        deliveries.acknowledged(upto);
        observer.acknowledged(upto);
    }

    void deadLetter(Effect.DeadLetter letter) {
        settled(
                letter.sequence(),
                outbox.deadLetter(letter.sequence(), letter.code(), letter.detail()),
                sequence -> new Settlement.Refused(sequence, letter.code()));
    }

    void remove(Effect.Remove removal) {
        settled(
                removal.sequence(),
                outbox.remove(removal.sequence(), removal.reason()),
                removal.reason().equals("expired") ? Settlement.Expired::new : Settlement.Revoked::new);
    }

    private void settled(long sequence, CompletionStage<?> stage, LongFunction<Settlement> how) {
        var unused = stage.whenComplete((done, failure) -> shell.event((session, now) -> {
            if (failure == null) {
                deliveries.settle(sequence, how);
                CompletableFuture<Boolean> revocation = revocations.remove(sequence);
                if (revocation != null) {
                    revocation.complete(!Boolean.FALSE.equals(done));
                }
            }
            session.protocol().settledDurably(sequence, failure == null, now);
        }));
    }

    void received(Effect.Received received) {
        var unused = outbox.received(received.upto())
                .whenComplete((done, failure) ->
                        shell.event((session, now) -> session.protocol().received(received.upto(), failure == null)));
    }

    /** A commit that failed may be on the disk all the same: the outbox is asked which epoch it is in. */
    void renew() {
        String before = outbox.id();
        long fell = outbox.acknowledged();
        var unused = outbox.renew()
                .handle((done, failure) -> failure == null)
                .thenCompose(done -> outbox.read(0, 1, 1).handle((any, failure) -> null))
                .whenComplete((any, failure) -> shell.event((session, now) -> {
                    if (outbox.id().equals(before)) {
                        session.protocol().renewFailed();
                    } else {
                        renewed(session, fell);
                    }
                    session.tick(now);
                }));
    }

    private void renewed(Session session, long fell) {
        deliveries.renumber(fell);
        revocations.values().forEach(done -> done.complete(false));
        revocations.clear();
        identity = identity.withOutbox(outbox.id());
        session.protocol().renewed(identity, outbox.last(), fell);
    }
}
