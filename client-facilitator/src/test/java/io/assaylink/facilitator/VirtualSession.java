// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.dialect.assaylink.AssaylinkV1;
import io.assaylink.facilitator.dialect.assaylink.Identity;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.HandlerTimes;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.handler.HubEvent;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.transport.CloseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A session in virtual time: every effect is performed on plain lists, and connections are made when the test says so. */
class VirtualSession {
    static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    /** A connection that was asked for, and out of which phase. */
    record Attempt(long epoch, long at, Phase from) {}

    final ClientOptions options;
    final Session<AssaylinkV1> session;
    final TreeMap<Long, Stored> outbox = new TreeMap<>();
    final Map<Long, String> deadLetters = new TreeMap<>();
    final Map<Long, String> removed = new TreeMap<>();
    final List<Received> stored = new ArrayList<>();
    final Map<Long, HubEvent> handling = new LinkedHashMap<>();
    final List<Envelope> sent = new ArrayList<>();
    final List<byte[]> sentBytes = new ArrayList<>();
    /** The epochs of what was sent. */
    final List<Long> sentBy = new ArrayList<>();

    /** Frames sent by an epoch that was no longer the session's. */
    final List<Envelope> foreign = new ArrayList<>();

    final List<Attempt> attempts = new ArrayList<>();
    final List<String> disconnects = new ArrayList<>();
    final List<StateChange> changes = new ArrayList<>();
    final List<Alarm> alarms = new ArrayList<>();
    final Map<Ask, List<Outcome>> outcomes = new LinkedHashMap<>();
    final Map<Counter, Integer> counts = new EnumMap<>(Counter.class);
    final Map<Long, HubRequest> serving = new LinkedHashMap<>();
    final TreeSet<Long> live = new TreeSet<>();
    final List<Boolean> drained = new ArrayList<>();
    /** Frames sent by epochs that had no welcome. */
    final List<Envelope> beforeReady = new ArrayList<>();

    long now = 1_000_000_000_000L;
    long epoch;
    long last;
    long acknowledged;
    int most;
    int ended;
    int epochs;
    boolean welcomed;
    /** Off where there is so much of it that only numbers count. */
    boolean keepsSent = true;

    private long requests;

    VirtualSession(ClientOptions options) {
        this(options, HandlerTimes.of(options.handlers().timeout()));
    }

    VirtualSession(ClientOptions options, HandlerTimes times) {
        this(options, times, new BackOff() {
            @Override
            public Duration first() {
                return Duration.ZERO;
            }

            @Override
            public Optional<Duration> reconnect(Verdict verdict, int attempt, Duration hint, long now) {
                return Optional.of(
                        hint.isZero() ? Duration.ofSeconds(Math.min(60, 1L << Math.min(attempt - 1, 10))) : hint);
            }

            @Override
            public Duration refused(int refusals, Duration hint) {
                return hint.isZero() ? Duration.ofSeconds(1) : hint;
            }
        });
    }

    VirtualSession(ClientOptions options, BackOff backOff) {
        this(options, HandlerTimes.of(options.handlers().timeout()), backOff);
    }

    private VirtualSession(ClientOptions options, HandlerTimes times, BackOff backOff) {
        this.options = options;
        session = new Session<>(
                options,
                backOff,
                out -> new AssaylinkV1(
                        options,
                        new Identity("run1", "/gateways/gw/outbox/01OUTBOX", () -> Instant.EPOCH.plusNanos(now)),
                        times,
                        backOff,
                        out));
    }

    VirtualSession() {
        this(ClientOptions.defaults("gw"));
    }

    VirtualSession started() {
        session.start(now);
        return perform();
    }

    VirtualSession connected() {
        live.add(epoch);
        most = Math.max(most, live.size());
        session.connected(epoch, now);
        return perform();
    }

    VirtualSession welcome(long acked) {
        welcomed = true;
        return hub(EnvelopeWriter.welcome(new Envelope.Welcome("s", acked, 20_000, 256, 1 << 20), Instant.EPOCH));
    }

