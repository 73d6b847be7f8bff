// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Clauses 1 and 3: who is welcome, what a session remembers, how it ends. */
final class SessionChecks<M> {
    private static final Set<Integer> REFUSALS = Set.of(401, 403);

    private final Bench<M> bench;

    SessionChecks(Bench<M> bench) {
        this.bench = bench;
    }

    void welcome() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            Envelope.Welcome welcome = probe.welcome(1);
            if (welcome.acked() != 0) {
                throw Finding.failed("acked is " + welcome.acked() + " for a source that sent nothing");
            }
        }
    }

    void ping() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.alive("welcome");
            probe.alive("the first pong");
        }
    }

    void helloFirst() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.event(1);
            probe.ended("an event before hello", 4400);
        }
        try (Probe<M> probe = bench.open(client)) {
            if (probe.welcome(2).acked() != 0) {
                throw Finding.failed("an event before hello was taken");
            }
        }
    }

    void version() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.say("{\"kind\":\"hello\",\"protocol\":99,\"client\":{\"id\":\"" + client.id() + "\"},\"outbox\":\""
                    + client.source() + "\",\"next\":\"0000000000000000001\",\"features\":[]}");
            probe.ended("hello with protocol 99", 4406);
        }
    }

    void credentials() throws Finding, InterruptedException {
        Transport<M> wrong = bench.wrongCredentials()
                .orElseThrow(() -> Finding.skipped("the run has no credentials that could be wrong"));
        Connection<M> connection;
        try {
            connection = bench.connect(wrong);
        } catch (ExecutionException refused) {
            if (REFUSALS.contains(Bench.status(refused))) {
                return;
            }
            throw Finding.failed("wrong credentials: " + Bench.words(refused));
        }
        var unused = connection.close(Duration.ZERO);
        try (Probe<M> probe = bench.open(bench.client(), wrong)) {
            probe.hello(1, OptionalLong.empty());
            probe.ended("wrong credentials", 4401, 4403);
        }
    }

    void resume() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.events(1, 5);
            probe.acked(5);
        }
        acked(client, 5);
    }

    /** The next welcome says exactly this. */
    private void acked(Client client, long expected) throws Finding, InterruptedException {
        try (Probe<M> probe = bench.openPatiently(client)) {
            long acked = probe.welcome(expected + 1).acked();
            if (acked != expected) {
                throw Finding.failed("welcome.acked is " + acked + " where " + expected + " was acknowledged");
            }
        }
    }

    void cut() throws Finding, InterruptedException {
        Client client = bench.client();
        long count;
        try (Probe<M> probe = bench.open(client)) {
            count = Math.min(2L * bench.options().events(), probe.welcome(1).maxInFlight());
            probe.events(1, count);
        }
        try (Probe<M> probe = bench.open(client)) {
            long acked = probe.welcome(count + 1).acked();
            probe.events(acked + 1, count);
            probe.acked(count);
        }
        EventChecks.stored(bench, client, count);
    }

    void restart() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            probe.events(1, 20);
            probe.acked(20);
            restartHub();
            probe.ended("the restart"); // or it was none
        }
        acked(client, 20);
        EventChecks.stored(bench, client, 20);
    }

    private void restartHub() throws Finding, InterruptedException {
        boolean restarted;
        try {
            restarted = bench.access().restart();
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failure) {
            throw Finding.failed(
                    "the hub cannot be restarted: " + failure.getClass().getSimpleName());
        }
        if (!restarted) {
            throw Finding.skipped(
                    "nobody here can restart the hub: see HubAccess.restart, or hub-check --restart-command");
        }
    }

    void replaced() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> older = bench.open(client);
                Probe<M> newer = bench.open(client)) {
            older.welcome(1);
            newer.welcome(1);
            older.ended("a newer hello of the same client", 4409);
            newer.event(1);
            newer.acked(1);
        }
    }

    void twoClients() throws Finding, InterruptedException {
        try (Probe<M> one = bench.open(bench.client());
                Probe<M> other = bench.open(bench.another())) {
            one.welcome(1);
            other.welcome(1);
            one.events(1, 3);
            other.event(1);
            one.acked(3);
            other.acked(1);
            other.nothingAckedAbove(1, "to a client that sent 1 event");
            one.event(4);
            one.acked(4);
        }
    }

    private Duration heartbeat(Envelope.Welcome welcome) throws Finding {
        Duration heartbeat = Duration.ofMillis(welcome.heartbeatMs());
        if (heartbeat.compareTo(bench.options().maxHeartbeat()) > 0) {
            throw Finding.skipped("the heartbeat is " + heartbeat.toMillis() + " ms, and no longer one than "
                    + bench.options().maxHeartbeat().toMillis() + " ms is waited for");
        }
        return heartbeat;
    }

    void quiet() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            long nanos = heartbeat(probe.welcome(1)).toNanos() * 7 / 2;
            long until = System.nanoTime() + nanos;
            while (!probe.isClosed() && until - System.nanoTime() > 0) {
                var unused = probe.next(Duration.ofNanos(until - System.nanoTime()));
            }
            probe.alive("3.5 heartbeats without a message");
        }
    }

    void silent() throws Finding, InterruptedException {
        try (Bench.Blackout<M> blackout = bench.blackout()
                        .orElseThrow(() -> Finding.skipped("only on ws:// can the client's bytes be made to vanish"));
                Probe<M> probe = bench.open(bench.client(), blackout.transport())) {
            Duration heartbeat = heartbeat(probe.welcome(1));
            blackout.begin();
            long until = System.nanoTime()
                    + heartbeat.multipliedBy(4).plus(bench.options().quiet()).toNanos();
            while (!probe.isClosed() && until - System.nanoTime() > 0) {
                Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
                if (heard.isEmpty() && !probe.isClosed()) {
                    throw Finding.failed("still there after 4 heartbeats without a byte");
                }
            }
            probe.ended("2.5 heartbeats of silence"); // with any code: libraries that ping by themselves have their own
        }
    }
}
