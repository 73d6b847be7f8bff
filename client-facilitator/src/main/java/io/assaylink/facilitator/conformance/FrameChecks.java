// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.envelope.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Clause 2: frames, good and bad. */
final class FrameChecks<M> {
    private static final int TOO_MANY = 15;
    private static final int SLACK = 1024;
    /** One that a parser without a bound takes, and one that breaks its stack. */
    private static final int[] DEPTHS = {100, 20_000};

    private static final List<String> BAD = List.of(
            "",
            "nonsense",
            "[]",
            "{}",
            "{\"kind\":7}",
            "{\"kind\":\"event\"}",
            "{\"kind\":\"ping\",\"n\":1} {\"kind\":\"ping\",\"n\":2}",
            "{\"kind\":\"skip\",\"sequence\":\"1\",\"reason\":\"too short a sequence\"}",
            "{\"kind\":\"event\",\"sequence\":\"0000000000000000001\",");

    private final Bench<M> bench;

    FrameChecks(Bench<M> bench) {
        this.bench = bench;
    }

    void unknownField() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            probe.say(
                    "{\"kind\":\"hello\",\"protocol\":1,\"client\":{\"id\":\"" + client.id()
                            + "\",\"instance\":\"c\",\"software\":\"c/1\",\"mood\":[1,{\"a\":null}]},\"outbox\":\""
                            + client.source()
                            + "\",\"next\":\"0000000000000000001\",\"features\":[\"ack.upto\",\"from.the.future\"],\"later\":{\"x\":1}}");
            var unused = probe.expect(Envelope.Welcome.class, any -> true, "welcome");
            probe.sent(1);
            probe.say(with(
                    probe,
                    "\"later\":[1,2],\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\""));
            probe.acked(1);
        }
    }

    void unknownKind() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.say("{\"kind\":\"lease\",\"id\":\"unknown-1\"}");
            var byId = expect(probe, "nack of the id", nack -> nack.id().equals(Optional.of("unknown-1")));
            probe.say("{\"kind\":\"lease\",\"sequence\":\"0000000000000000999\"}");
            var bySequence = expect(
                    probe, "nack of the sequence", nack -> nack.sequence().orElse(0) == 999);
            if (byId.error().retryable() || bySequence.error().retryable()) {
                throw Finding.failed("an unknown kind is refused as if it might be known later");
            }
            probe.say("{\"kind\":\"lease\"}");
            probe.alive("an unknown kind");
        }
    }

    private Envelope.Nack expect(Probe<M> probe, String what, java.util.function.Predicate<Envelope.Nack> wanted)
            throws Finding, InterruptedException {
        return probe.expect(Envelope.Nack.class, wanted, what);
    }

    void bad() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            probe.sent(1);
            for (String bad : BAD) {
                probe.say(bad);
                probe.alive(bad.isEmpty() ? "an empty frame" : "the bad frame " + bad);
            }
            probe.nothingAckedAbove(0, "although its frame was none");
            probe.event(1);
            probe.acked(1);
        }
    }

    void duplicateKey() throws Finding, InterruptedException {
        notTaken(with(bench.client(), "\"id\":\"the-other-id\""), "with a name that stands twice");
    }

    void nesting() throws Finding, InterruptedException {
        for (int depth : DEPTHS) {
            String deep = "\"deep\":" + "[".repeat(depth) + "]".repeat(depth);
            notTaken(with(bench.client(), deep), "nested " + depth + " deep");
        }
    }

    private record Damaged(Client client, String frame) {}

    private Damaged with(Client client, String member) throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(client)) {
            return new Damaged(client, with(probe, member));
        }
    }

    /** Event 1 with one more member in front. */
    private String with(Probe<M> probe, String member) {
        String event = new String(
                probe.eventFrame(1, bench.options().eventType(), bench.options().data()), StandardCharsets.UTF_8);
        return "{" + member + "," + event.substring(1);
    }

    private void notTaken(Damaged damaged, String how) throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(damaged.client())) {
            probe.welcome(1);
            probe.sent(1);
            probe.say(damaged.frame());
            probe.alive("an event " + how);
            probe.nothingAckedAbove(0, "of a frame " + how);
            probe.event(1);
            probe.acked(1);
        }
    }

    void tooManyBad() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            probe.welcome(1);
            for (int i = 0; i < TOO_MANY; i++) {
                probe.say("nonsense");
            }
            probe.ended(TOO_MANY + " bad frames", 4400);
        }
    }

    private byte[] sized(Probe<M> probe, long bytes) {
        int around = probe.eventFrame(1, bench.options().eventType(), new byte[0]).length + "{\"fill\":\"\"}".length();
        String data = "{\"fill\":\"" + "x".repeat((int) bytes - around) + "\"}";
        return probe.eventFrame(1, bench.options().eventType(), data.getBytes(StandardCharsets.US_ASCII));
    }

    void large() throws Finding, InterruptedException {
        try (Probe<M> probe = bench.open(bench.client())) {
            long limit = probe.welcome(1).maxFrameBytes();
            probe.sent(1);
            probe.say(sized(probe, Math.min(limit, bench.options().maxProbeBytes())));
            probe.acked(1);
        }
    }

    void tooLarge() throws Finding, InterruptedException {
        Client client = bench.client();
        try (Probe<M> probe = bench.open(client)) {
            long limit = probe.welcome(1).maxFrameBytes();
            if (limit + SLACK > bench.options().maxProbeBytes()) {
                throw Finding.skipped("the hub takes " + limit + " bytes, more than this run sends");
            }
            probe.sent(1);
            probe.say(sized(probe, limit + SLACK));
            probe.nothingAckedAbove(0, "although its frame was larger than maxFrameBytes");
        }
        try (Probe<M> probe = bench.open(client)) {
            if (probe.welcome(2).acked() != 0) {
                throw Finding.failed("an event larger than maxFrameBytes was taken");
            }
            probe.event(1);
            probe.acked(1);
        }
    }
}
