// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clauses 4.8 and 5: requests both ways, and events of the hub. */
final class RequestChecks<M> {
    private static final int REQUESTS = 32;
    private static final String TYPE_FOR_CLIENT = "io.assaylink.instrument.query.v1";

    private final Bench<M> bench;

    RequestChecks(Bench<M> bench) {
        this.bench = bench;
    }

    private Instant later() {
        return Instant.now().plus(bench.options().patience());
    }

    void request() throws Finding, InterruptedException {
        String type = bench.options().requestType();
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            for (int i = 0; i < REQUESTS; i++) {
                probe.request("q" + i, type, later());
            }
            Map<String, Integer> answers = new HashMap<>();
            long until = System.nanoTime() + bench.options().patience().toNanos();
            while (answers.size() < REQUESTS) {
                Optional<Envelope> heard = probe.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
                if (heard.isEmpty()) {
                    throw Finding.failed(answers.size() + " of " + REQUESTS + " requests were answered");
                }
                count(answers, heard.get(), type);
            }
            until = System.nanoTime() + bench.options().quiet().toNanos();
            while (!probe.isClosed() && until - System.nanoTime() > 0) {
                Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
                if (heard.isPresent()) {
                    count(answers, heard.get(), type);
                }
            }
        }
    }

    private static void count(Map<String, Integer> answers, Envelope heard, String type) throws Finding {
        if (heard instanceof Envelope.Message answer
                && (answer.kind() == Envelope.Kind.REPLY || answer.kind() == Envelope.Kind.ERROR)) {
            String id = answer.causationId().orElse("");
            if (!id.matches("q\\d{1,2}") || Integer.parseInt(id.substring(1)) >= REQUESTS) {
                throw Finding.failed("an answer whose causationid is no request's id");
            }
            if (answer.kind() == Envelope.Kind.REPLY && !answer.type().equals(type + ".reply")) {
                throw Finding.failed("a reply whose type is not " + type + ".reply");
            }
            if (answers.merge(id, 1, Integer::sum) > 1) {
                throw Finding.failed("a request was answered twice");
            }
        }
    }

    void unknownType() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.request("q1", "io.assaylink.conformance.unknown.v1", later());
            Envelope.Message answer = probe.expect(
                    Envelope.Message.class, each -> each.causationId().equals(Optional.of("q1")), "error");
            if (answer.kind() != Envelope.Kind.ERROR) {
                throw Finding.failed("a request that nobody can answer got a reply");
            }
            var unused = EnvelopeReader.readProblem(answer.data());
        } catch (EnvelopeException bad) {
            throw Finding.failed("the data of the error are no problem: " + bad.getMessage());
        }
    }

    void expired() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.request("q1", bench.options().requestType(), Instant.now().minusSeconds(3600));
            probe.request("q2", bench.options().requestType(), later());
            boolean live = false;
            long until = System.nanoTime() + bench.options().patience().toNanos();
            while (!probe.isClosed() && until - System.nanoTime() > 0) {
                Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
                if (heard.isPresent() && heard.get() instanceof Envelope.Message answer) {
                    if (answer.kind() == Envelope.Kind.REPLY
                            && answer.causationId().equals(Optional.of("q1"))) {
                        throw Finding.failed("a request that expired an hour ago got a reply");
                    }
                    if (!live && answer.causationId().equals(Optional.of("q2"))) {
                        live = true;
                        until = System.nanoTime() + bench.options().quiet().toNanos();
                    }
                }
            }
            if (!live) {
                throw Finding.failed("the request behind an expired one was not answered");
            }
        }
    }

    void stray() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            for (String id : new String[] {"nobody-asked", "nobody-asked", "1"}) {
                probe.say(EnvelopeWriter.reply(
                        "t.reply",
                        probe.source(),
                        "a-" + id,
                        id,
                        Instant.now(),
                        bench.options().data()));
            }
            probe.alive("replies that nobody waits for");
        }
    }

    void hubRequest() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            CompletionStage<byte[]> replied = ask(client)
                    .orElseThrow(() -> Finding.skipped("nobody here can make the hub ask: see HubAccess.ask"));
            Envelope.Message request =
                    probe.expect(Envelope.Message.class, message -> message.kind() == Envelope.Kind.REQUEST, "request");
            if (request.expiry().isEmpty()) {
                throw Finding.failed("a request of the hub without expirytime");
            }
            probe.say(EnvelopeWriter.reply(
                    request.type() + ".reply",
                    client.source(),
                    "a1",
                    request.id(),
                    Instant.now(),
                    bench.options().data()));
            byte[] data =
                    replied.toCompletableFuture().get(bench.options().patience().toNanos(), TimeUnit.NANOSECONDS);
            if (!Arrays.equals(data, bench.options().data())) {
                throw Finding.failed("the hub has other data than the reply had");
            }
        } catch (ExecutionException | TimeoutException failure) {
            throw Finding.failed(
                    "the reply did not arrive: " + failure.getClass().getSimpleName());
        }
    }

    private Optional<CompletionStage<byte[]>> ask(Client client) throws Finding, InterruptedException {
        try {
            return bench.access()
                    .ask(client.id(), TYPE_FOR_CLIENT, bench.options().data());
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failure) {
            throw Finding.failed("the hub cannot ask: " + failure.getClass().getSimpleName());
        }
    }

    private void send(Client client) throws Finding, InterruptedException {
        try {
            if (!bench.access()
                    .send(
                            client.id(),
                            bench.options().eventType(),
                            bench.options().data())) {
                throw Finding.skipped("nobody here can make the hub send an event: see HubAccess.send");
            }
        } catch (InterruptedException | Finding known) {
            throw known;
        } catch (Exception failure) {
            throw Finding.failed("the hub cannot send: " + failure.getClass().getSimpleName());
        }
    }

    private Envelope.Message event(Probe<M> probe, long sequence) throws Finding, InterruptedException {
        Envelope.Message event = probe.expect(
                Envelope.Message.class, message -> message.kind() == Envelope.Kind.EVENT, "event " + sequence);
        if (event.sequence().orElse(0) != sequence) {
            throw Finding.failed("event " + event.sequence().orElse(0) + " of the hub where " + sequence + " was due");
        }
        return event;
    }

    void hubEvent() throws Finding, InterruptedException {
        Client client = bench.client();
        send(client);
        long first;
        Envelope.Message event;
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1);
            event = probe.expect(Envelope.Message.class, any -> any.kind() == Envelope.Kind.EVENT, "event of the hub");
            first = event.sequence().orElse(0);
        }
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1, first > 1 ? OptionalLong.of(first - 1) : OptionalLong.empty());
            Envelope.Message again = event(probe, first);
            if (!again.id().equals(event.id()) || !again.source().equals(event.source())) {
                throw Finding.failed("the event that came again has another source or id");
            }
            probe.say(EnvelopeWriter.ack(first));
            send(client);
            event(probe, first + 1);
        }
        try (Probe<M> probe = bench.open(client)) {
            probe.welcome(1, OptionalLong.of(first + 1));
            long until = System.nanoTime() + bench.options().quiet().toNanos();
            while (!probe.isClosed() && until - System.nanoTime() > 0) {
                Optional<Envelope> heard = probe.next(Duration.ofNanos(until - System.nanoTime()));
                if (heard.isPresent()
                        && heard.get() instanceof Envelope.Message message
                        && message.kind() == Envelope.Kind.EVENT) {
                    throw Finding.failed("an event came again that the client's hello said it has");
                }
            }
        }
    }
}
