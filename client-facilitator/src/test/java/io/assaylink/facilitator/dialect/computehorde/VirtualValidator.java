// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.transport.CloseReason;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The dialect against the scripted facilitator in virtual time; frames move when the test says so. */
final class VirtualValidator {
    static final KeyPair KEYS = keys();

    final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    final Session<ComputeHordeV0> session;
    final TreeMap<Long, Stored> outbox = new TreeMap<>();
    final Map<Long, String> deadLetters = new TreeMap<>();
    final ArrayDeque<byte[]> toHub = new ArrayDeque<>();
    final ArrayDeque<byte[]> toClient = new ArrayDeque<>();
    final List<String> sent = new ArrayList<>();
    final List<StateChange> changes = new ArrayList<>();
    final List<Alarm> alarms = new ArrayList<>();
    final Map<Counter, Integer> counts = new EnumMap<>(Counter.class);
    final Map<Long, HubRequest> serving = new LinkedHashMap<>();
    final List<String> broken = new ArrayList<>();
    /** Connections are made at once where somebody listens. */
    boolean listening = true;

    ScriptedFacilitator.Link link = facilitator.new Link();
    long now = -5_000_000_000L; // Ticker time has any origin
    long epoch;
    long last;
    long acknowledged;
    boolean connected;
    /** A status update is out and its answer has not come. */
    boolean statusOut;

    VirtualValidator() {
        this(Signer.ed25519(KEYS));
    }

    VirtualValidator(Signer signer) {
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
        ComputeHordeOptions options = ComputeHordeOptions.defaults("validator");
        session = new Session<>(options.client(), second, out -> new ComputeHordeV0(options, signer, second, out));
        facilitator.validators.add(HexFormat.of().formatHex(Signer.ed25519(KEYS).publicKey()));
    }

    static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException absent) {
            throw new AssertionError(absent);
        }
    }

    static UUID job(int number) {
        return new UUID(0, number);
    }

    VirtualValidator start() {
        session.start(now);
        return perform();
    }

    VirtualValidator ready() {
        return start().settle();
    }

    VirtualValidator update(int job, JobStatus status) {
        byte[] frame = V0Frames.status(StatusUpdate.of(job(job), status));
        return append(new Stored(last + 1, "id", StatusUpdate.TYPE, job(job).toString(), Instant.EPOCH, frame));
    }

    VirtualValidator append(Stored event) {
        last = event.sequence();
        outbox.put(last, event);
        session.dialect().appended(last, acknowledged, now);
        return perform();
    }

    VirtualValidator specs(String miner, int value) {
        byte[] json = ("{\"v\":" + value + "}").getBytes(UTF_8);
        MachineSpecs specs = new MachineSpecs(miner, "5V", json, Optional.of("b"));
        session.dialect().specs(miner, V0Frames.specs(specs), now);
        return perform();
    }

    VirtualValidator frame(String json) {
        return frame(json.getBytes(UTF_8));
    }

    VirtualValidator frame(byte[] json) {
        session.frame(epoch, json, now);
        return perform();
    }

    /** One frame arrives there. */
    VirtualValidator arrive() {
        byte[] frame = toHub.pollFirst();
        if (frame != null) {
            ScriptedFacilitator.Answers answers = link.receive(frame);
            toClient.addAll(answers.frames());
            if (answers.closeCode() > 0) {
                drainToClient();
                cut(new CloseReason.ByPeer(answers.closeCode(), "", false));
            }
        }
        return this;
    }

    /** One frame arrives here. */
    VirtualValidator answer() {
        byte[] frame = toClient.pollFirst();
        if (frame != null) {
            if (new String(frame, UTF_8).contains("\"status\"")) {
                statusOut = false;
            }
            frame(frame);
        }
        return this;
    }

    private void drainToClient() {
        while (!toClient.isEmpty()) {
            answer();
        }
    }

    /** Everything on its way arrives, and what is due is done. */
    VirtualValidator settle() {
        for (int turns = 0; turns < 10_000; turns++) {
            if (!toHub.isEmpty()) {
                arrive();
            } else if (!toClient.isEmpty()) {
                answer();
            } else if (session.nextDeadline() != Long.MAX_VALUE && session.nextDeadline() - now <= 0) {
                session.tick(now);
                perform();
            } else {
                return this;
            }
        }
        throw new AssertionError("it never settles");
    }

    VirtualValidator cut(CloseReason reason) {
        if (connected) {
            connected = false;
            toHub.clear();
            toClient.clear();
            statusOut = false;
            link = facilitator.new Link();
            session.disconnected(epoch, reason, now);
            perform();
        }
        return this;
    }

    VirtualValidator cut() {
        return cut(new CloseReason.Lost("reset", true));
    }

    VirtualValidator pass(Duration time) {
        long end = now + time.toNanos();
        for (int wakes = 0; session.nextDeadline() != Long.MAX_VALUE && session.nextDeadline() - end <= 0; wakes++) {
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

    HubRequest served(long ticket) {
        HubRequest request = serving.get(ticket);
        if (request == null) {
            throw new AssertionError("nothing served under " + ticket);
        }
        return request;
    }

    int count(Counter counter) {
        return counts.getOrDefault(counter, 0);
    }

    Phase phase() {
        return session.phase();
    }

    VirtualValidator perform() {
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
            if (listening) {
                connected = true;
                session.connected(epoch, now);
            } else {
                session.disconnected(epoch, new CloseReason.Lost("refused", false), now);
            }
        } else if (effect instanceof Effect.Send send) {
            send(send.epoch(), send.frame());
        } else if (effect instanceof Effect.SendEvent event) {
            send(event.epoch(), event.frame());
            statusOut = true;
        } else if (effect instanceof Effect.Disconnect disconnect) {
            if (disconnect.epoch() == epoch) {
                cut(new CloseReason.Local(disconnect.code(), disconnect.text()));
            }
        } else if (effect instanceof Effect.Read read) {
            List<Stored> found = outbox.tailMap(read.after(), false).values().stream()
                    .limit(read.maxCount())
                    .toList();
            session.dialect().loaded(read.read(), found, now);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledged = acknowledge.upto();
            outbox.headMap(acknowledged, true).clear();
        } else if (effect instanceof Effect.DeadLetter letter) {
            outbox.remove(letter.sequence());
            deadLetters.put(letter.sequence(), letter.code());
            session.dialect().settledDurably(letter.sequence(), true, now);
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
        }
    }

    private void send(long ofEpoch, byte[] frame) {
        String text = new String(frame, UTF_8);
        if (ofEpoch != epoch || !connected) {
            return; // as the link does: that connection is over
        }
        if (statusOut) {
            broken.add("sent while an answer is owed: " + text);
        }
        boolean authentication = text.contains("V0AuthenticationRequest");
        if (!authentication && session.phase() != Phase.READY && session.phase() != Phase.DRAINING) {
            broken.add("sent before it is ready: " + text);
        }
        sent.add(text);
        toHub.add(frame);
    }
}
