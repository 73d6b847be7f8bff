// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/**
 * A session against a network and a hub that do as they like. The network is an oracle of its own: it knows which
 * connections live, however the session thinks of them, and goes on speaking for those that are over.
 */
class SessionModelProperties {
    private static final int STEPS = 20;
    private static final int BURST = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final List<CloseReason> ENDS = List.of(
            new CloseReason.Lost("reset", false),
            new CloseReason.ByPeer(1012, "", false),
            new CloseReason.ByPeer(4400, "", false),
            new CloseReason.ByPeer(4401, "", false),
            new CloseReason.ByPeer(4409, "", false),
            new CloseReason.ByPeer(4429, "", false),
            new CloseReason.HandshakeFailed(401, "no", Duration.ZERO),
            new CloseReason.HandshakeFailed(503, "busy", Duration.ofSeconds(3)),
            new CloseReason.PeerSilent(Duration.ofSeconds(50)));
    private static final List<String> JUNK =
            List.of("{", "{\"kind\":\"x\",\"id\":\"1\"}", "{\"kind\":\"pong\",\"n\":1}", "{\"kind\":\"ping\",\"n\":1}");
    private static final List<RetryPolicy> POLICIES = List.of(
            RetryPolicy.defaults(),
            RetryPolicy.fixed(Duration.ZERO),
            RetryPolicy.exponential(Duration.ofMillis(1), 1, Duration.ofMillis(2)),
            RetryPolicy.fiveAttempts());

    /** What one history has. */
    private static final class History {
        final VirtualSession it;
        final List<Ask> asked = new ArrayList<>();
        /** Frames of requests: whoever ended as never sent must not be among them. */
        final Set<String> onTheWire = new HashSet<>();
        /** Hub's requests by id, and the epoch they came in. */
        final Map<String, Long> served = new HashMap<>();

        int seen;
        int attempts;
        /** The connection that lives or is being made; 0: none. */
        long alive;

        boolean open;

        History(RetryPolicy policy, long seed) {
            ClientOptions options = ClientOptions.defaults("gw")
                    .withWindow(5, 1 << 20)
                    .withRequests(4, 3)
                    .withSuspension(Duration.ofSeconds(policy.initial().isZero() ? 1 : 300), Duration.ofSeconds(60))
                    .withRetry(policy);
            it = new VirtualSession(options, new PolicyBackOff(policy, new Random(seed)));
        }

        void step(int kind, int value) {
            switch (kind) {
                case 0 -> it.started();
                case 1 -> establish();
                case 2 -> it.welcome(it.acknowledged);
                case 3, 4, 5 -> forward();
                case 6 -> it.append(1 + value % 4);
                case 7 -> it.ack(it.acknowledged + value % (value % 10 == 0 ? 9 : 2));
                case 8 -> it.nack(it.acknowledged + value % (value % 10 == 0 ? 9 : 2), value % 4 < 2);
                case 9 -> end(ENDS.get(value % ENDS.size()));
                case 10, 11 -> asked.add(it.request(Duration.ofMillis(1 + value * 10L)));
                case 12, 13 -> reply(value);
                case 14 -> it.pass(Duration.ofMillis(value * 5L));
                case 15 -> it.hub(JUNK.get(value % JUNK.size()));
                case 16 -> ask(value);
                case 17 -> answer(value);
                case 18 -> stale(value);
                default -> rare(value);
            }
        }

        /** The next thing that goes well. */
        private void forward() {
            if (alive != 0 && open) {
                it.welcome(it.acknowledged);
            } else if (alive != 0) {
                establish();
            } else {
                it.started().pass(Duration.ofSeconds(61));
            }
        }

        /** As fast as the session allows. */
        private void flap(CloseReason reason, int times) {
            for (int i = 0; i < times; i++) {
                it.started();
                check();
                establish();
                end(reason);
                it.session.credentialsChanged(it.now);
                it.perform();
                it.pass(Duration.ofMillis(1));
            }
        }

