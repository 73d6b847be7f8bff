// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.facilitator.outbox.sqlite.CrashingOutbox;
import io.assaylink.transport.CloseReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/**
 * A session, a real outbox and a hub that keeps its promises to itself alone: whatever is lost between them, refused or
 * killed, the hub ends up with exactly what was accepted, in order.
 */
class ResumeProperties {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);
    private static final int STEPS = 16;

    /** What a hub is by its protocol: one number for the source, raised by one at a time, and never lowered. */
    private static final class OracleHub {
        final TreeMap<Long, String> stored = new TreeMap<>();
        final Set<Long> refused = new HashSet<>();
        final Set<Long> skipped = new HashSet<>();
        long settled;
        /** What becomes of the next event it may take; decent again after that. */
        int mood;

        /** The answer to a frame; empty where there is none. */
        byte[] hear(Envelope envelope) {
            if (envelope instanceof Envelope.Hello hello) {
                assertThat(hello.next()).as("the first it may send").isLessThanOrEqualTo(settled + 1);
                return EnvelopeWriter.welcome(new Envelope.Welcome("s", settled, 20_000, 8, 1 << 20), Instant.EPOCH);
            }
            if (envelope instanceof Envelope.Skip skip) {
                if (skip.sequence() == settled + 1) {
                    settled++;
                    skipped.add(settled);
                }
                return skip.sequence() <= settled ? EnvelopeWriter.ack(settled) : new byte[0];
            }
            if (!(envelope instanceof Envelope.Message event) || event.kind() != Envelope.Kind.EVENT) {
                return new byte[0];
            }
            long sequence = event.sequence().orElseThrow();
            if (sequence > settled + 1) {
                return new byte[0]; // a gap: not taken, not acknowledged
            }
            String data = new String(event.data(), US_ASCII);
            if (sequence <= settled) {
                assertThat(stored.getOrDefault(sequence, data))
                        .as("sent again, the same")
                        .isEqualTo(data);
                return EnvelopeWriter.ack(settled);
            }
            int now = mood;
            mood = 0;
            if (now == 1) {
                return EnvelopeWriter.nack(sequence, new Problem("internal", "later", true, Duration.ofMillis(5), ""));
            }
            settled++;
            if (now == 2) {
                refused.add(sequence);
                return EnvelopeWriter.nack(sequence, Problem.of("schema.invalid", "no", false));
            }
            stored.put(sequence, data);
            return now == 3 ? new byte[0] : EnvelopeWriter.ack(settled);
        }
    }

    /** One life of the gateway's process: its session, over the outbox that outlives it. */
    private static final class Gateway extends VirtualSession {
        final Outbox box;
        final OracleHub hub;
        final ArrayDeque<byte[]> toHub = new ArrayDeque<>();
        final ArrayDeque<byte[]> toClient = new ArrayDeque<>();
        long alive;

        Gateway(Outbox box, OracleHub hub) {
            super(ClientOptions.defaults("gw").withWindow(new ClientOptions.Window(4, 1 << 20, 3)));
            this.box = box;
            this.hub = hub;
            append();
        }

        private void look() {
            last = box.last();
            acknowledged = box.acknowledged();
        }

        @Override
        List<Stored> read(long after, int maxCount, long maxBytes) {
            return get(box.read(after, maxCount, maxBytes));
        }

        @Override
        void acknowledge(long upto) {
            assertThat(upto).as("forgotten before the hub has it").isLessThanOrEqualTo(hub.settled);
            get(box.acknowledge(upto));
            look();
        }

        @Override
        void deadLetter(long sequence, String code) {
            get(box.deadLetter(sequence, code, ""));
        }

        @Override
        void transmitted(long ofEpoch, byte[] frame) {
            if (ofEpoch == alive) {
                toHub.add(frame);
            }
        }

        @Override
        void dropped(long ofEpoch) {
            if (ofEpoch == alive) {
                toClient.clear(); // nothing is read any more; its end is told by the next step that loses the link
            }
        }

        void up() {
            if (session.phase() == Phase.CONNECTING && alive == 0) {
                alive = epoch;
                connected();
            } else if (alive == 0) {
                started().pass(Duration.ofSeconds(61));
            }
        }

        void down() {
            if (alive != 0) {
                alive = 0;
                toHub.clear();
                toClient.clear();
                failed(LOST);
            }
        }

        void hubHears(int frames) {
            for (int i = 0; i < frames && !toHub.isEmpty(); i++) {
                try {
                    byte[] answer = hub.hear(new EnvelopeReader(1 << 20).read(toHub.remove()));
                    if (answer.length > 0) {
                        toClient.add(answer);
                    }
                } catch (EnvelopeException ours) {
                    throw new AssertionError(ours);
                }
            }
        }

        void clientHears(int frames) {
            for (int i = 0; i < frames && !toClient.isEmpty(); i++) {
                byte[] frame = toClient.remove();
                welcomed = true;
                hub(frame);
            }
        }

        /** Everything goes well, and a hub that owes an acknowledgement gives it. */
        void recover() {
            if (session.phase() == Phase.BACKING_OFF) {
                down();
            }
            up();
            hubHears(50);
            if (session.phase() == Phase.READY) {
                toClient.add(EnvelopeWriter.ack(hub.settled));
            }
            clientHears(50);
            pass(Duration.ofMillis(20));
        }

        final void append() {
            look();
            told();
        }
    }

    /** Boxes to choose from. */
    private interface Box {
        Outbox outbox();

        /** Will die at a place chosen by this number. */
        void arm(int value);

        void disarm();

        boolean isDead();

        void revive() throws Exception;
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers()
                .between(0, STEPS * 1000 - 1)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 1000)
    @Label("4.3 F15 F18 resume after any loss, refusal and restart, over the outbox in memory")
    void inMemory(@ForAll("steps") List<Integer> steps) throws Exception {
        VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
        history(steps, new Box() {
            @Override
            public Outbox outbox() {
                return outbox;
            }

            @Override
            public void arm(int value) {}

            @Override
            public void disarm() {}

            @Override
            public boolean isDead() {
                return false;
            }

            @Override
            public void revive() {}
        });
    }

    @Property(tries = 40)
    @Label("4.3 Q2 F15 F18 the same over SQLite, killed at any place of its work")
    void overSqlite(@ForAll("steps") List<Integer> steps) throws Exception {
        Path directory = Files.createTempDirectory("resume");
        try (CrashingOutbox crashing = new CrashingOutbox(directory)) {
            history(steps, new Box() {
                @Override
                public Outbox outbox() {
                    return crashing.outbox();
                }

                @Override
                public void arm(int value) {
                    crashing.arm(value % CrashingOutbox.PLACES, value / CrashingOutbox.PLACES % 4);
                }

                @Override
                public void disarm() {
                    crashing.disarm();
                }

                @Override
                public boolean isDead() {
                    return crashing.isDead();
                }

                @Override
                public void revive() throws Exception {
                    crashing.revive();
                }
            });
        } finally {
            delete(directory);
        }
    }

    private static void history(List<Integer> steps, Box box) throws Exception {
        OracleHub hub = new OracleHub();
        Map<Long, String> accepted = new TreeMap<>();
        Set<String> offered = new HashSet<>();
        Gateway gateway = new Gateway(box.outbox(), hub);
        for (int step : steps) {
            try {
                step(gateway, step % STEPS, step / STEPS, accepted, offered);
            } catch (CompletionException failed) {
                assertThat(box.isDead()).as("failed without a crash").isTrue();
            }
            boolean killed = step % STEPS == 14 || box.isDead();
            if (step % STEPS == 15) {
                box.arm(step / STEPS);
            } else if (killed) {
                box.revive();
                gateway = new Gateway(box.outbox(), hub);
            }
            assertThat(box.outbox().acknowledged()).isLessThanOrEqualTo(hub.settled);
        }
        if (box.isDead()) {
            box.revive();
            gateway = new Gateway(box.outbox(), hub);
        }
        box.disarm();
        hub.mood = 0;
        for (int round = 0; round < 2000 && gateway.box.acknowledged() < gateway.box.last(); round++) {
            gateway.recover();
        }

        assertThat(gateway.box.acknowledged()).as("drained").isEqualTo(gateway.box.last());
        assertThat(hub.settled).isEqualTo(gateway.box.last());
        assertThat(gateway.box.depth().events()).isZero();
        assertThat(offered).as("nothing invented").containsAll(hub.stored.values());
        assertThat(hub.stored.values()).as("nothing twice").doesNotHaveDuplicates();
        accepted.forEach((sequence, data) -> {
            if (!hub.refused.contains(sequence) && !hub.skipped.contains(sequence)) {
                assertThat(hub.stored.get(sequence)).as("sequence %d", sequence).isEqualTo(data);
            }
        });
        assertThat(gateway.box.depth().deadLetters())
                .as("what was skipped is among the dead letters")
                .isBetween((long) hub.skipped.size(), (long) hub.skipped.size() + hub.refused.size());
    }

    private static void step(Gateway it, int kind, int value, Map<Long, String> accepted, Set<String> offered) {
        switch (kind) {
            case 0, 1, 2 -> {
                for (int i = 0; i <= value % 4; i++) {
                    String data = "{\"n\":" + offered.size() + "}";
                    offered.add(data);
                    Draft draft =
                            new Draft("t", "chem-" + value % 3, Instant.EPOCH, data.getBytes(US_ASCII), new byte[0]);
                    Stored stored = get(it.box.append(draft));
                    accepted.put(stored.sequence(), data);
                }
                it.append();
            }
            case 3, 4, 5 -> it.up();
            case 6, 7, 8 -> it.hubHears(1 + value % 5);
            case 9, 10, 11 -> it.clientHears(1 + value % 5);
            case 12 -> {
                if (value % 3 == 0) {
                    it.down();
                } else {
                    it.hub.mood = value % 4;
                }
            }
            case 13 -> it.pass(Duration.ofMillis(value * 3L));
            default -> {}
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