    VirtualSession ready() {
        return started().connected().welcome(acknowledged);
    }

    VirtualSession hub(byte[] frame) {
        session.frame(epoch, frame, now);
        return perform();
    }

    VirtualSession hub(String frame) {
        return hub(frame.getBytes(StandardCharsets.UTF_8));
    }

    VirtualSession nack(long sequence, boolean retryable) {
        return hub(EnvelopeWriter.nack(sequence, Problem.of("schema.invalid", "no", retryable)));
    }

    VirtualSession ack(long upto) {
        return hub(EnvelopeWriter.ack(upto));
    }

    VirtualSession failed(CloseReason reason) {
        live.remove(epoch);
        session.disconnected(epoch, reason, now);
        return perform();
    }

    VirtualSession append(int count) {
        for (int i = 0; i < count; i++) {
            last++;
            outbox.put(last, new Stored(last, "id" + last, "t", "chem-1", Instant.EPOCH, DATA));
        }
        return told();
    }

    /** The session learns what the outbox holds. */
    VirtualSession told() {
        session.dialect().appended(last, acknowledged, now);
        return perform();
    }

    // ---- where the effects go: a test may put something real there

    List<Stored> read(long after, int maxCount, long maxBytes) {
        return outbox.tailMap(after, false).values().stream().limit(maxCount).toList();
    }

    void acknowledge(long upto) {
        acknowledged = upto;
        outbox.headMap(acknowledged, true).clear();
    }

    void deadLetter(long sequence, String code) {
        outbox.remove(sequence);
        deadLetters.put(sequence, code);
    }

    /** Handed to the connection of this epoch. */
    void transmitted(long ofEpoch, byte[] frame) {}

    /** The session gives this connection up. */
    void dropped(long ofEpoch) {}

    Ask request(Duration timeout) {
        return request(Request.once("ask", DATA, timeout));
    }

    Ask request(Request asked) {
        Ask request = new Ask(++requests, "run1-" + requests, asked, new WaitGuard(), cancelled -> {});
        outcomes.put(request, new ArrayList<>());
        session.dialect().request(request, session.reason(), now);
        perform();
        return request;
    }

    VirtualSession reply(Ask request) {
        return hub(EnvelopeWriter.reply("ask.reply", "/hub", "r", request.id(), Instant.EPOCH, DATA));
    }

    VirtualSession cancel(Ask request) {
        session.dialect().cancel(request);
        session.settle();
        return perform();
    }

    /** The handler of this request of the hub is done. */
    VirtualSession served(long ticket) {
        return served(ticket, new Answer.Data(DATA));
    }

