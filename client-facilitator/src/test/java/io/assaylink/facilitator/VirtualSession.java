// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.outbox.Stored;
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
    final Session session;
    final TreeMap<Long, Stored> outbox = new TreeMap<>();
    final Map<Long, String> deadLetters = new TreeMap<>();
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
    final Map<PendingReply, List<Outcome>> outcomes = new LinkedHashMap<>();
    final Map<Counter, Integer> counts = new EnumMap<>(Counter.class);
    final Map<Long, Envelope.Message> serving = new LinkedHashMap<>();
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
    boolean welcomed;
    /** Off where there is so much of it that only numbers count. */
    boolean keepsSent = true;

    private long requests;

    VirtualSession(ClientOptions options) {
        this(options, new BackOff() {
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
        this.options = options;
        session = new Session(
                options,
                new Identity("run1", "/gateways/gw/outbox/01OUTBOX", () -> Instant.EPOCH.plusNanos(now)),
                backOff);
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
        session.appended(last, acknowledged, now);
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

    PendingReply request(Duration timeout) {
        PendingReply request = new PendingReply(
                ++requests, "run1-", "ask", Optional.empty(), DATA, timeout.toNanos(), cancelled -> {});
        outcomes.put(request, new ArrayList<>());
        session.request(request, now);
        perform();
        return request;
    }

    VirtualSession reply(PendingReply request) {
        return hub(EnvelopeWriter.reply("ask.reply", "/hub", "r", request.id(), Instant.EPOCH, DATA));
    }

    VirtualSession cancel(PendingReply request) {
        session.cancel(request);
        return perform();
    }

    /** The handler of this request of the hub is done. */
    VirtualSession served(long ticket) {
        serving.remove(ticket);
        session.served(ticket, new Answer.Data(DATA));
        return perform();
    }

    Outcome only(PendingReply request) {
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

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    VirtualSession perform() {
        for (List<Effect> effects = session.take(); !effects.isEmpty(); effects = session.take()) {
            effects.forEach(this::perform);
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
            session.loaded(read.read(), found, now);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledge(acknowledge.upto());
        } else if (effect instanceof Effect.DeadLetter letter) {
            deadLetter(letter.sequence(), letter.code());
            session.deadLettered(letter.sequence(), true, now);
        } else if (effect instanceof Effect.Complete complete) {
            outcomes.computeIfAbsent(complete.request(), r -> new ArrayList<>()).add(complete.outcome());
        } else if (effect instanceof Effect.Serve serve) {
            serving.put(serve.ticket(), serve.request());
        } else if (effect instanceof Effect.Abandon abandon) {
            serving.remove(abandon.ticket());
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