        private void establish() {
            if (alive != 0 && !open) {
                open = true;
                it.connected();
            }
        }

        private void end(CloseReason reason) {
            if (alive != 0) {
                alive = 0;
                open = false;
                it.failed(reason);
            }
        }

        private void reply(int value) {
            if (!asked.isEmpty()) {
                String id = asked.get(value % asked.size()).id();
                byte[] data = ("{\"of\":\"" + id + "\"}").getBytes(US_ASCII);
                it.hub(
                        switch (value % 5) {
                            case 0 -> EnvelopeWriter.error("/hub", "e", id, Instant.EPOCH, Problem.of("x", "t", false));
                            case 1 -> EnvelopeWriter.reply("wrong", "/hub", "r", id, Instant.EPOCH, data);
                            case 2 -> EnvelopeWriter.reply("ask.reply", "/hub", "r", "nobody", Instant.EPOCH, data);
                            default -> EnvelopeWriter.reply("ask.reply", "/hub", "r", id, Instant.EPOCH, data);
                        });
            }
        }

        private void ask(int value) {
            String id = "hub-" + served.size();
            served.put(id, it.epoch);
            Instant time = Instant.EPOCH.plusNanos(it.now);
            it.hub(EnvelopeWriter.request(
                    "query", "/hub", id, time, time.plusMillis(value * 10L), Optional.empty(), VirtualSession.DATA));
        }

        private void answer(int value) {
            List<Long> tickets = List.copyOf(it.serving.keySet());
            it.served(tickets.isEmpty() ? value : tickets.get(value % tickets.size()));
        }

        /** What an older connection, or one that is over, has to say moves nothing. */
        private void stale(int value) {
            long last = alive == 0 ? it.epoch : it.epoch - 1;
            long old = last - value % 3;
            if (old < 1) {
                return;
            }
            ClientState before = it.session.state(it.now);
            switch (value % 5) {
                case 0 -> it.session.connected(old, it.now);
                case 1 -> it.session.disconnected(old, ENDS.get(value % ENDS.size()), it.now);
                case 2 -> it.session.badFrame(old, EnvelopeException.binary(), it.now);
                case 3 -> it.session.frame(old, EnvelopeWriter.ack(it.last), it.now);
                default -> it.session.frame(old, EnvelopeWriter.bye("restart", 1), it.now);
            }
            List<Effect> effects = it.session.take();
            if (old < it.epoch || value % 5 != 2) { // a bad frame of the connection that was the last is still counted
                assertThat(effects)
                        .allMatch(
                                effect -> effect instanceof Effect.Disconnect disconnect && disconnect.epoch() == old);
            }
            assertThat(it.session.state(it.now)).isEqualTo(before);
        }

        private void rare(int value) {
            switch (value % 8) {
                case 5 -> it.pass(Duration.ofSeconds(value % 400));
                case 6 -> flap(ENDS.get(value % ENDS.size()), value % 40);
                case 7 -> it.hub(EnvelopeWriter.bye("restart", value * 10L));
                case 0 -> {
                    it.session.drain(it.now + SECOND * (value % 7));
                    it.perform();
                }
                case 1 -> {
                    it.session.close("closed");
                    it.perform();
                }
                case 2 -> {
                    it.session.credentialsChanged(it.now);
                    it.perform();
                }
                default -> {
                    if (!asked.isEmpty()) {
                        it.cancel(asked.get(value % asked.size()));
                    }
                }
            }
        }