    Outcome only(Ask request) {
        List<Outcome> all = outcomes.getOrDefault(request, List.of());
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " outcomes");
        }
        return all.get(0);
    }

    /** Time passes, and the session is woken where it asked for it. */
    VirtualSession pass(Duration time) {
        long end = now + time.toNanos();
        for (int wakes = 0; session.nextDeadline() <= end; wakes++) {
            if (wakes > 10_000) {
                throw new AssertionError("woken without end");
            }
            now = Math.max(now, session.nextDeadline());
            session.tick(now);
            perform();
        }
        now = end;
        return this;
    }

    List<Long> sequencesSent() {
        return sent.stream()
                .filter(frame -> frame instanceof Envelope.Message message && message.kind() == Envelope.Kind.EVENT)
                .map(frame -> ((Envelope.Message) frame).sequence().orElseThrow())
                .toList();
    }

    int count(Counter counter) {
        return counts.getOrDefault(counter, 0);
    }

    /** A handler is done. */
    VirtualSession served(long ticket, Answer answer) {
        session.dialect().served(ticket, answer, now);
        handling.remove(ticket);
        serving.remove(ticket);
        session.settle();
        return perform();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    VirtualSession perform() {
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
            welcomed = false;
            attempts.add(new Attempt(
                    epoch, now, changes.isEmpty() ? Phase.IDLE : last(changes).from()));
        } else if (effect instanceof Effect.Send send) {
            record(send.epoch(), send.frame());
        } else if (effect instanceof Effect.SendEvent send) {
            record(send.epoch(), send.frame());
        } else if (effect instanceof Effect.Disconnect disconnect) {
            disconnects.add(disconnect.code() + " " + disconnect.text());
            dropped(disconnect.epoch());
        } else if (effect instanceof Effect.Read read) {
            List<Stored> found = read(read.after(), read.maxCount(), read.maxBytes());
            session.dialect().loaded(read.read(), found, now);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledge(acknowledge.upto());
        } else if (effect instanceof Effect.DeadLetter letter) {
            deadLetter(letter.sequence(), letter.code());
            session.dialect().settledDurably(letter.sequence(), true, now);
        } else if (effect instanceof Effect.Remove removal) {
            outbox.remove(removal.sequence());
            removed.put(removal.sequence(), removal.reason());
            session.dialect().settledDurably(removal.sequence(), true, now);
        } else if (effect instanceof Effect.Renew) {
            renew();
        } else if (effect instanceof Effect.Received received) {
            stored.add(received.upto());
            session.dialect().received(received.upto(), true);
        } else if (effect instanceof Effect.Handle handle) {
            handling.put(handle.ticket(), handle.event());
        } else if (effect instanceof Effect.Complete complete) {
            outcomes.computeIfAbsent(complete.request(), r -> new ArrayList<>()).add(complete.outcome());
        } else if (effect instanceof Effect.Serve serve) {
            serving.put(serve.ticket(), serve.request());
        } else if (effect instanceof Effect.Abandon abandon) {
            serving.remove(abandon.ticket());
            handling.remove(abandon.ticket());
        } else if (effect instanceof Effect.Changed changed) {
            changes.add(changed.change());
        } else if (effect instanceof Effect.Count count) {
            counts.merge(count.counter(), 1, Integer::sum);
        } else if (effect instanceof Effect.Raise raise) {
            alarms.add(raise.alarm());
        } else if (effect instanceof Effect.Drained all) {
            drained.add(all.all());
        } else if (effect instanceof Effect.Ended) {
            ended++;
        }
    }

    private void renew() {
        long fell = acknowledged;
        TreeMap<Long, Stored> moved = new TreeMap<>();
        outbox.tailMap(fell, false)
                .forEach((sequence, event) -> moved.put(
                        sequence - fell,
                        new Stored(
                                sequence - fell,
                                event.id(),
                                event.type(),
                                event.subject(),
                                event.acceptedAt(),
                                event.data())));
        outbox.clear();
        outbox.putAll(moved);
        renumber(deadLetters, fell);
        renumber(removed, fell);
        last -= fell;
        acknowledged = 0;
        epochs++;
        session.dialect().renewed("NEW" + epochs, last, fell);
        session.tick(now);
    }

    private static void renumber(Map<Long, String> map, long fell) {
        Map<Long, String> before = new TreeMap<>(map);
        map.clear();
        before.forEach((sequence, why) -> map.put(sequence - fell, why));
    }

    private void record(long ofEpoch, byte[] frame) {
        transmitted(ofEpoch, frame);
        if (!keepsSent) {
            return;
        }
        try {
            Envelope envelope = new EnvelopeReader(1 << 24).read(frame);
            sent.add(envelope);
            sentBytes.add(frame);
            sentBy.add(ofEpoch);
            if (ofEpoch != epoch) {
                foreign.add(envelope);
            }
            if (!(envelope instanceof Envelope.Hello) && !(ofEpoch == epoch && welcomed)) {
                beforeReady.add(envelope);
            }
        } catch (EnvelopeException ours) {
            throw new AssertionError(ours);
        }
    }
}
