// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the hub asked one client and waits for. Thread-safe. */
final class HubRequests {
    private final Map<String, CompletableFuture<Outcome>> waiting = new ConcurrentHashMap<>();

    CompletableFuture<Outcome> register(String id, Duration timeout) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        waiting.put(id, outcome);
        var unused = outcome.completeOnTimeout(
                        new Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN), timeout.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((any, failure) -> waiting.remove(id));
        return outcome;
    }

    void answered(Envelope.Message message) throws EnvelopeException {
        String id = message.causationId().orElse("");
        if (message.kind() == Envelope.Kind.ERROR) {
            refused(id, EnvelopeReader.readProblem(message.data()));
        } else {
            complete(id, new Outcome.Reply(message.type(), message.data()));
        }
    }

    void refused(String id, Problem problem) {
        complete(id, new Outcome.Refused(problem));
    }

    void lost() {
        for (CompletableFuture<Outcome> outcome : waiting.values()) {
            outcome.complete(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "client is gone"));
        }
    }

    private void complete(String id, Outcome outcome) {
        CompletableFuture<Outcome> pending = waiting.remove(id);
        if (pending != null) {
            pending.complete(outcome);
        }
    }
}
