// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds after any history of hub, network, callers and time. */
class SessionProperties {
    private static final List<CloseReason> ENDS = List.of(
            new CloseReason.Lost("reset", false),
            new CloseReason.ByPeer(1012, "", false),
            new CloseReason.ByPeer(4401, "", false),
            new CloseReason.ByPeer(4409, "", false),
            new CloseReason.HandshakeFailed(503, "busy", Duration.ofSeconds(3)),
            new CloseReason.PeerSilent(Duration.ofSeconds(50)));

    @Property(tries = 500)
    @Label("F7 F15 at most one live connection, nothing before READY, one outcome each, nothing deleted unacknowledged")
    void anyHistory(@ForAll @Size(max = 120) List<@IntRange(min = 0, max = 12_000) Integer> history) {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(5, 1 << 20));
        List<Ask> asked = new ArrayList<>();
        long[] hubAcked = {0};
        for (int step : history) {
            step(it, asked, hubAcked, step % 13, step / 13);
            assertThat(it.live).hasSizeLessThanOrEqualTo(1);
            assertThat(it.acknowledged).isLessThanOrEqualTo(hubAcked[0]);
        }
        it.session.close("closed");
        it.perform();

        assertThat(it.most).isLessThanOrEqualTo(1);
        assertThat(it.beforeReady).isEmpty();
        assertThat(it.session.dialect().pendingRequests()).isZero();
        for (Ask request : asked) {
            assertThat(it.outcomes.get(request)).hasSize(1);
        }
        for (Map.Entry<Long, ?> kept : it.outbox.entrySet()) {
            assertThat(kept.getKey()).isGreaterThan(it.acknowledged);
        }
        for (long sequence = it.acknowledged + 1; sequence <= it.last; sequence++) {
            assertThat(it.outbox.containsKey(sequence)
                            || it.deadLetters.containsKey(sequence)
                            || it.removed.containsKey(sequence))
                    .isTrue();
        }
    }

    @Property(tries = 300)
    @Label("F15 whatever the hub says, once it behaves everything arrives in order")
    void thenADecentHub(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 12_000) Integer> history) {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(5, 1 << 20));
        long[] hubAcked = {0};
        it.append(10);
        for (int step : history) {
            step(it, new ArrayList<>(), hubAcked, step % 12, step / 13);
        }
        it.started();
        for (int i = 0; i < 200 && it.acknowledged < it.last; i++) {
            if (it.session.phase() == Phase.HANDSHAKING) {
                it.welcome(it.acknowledged);
            } else if (it.session.phase() == Phase.READY) {
                it.pass(Duration.ofSeconds(61));
                settle(it);
            } else {
                connect(it);
            }
        }

        assertThat(it.acknowledged).isEqualTo(it.last);
    }

    private static void settle(VirtualSession it) {
        long highest = it.acknowledged;
        for (Long sequence : it.sequencesSent()) {
            highest = Math.max(highest, sequence);
        }
        for (var frame : it.sent) {
            if (frame instanceof io.assaylink.facilitator.envelope.Envelope.Skip skip) {
                highest = Math.max(highest, skip.sequence());
            }
        }
        it.ack(highest);
    }

    private static void connect(VirtualSession it) {
        if (it.session.phase() == Phase.CONNECTING && !it.live.contains(it.epoch)) {
            it.connected();
        } else if (it.live.contains(it.epoch)) {
            it.failed(ENDS.get(0));
        } else {
            it.pass(Duration.ofMinutes(6));
        }
    }

    private static void step(VirtualSession it, List<Ask> asked, long[] hubAcked, int kind, int value) {
        switch (kind) {
            case 0 -> it.started();
            case 1 -> {
                if (it.session.phase() == Phase.CONNECTING && it.live.isEmpty()) {
                    it.connected();
                }
            }
            case 2 -> {
                hubAcked[0] = Math.max(hubAcked[0], Math.min(it.last, it.acknowledged));
                int epochs = it.epochs;
                it.welcome(value % 19 == 0 ? it.last + 5 : it.acknowledged);
                if (it.epochs > epochs) {
                    hubAcked[0] = 0; // another source, of which no hub knows anything
                }
            }
            case 3 -> it.append(1 + value % 4);
            case 4 -> {
                long upto = it.acknowledged + value % 6;
                hubAcked[0] = Math.max(hubAcked[0], upto);
                it.ack(upto);
            }
            case 5 -> it.nack(it.acknowledged + value % 6, value % 2 == 0);
            case 6 -> it.failed(ENDS.get(value % ENDS.size()));
            case 7 -> {
                Request request = Request.once("ask", VirtualSession.DATA, Duration.ofSeconds(1 + value % 20));
                asked.add(it.request(value % 2 == 0 ? request : request.asIdempotent()));
            }
            case 8 -> reply(it, asked, value);
            case 9 -> it.pass(Duration.ofMillis(value * 30L));
            case 10 -> it.hub("{\"kind\":\"bye\",\"code\":\"restart\",\"retryAfterMs\":" + value + "}");
            case 11 -> it.hub(value % 2 == 0 ? "{" : "{\"kind\":\"x\",\"id\":\"1\"}");
            default -> {
                if (value % 3 == 1) {
                    it.session.dialect().revoke(it.acknowledged + value % 7, it.now);
                    it.perform();
                } else if (value % 20 == 0) {
                    it.session.drain(it.now + Duration.ofSeconds(5).toNanos());
                    it.perform();
                } else if (!asked.isEmpty()) {
                    it.session.dialect().cancel(asked.get(value % asked.size()));
                    it.perform();
                }
            }
        }
    }

    private static void reply(VirtualSession it, List<Ask> asked, int value) {
        if (!asked.isEmpty()) {
            Ask request = asked.get(value % asked.size());
            it.hub(
                    value % 3 == 0
                            ? EnvelopeWriter.error(
                                    "/hub", "e", request.id(), Instant.EPOCH, Problem.of("expired", "t", false))
                            : EnvelopeWriter.reply(
                                    "ask.reply", "/hub", "r", request.id(), Instant.EPOCH, VirtualSession.DATA));
        }
    }
}