        /** After each step. */
        void check() {
            for (; attempts < it.attempts.size(); attempts++) {
                assertThat(alive).as("a second connection beside this one").isZero();
                alive = it.attempts.get(attempts).epoch();
            }
            for (; seen < it.sent.size(); seen++) {
                if (it.sent.get(seen) instanceof Envelope.Message message) {
                    note(message, it.sentBy.get(seen));
                }
            }
            assertThat(it.beforeReady).isEmpty();
            assertThat(it.foreign).isEmpty();
            assertThat(it.session.dialect().pendingRequests())
                    .isLessThanOrEqualTo(it.options.requests().maxPending());
            assertThat(it.serving)
                    .hasSizeLessThanOrEqualTo(it.options.handlers().maxWaiting());
        }

        private void note(Envelope.Message message, long by) {
            switch (message.kind()) {
                case REQUEST -> assertThat(onTheWire.add(message.id())).isTrue();
                case REPLY, ERROR ->
                    assertThat(served.remove(message.causationId().orElseThrow()))
                            .as("one answer, to the connection that asked")
                            .isEqualTo(by);
                case EVENT -> assertThat(message.sequence().orElse(0)).isGreaterThan(it.acknowledged);
            }
        }
    }

    @Property(tries = 2000)
    @Label("F7 F15 F20 X-8 X-9 X-17 X-19 X-20 whatever hub, network, callers and time do")
    void anyHistory(
            @ForAll("steps") List<Integer> steps, @ForAll @IntRange(min = 0, max = 3) int policy, @ForAll long seed) {
        History history = new History(POLICIES.get(policy), seed);
        for (int step : steps) {
            history.step(step % STEPS, step / STEPS);
            history.check();
        }
        history.it.session.close("closed");
        history.it.perform();
        history.end(ENDS.get(0));
        history.check();

        VirtualSession it = history.it;
        assertThat(it.session.phase()).isEqualTo(Phase.CLOSED);
        assertThat(it.ended).isEqualTo(1);
        assertThat(it.session.dialect().pendingRequests()).isZero();
        assertThat(it.serving).isEmpty();
        for (Ask request : history.asked) {
            outcome(request, it.outcomes.getOrDefault(request, List.of()), history.onTheWire.contains(request.id()));
        }
        assertThat(it.session.nextDeadline())
                .as("nothing is left to be woken for")
                .isEqualTo(Long.MAX_VALUE);
        bucket(it.attempts);
    }

    /** Evenly drawn: small numbers mean nothing here. */
    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers()
                .between(0, STEPS * 1000 - 1)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(150);
    }

    /** Exactly one, and it knows whether the request left. */
    private static void outcome(Ask request, List<Outcome> outcomes, boolean sent) {
        assertThat(outcomes).as(request.id()).hasSize(1);
        Outcome outcome = outcomes.get(0);
        if (outcome instanceof Outcome.Reply reply) {
            assertThat(reply.data()).asString(US_ASCII).isEqualTo("{\"of\":\"" + request.id() + "\"}");
        } else if (outcome instanceof Outcome.Disconnected lost) {
            assertThat(lost.certainty()).isEqualTo(sent ? Certainty.SENT_OUTCOME_UNKNOWN : Certainty.NOT_SENT);
        } else if (outcome instanceof Outcome.TimedOut || outcome instanceof Outcome.Cancelled) {
            assertThat(sent).isTrue();
        }
    }

    /** In any span ten, and one a second; out of suspension twelve an hour, and one a minute where it was replaced. */
    private static void bucket(List<VirtualSession.Attempt> attempts) {
        List<Long> retries = new ArrayList<>();
        List<Long> returns = new ArrayList<>();
        for (VirtualSession.Attempt attempt : attempts) {
            (attempt.from() == Phase.SUSPENDED ? returns : retries).add(attempt.at());
        }
        within(retries, BURST + 1, SECOND);
        within(returns, 13, 60 * SECOND);
    }

    private static void within(List<Long> times, int burst, long interval) {
        for (int first = 0; first < times.size(); first++) {
            for (int last = first; last < times.size(); last++) {
                long span = times.get(last) - times.get(first);
                assertThat(last - first).isLessThanOrEqualTo((int) (burst + span / interval));
            }
        }
    }
}
