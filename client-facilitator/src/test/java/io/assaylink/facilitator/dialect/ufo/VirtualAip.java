// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Request;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Either role of AIP in virtual time, with every effect in plain lists. */
final class VirtualAip<D extends Dialect> {
    static final String REGISTERED = "{\"type\":\"heartbeat\",\"status\":\"ok\",\"response_id\":\"r\"}";
    static final UfoOptions OPTIONS = UfoOptions.defaults("edge");

    final Session<D> session;
    final List<String> sent = new ArrayList<>();
    final List<Alarm> alarms = new ArrayList<>();
    final Map<Counter, Integer> counts = new EnumMap<>(Counter.class);
    final Map<Ask, List<Outcome>> outcomes = new LinkedHashMap<>();
    final Map<Long, HubRequest> serving = new LinkedHashMap<>();

    /** Ids that wait for an answer on other connections. */
    final Set<String> elsewhere = new HashSet<>();

    long now = -7_000_000_000L;
    long epoch;
    boolean connected;
    private long asks;

    private VirtualAip(BiFunction<VirtualAip<D>, Consumer<Effect>, D> dialect) {
        BackOff second = new BackOff() {
            @Override
            public Duration first() {
                return Duration.ZERO;
            }

            @Override
            public Optional<Duration> reconnect(Verdict verdict, int attempt, Duration hint, long at) {
                return Optional.of(Duration.ofSeconds(1));
            }

            @Override
            public Duration refused(int refusals, Duration hint) {
                return Duration.ofSeconds(1);
            }
        };
        session = new Session<>(OPTIONS.client(), second, out -> dialect.apply(this, out));
    }

    static VirtualAip<AipDevice> device() {
        return new VirtualAip<>((it, out) ->
                new AipDevice(OPTIONS, new AipFrames("device", "edge", Optional.empty(), () -> Instant.EPOCH), out));
    }

    static VirtualAip<AipConstellation> constellation() {
        return new VirtualAip<>((it, out) -> new AipConstellation(OPTIONS, frames(), it.elsewhere::contains, out));
    }

    static AipFrames frames() {
        return new AipFrames("constellation", "c@d1", Optional.of("d1"), () -> Instant.EPOCH);
    }

    VirtualAip<D> start() {
        session.start(now);
        return perform();
    }

    VirtualAip<D> ready() {
        return start().frame(REGISTERED);
    }

    VirtualAip<D> frame(String json) {
        session.frame(epoch, json.getBytes(UTF_8), now);
        return perform();
    }

    VirtualAip<D> lost(CloseReason reason) {
        if (connected) {
            connected = false;
            session.disconnected(epoch, reason, now);
            perform();
        }
        return this;
    }

    VirtualAip<D> lost() {
        return lost(new CloseReason.Lost("reset", false));
    }

    VirtualAip<D> pass(Duration time) {
        long end = now + time.toNanos();
        while (session.nextDeadline() != Long.MAX_VALUE && session.nextDeadline() - end <= 0) {
            now = Math.max(now, session.nextDeadline());
            session.tick(now);
            perform();
        }
        now = end;
        return this;
    }

    VirtualAip<D> served(long ticket, Answer answer) {
        session.dialect().served(ticket, answer, now);
        return perform();
    }

    Phase phase() {
        return session.phase();
    }

    int count(Counter counter) {
        return counts.getOrDefault(counter, 0);
    }

    Outcome only(Ask ask) {
        List<Outcome> all = outcomes.getOrDefault(ask, List.of());
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " outcomes");
        }
        return all.get(0);
    }

    /** A request of a constellation. */
    static Ask ask(VirtualAip<AipConstellation> it, String type, Duration timeout) {
        long number = ++it.asks;
        Ask ask =
                new Ask(number, "id-" + number, Request.once(type, new byte[0], timeout), new WaitGuard(), gone -> {});
        byte[] frame = type.equals(AipConstellation.TASK)
                ? frames().task(ask.id(), "name", "do it")
                : frames().infoRequest(ask.id());
        it.outcomes.put(ask, new ArrayList<>());
        it.session.dialect().ask(ask, frame, it.session.reason(), it.now);
        it.perform();
        return ask;
    }

    VirtualAip<D> perform() {
        session.settle();
        for (List<Effect> effects = session.take(); !effects.isEmpty(); effects = session.take()) {
            effects.forEach(this::perform);
            session.settle();
        }
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Connect connect) {
            epoch = connect.epoch();
            connected = true;
            session.connected(epoch, now);
        } else if (effect instanceof Effect.Send send) {
            if (send.epoch() == epoch && connected) {
                sent.add(new String(send.frame(), UTF_8));
            }
        } else if (effect instanceof Effect.Disconnect disconnect) {
            if (disconnect.epoch() == epoch) {
                lost(new CloseReason.Local(disconnect.code(), disconnect.text()));
            }
        } else if (effect instanceof Effect.Complete complete) {
            outcomes.computeIfAbsent(complete.request(), ask -> new ArrayList<>())
                    .add(complete.outcome());
        } else if (effect instanceof Effect.Serve serve) {
            serving.put(serve.ticket(), serve.request());
        } else if (effect instanceof Effect.Abandon abandon) {
            serving.remove(abandon.ticket());
        } else if (effect instanceof Effect.Count count) {
            counts.merge(count.counter(), 1, Integer::sum);
        } else if (effect instanceof Effect.Raise raise) {
            alarms.add(raise.alarm());
        }
    }
}
