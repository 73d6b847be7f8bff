// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.envelope.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Clause 4: events of the client. */
final class EventChecks<M> {
    private static final int MAX_WINDOW = 100_000;
    private static final int TRIES = 10;

    private final Bench<M> bench;
    /** A refusal that {@link #settles} met and {@link #refusal} is to judge. */
    private Optional<Envelope.Nack> pending = Optional.empty();

    EventChecks(Bench<M> bench) {
        this.bench = bench;
    }

    /** Each of them once and in order, where somebody can tell. */
    static void stored(Bench<?> bench, Client client, long upto) throws Finding, InterruptedException {
        Optional<List<Long>> stored;
        try {
            stored = bench.access().stored(client.source());
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failure) {
            throw Finding.failed(
                    "the hub cannot tell what it stored: " + failure.getClass().getSimpleName());
        }
        List<Long> wanted = LongStream.rangeClosed(1, upto).boxed().toList();
        if (stored.isPresent() && !stored.get().equals(wanted)) {
            throw Finding.failed(
                    "of 1 to " + upto + " the hub holds " + stored.get().size() + ", "
                            + stored.get().stream().distinct().count() + " of them different");
        }
    }

    void ack() throws Finding, InterruptedException {
        Client client = bench.client();
        long count;
        try (Probe<M> probe = bench.open(client)) {
            count = Math.min(bench.options().events(), probe.welcome(1).maxInFlight());
            probe.event(1);
            probe.acked(1);
            probe.events(2, count);
            probe.acked(count);
        }
        stored(bench, client, count);
    }

    void window() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            long window = Math.min(MAX_WINDOW, probe.welcome(1).maxInFlight());
            probe.events(1, window);
            long until = System.nanoTime() + bench.options().patience().toNanos();
            long before = -1;
            while (probe.acknowledged() < window) {
                if (probe.acknowledged() > before) {
                    before = probe.acknowledged();
                    until = System.nanoTime() + bench.options().patience().toNanos();
                }
                Optional<Envelope> heard = probe.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
                if (heard.isEmpty() || heard.get() instanceof Envelope.Nack) {
                    throw Finding.failed("of " + window + " events, the hub's maxInFlight, " + probe.acknowledged()
                            + " were acknowledged" + (probe.isClosed() ? " until it ended the session" : ""));
                }
            }
        }
    }

    void duplicate() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.events(1, 3);
            probe.acked(3);
            probe.event(2);
            probe.event(3);
            probe.event(4);
            probe.acked(4);
        }
        stored(bench, client, 4);
    }

    void gap() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.event(1);
            probe.acked(1);
            probe.event(3);
            probe.nothingAckedAbove(1, "although 2 is missing");
        }
        try (Probe<M> probe = bench.open(client)) {
            long acked = probe.welcome(4).acked();
            if (acked != 1) {
                throw Finding.failed("welcome.acked is " + acked + " although 2 is missing");
            }
            probe.events(2, 3);
            probe.acked(3);
        }
        stored(bench, client, 3);
    }

    void skip() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.event(1);
            probe.skip(2);
            probe.event(3);
            probe.acked(3);
            probe.skip(4);
            probe.acked(4);
        }
    }

    void source() throws Finding, InterruptedException {
        Client client = bench.client();
        Client other = new Client(client.id(), client.source() + "-other", client.time());
        try (Probe<M> probe = bench.open(client);
                Probe<M> foreign = bench.open(other)) {
            probe.welcome(1);
            probe.say(foreign.eventFrame(
                    1, bench.options().eventType(), bench.options().data()));
            probe.sent(1);
            probe.nothingAckedAbove(0, "although it was of another source");
        }
        for (Client each : List.of(client, other)) {
            try (Probe<M> probe = bench.open(each)) {
                if (probe.welcome(2).acked() != 0) {
                    throw Finding.failed("an event of another source was taken");
                }
                probe.event(1);
                probe.acked(1);
            }
        }
    }

    void poison() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.event(1);
            probe.event(2, bench.options().poisonType());
            probe.event(3);
            Envelope.Nack nack = refusal(probe, 3, bench.options().poisonType());
            if (nack.error().retryable()) {
                throw Finding.skipped("the hub refused the event for now: name one that it refuses for good");
            }
            probe.acked(3);
        }
        try (Probe<M> probe = bench.open(client)) {
            if (probe.welcome(4).acked() != 3) {
                throw Finding.failed("the refused event is not settled after a reconnect");
            }
        }
    }

    void later() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.event(1);
            probe.event(2, bench.options().laterType());
            probe.event(3);
            for (int i = 0; i < TRIES; i++) {
                Envelope.Nack nack = refusal(probe, 3, bench.options().laterType());
                if (!nack.error().retryable()) {
                    throw Finding.skipped("the hub refused the event for good: name one that it refuses for now");
                }
                probe.nothingAckedAbove(1, "although 2 was refused for now");
                Duration wait = nack.error().retryAfter();
                if (wait.compareTo(bench.options().patience()) > 0) {
                    throw Finding.skipped("the hub asks for " + wait.toMillis() + " ms of patience");
                }
                long until = System.nanoTime() + wait.toNanos();
                while (!probe.isClosed() && until - System.nanoTime() > 0) {
                    var unused = probe.next(Duration.ofNanos(until - System.nanoTime()));
                }
                probe.event(2, bench.options().laterType());
                probe.event(3);
                if (settles(probe)) {
                    return;
                }
            }
            throw Finding.skipped("the hub refused the same event " + TRIES + " times");
        }
    }

    /** The refusal of 2; skipped where everything is acknowledged without one. */
    private Envelope.Nack refusal(Probe<M> probe, long last, String type) throws Finding, InterruptedException {
        Optional<Envelope.Nack> held = pending;
        pending = Optional.empty();
        if (held.isPresent()) {
            return held.get();
        }
        long until = System.nanoTime() + bench.options().patience().toNanos();
        while (until - System.nanoTime() > 0 && !probe.isClosed()) {
            Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
            if (heard.isPresent() && heard.get() instanceof Envelope.Nack nack) {
                if (nack.sequence().orElse(0) != 2) {
                    throw Finding.failed("a nack of another sequence than the refused one");
                }
                return nack;
            }
            if (probe.acknowledged() >= last) {
                throw Finding.skipped("the hub took the event of type " + type + ": name one that it refuses");
            }
        }
        throw Finding.failed("neither ack nor nack of the event that is to be refused");
    }

    /** True where everything is acknowledged now; false where it was refused again. */
    private boolean settles(Probe<M> probe) throws Finding, InterruptedException {
        long until = System.nanoTime() + bench.options().patience().toNanos();
        while (until - System.nanoTime() > 0 && !probe.isClosed()) {
            Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
            if (heard.isPresent() && heard.get() instanceof Envelope.Nack nack) {
                pending = Optional.of(nack);
                return false;
            }
            if (probe.acknowledged() >= 3) {
                return true;
            }
        }
        throw Finding.failed("an event that was refused for now is neither taken nor refused when it comes again");
    }
}
