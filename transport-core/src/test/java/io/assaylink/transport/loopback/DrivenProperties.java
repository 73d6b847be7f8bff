// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A driven connection against what its peer did: the machine is told all of it, once, in order, and at no other time. */
class DrivenProperties {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration STALL = Duration.ofSeconds(10);

    /** What happens. */
    enum Step {
        ARRIVE,
        ARRIVE_MANY,
        ARRIVE_PAUSING,
        BEGIN,
        FINISH,
        PAUSE,
        RESUME,
        DEADLINE,
        PASS_LITTLE,
        PASS_TIME,
        PASS_MUCH_TIME,
        PEER_ENDS,
        SEVER,
        CLOSE
    }

    private static final Set<Step> ENDS = EnumSet.of(Step.PEER_ENDS, Step.SEVER, Step.CLOSE);

    @Provide
    Arbitrary<List<Step>> histories() {
        return Arbitraries.frequencyOf(
                        Tuple.of(40, Arbitraries.of(Step.class).filter(step -> !ENDS.contains(step))),
                        Tuple.of(1, Arbitraries.of(ENDS)))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 5000)
    @Label("X-1 X-5 T9 T15: arrive, pause, resume, wake, close in any order, against what the peer did")
    void aMachineIsToldTheTruth(@ForAll("histories") List<Step> steps, @ForAll @IntRange(min = 1, max = 40) int cut) {
        Drive drive = new Drive(cut);
        steps.forEach(drive::step);
        drive.end();
    }

    private static final class Drive implements Machine<String> {
        private final VirtualLoop loop = new VirtualLoop();
        private final LoopbackPair<String> pair;
        private final List<String> sent = new ArrayList<>();
        private final List<String> received = new ArrayList<>();
        private final List<Class<? extends CloseReason>> ends = new ArrayList<>();
        private String begun = "";
        private int numbers;
        private @Nullable Driver<String> opened;
        private boolean reading = true;
        private boolean ending;
        private @Nullable CloseReason closed;
        private boolean stallTold;
        /** The last byte, or the last idleness that was told; pauses of ours do not count. */
        private long quietSince;

        private long lastByte;
        private long pausedAt;
        private long put;
        private long deadline = Long.MAX_VALUE;
        private int ticks;
        /** What a callback found: a machine that throws is contained, so a test must not rely on it. */
        private @Nullable AssertionError broken;

        private int wanted;

        Drive(int cut) {
            pair = LoopbackTransport.on(
                            loop,
                            "model",
                            LineFraming::new,
                            ReceiveLimits.defaults()
                                    .withIdle(IDLE)
                                    .withStall(STALL)
                                    .withTotal(Duration.ZERO))
                    .pair();
            pair.toNear().cut(available -> cut);
            pair.near().drive(this);
            loop.run();
        }

        private Driver<String> driver() {
            return Objects.requireNonNull(opened);
        }

        private long now() {
            return loop.ticker().nanos();
        }

        void step(Step step) {
            switch (step) {
                case ARRIVE -> send("message " + numbers++, "");
                case ARRIVE_MANY -> send("m" + numbers++, "m" + numbers++, "m" + numbers++, "part ");
                case ARRIVE_PAUSING -> send("pause", "behind " + numbers++, "part ");
                case BEGIN -> send("part ");
                case FINISH -> send("end " + numbers++, "");
                case PAUSE -> driver().execute(() -> read(false));
                case RESUME -> driver().execute(() -> read(true));
                case DEADLINE ->
                    driver().execute(() -> {
                        if (deadline == Long.MAX_VALUE && closed == null) {
                            deadline = now() + Duration.ofSeconds(3).toNanos();
                            wanted++;
                        }
                    });
                case PASS_LITTLE -> loop.advance(Duration.ofMillis(300));
                case PASS_TIME -> loop.advance(Duration.ofSeconds(7));
                case PASS_MUCH_TIME -> loop.advance(Duration.ofSeconds(60));
                case PEER_ENDS -> {
                    pair.toNear().end();
                    ends.add(CloseReason.ByPeer.class);
                }
                case SEVER -> {
                    pair.toNear().sever();
                    ends.add(CloseReason.Lost.class);
                }
                case CLOSE -> {
                    ending = true;
                    var unused = pair.near().close(Duration.ofSeconds(1));
                    ends.add(CloseReason.Local.class);
                }
            }
            loop.run();
            AssertionError found = broken;
            if (found != null) {
                throw found;
            }
            if (reading && ends.isEmpty()) {
                assertThat(received).as("what is there is told at once").isEqualTo(sent);
                assertThat(now() - quietSince)
                        .as("idleness is told")
                        .isLessThan(begun.isEmpty() ? IDLE.toNanos() : Long.MAX_VALUE);
                assertThat(stallTold || begun.isEmpty() || now() - lastByte < STALL.toNanos())
                        .as("a stall is told")
                        .isTrue();
                assertThat(deadline - now()).as("a deadline is honoured").isPositive();
            }
        }

        private void read(boolean wanted) {
            if (closed != null) {
                return;
            }
            if (wanted && !reading) {
                // what was on the line comes now; where nothing was, no clock ran
                boolean unread = pair.near().stats().bytesIn() < put;
                lastByte = unread ? now() : lastByte + (now() - pausedAt);
                quietSince = unread ? now() : quietSince + (now() - pausedAt);
            } else if (!wanted && reading) {
                pausedAt = now();
            }
            reading = wanted;
            driver().reading(wanted);
        }

        /** In one piece: whole messages, and the beginning of one. */
        private void send(String... texts) {
            if (!ends.isEmpty()) {
                return;
            }
            for (int i = 0; i < texts.length - 1; i++) {
                sent.add(begun + texts[i]);
                begun = "";
            }
            begun += texts[texts.length - 1];
            if (reading) {
                lastByte = now();
                quietSince = now();
            }
            stallTold = false;
            byte[] piece = String.join("\n", texts).getBytes(StandardCharsets.UTF_8);
            put += piece.length;
            pair.toNear().inject(piece);
        }

        private void check(Runnable assertions) {
            try {
                assertions.run();
            } catch (AssertionError found) {
                if (broken == null) {
                    broken = found;
                }
            }
        }

        @Override
        public void opened(Driver<String> driver, long now) {
            check(() -> {
                assertThat(opened).isNull();
                opened = driver;
            });
        }

        @Override
        public void received(String message, long now) {
            check(() -> {
                assertThat(closed).isNull();
                assertThat(reading || !ends.isEmpty())
                        .as("nothing is handed to a machine that does not read")
                        .isTrue();
                assertThat(received.size()).as("nothing is invented").isLessThan(sent.size());
                assertThat(message).as("in order, each once").isEqualTo(sent.get(received.size()));
                received.add(message);
                if (message.endsWith("pause")) {
                    read(false);
                }
            });
        }

        @Override
        public void idle(Duration quiet, long now) {
            check(() -> {
                assertThat(reading).isTrue();
                assertThat(received).as("what is there comes before idle").isEqualTo(sent);
                assertThat(begun).as("idle never comes while a byte is pending").isEmpty();
                assertThat(now - quietSince).as("idle at its time").isEqualTo(IDLE.toNanos());
                assertThat(quiet).isGreaterThanOrEqualTo(IDLE);
                quietSince = now;
            });
        }

        @Override
        public void stalled(long bytesSoFar, Duration quiet, long now) {
            check(() -> {
                assertThat(reading).isTrue();
                assertThat(stallTold).as("once per silence").isFalse();
                assertThat(bytesSoFar).isEqualTo(begun.length()).isPositive();
                assertThat(now - lastByte).as("a stall at its time").isEqualTo(STALL.toNanos());
                assertThat(quiet).isEqualTo(STALL);
                stallTold = true;
            });
        }

        @Override
        public long nextDeadline(long now) {
            return deadline;
        }

        @Override
        public void tick(long now) {
            check(() -> {
                assertThat(closed).isNull();
                assertThat(now).isGreaterThanOrEqualTo(deadline);
                deadline = Long.MAX_VALUE;
                ticks++;
            });
        }

        @Override
        public void closed(CloseReason reason, long now) {
            check(() -> {
                assertThat(closed).as("once").isNull();
                assertThat(ends.stream().anyMatch(end -> end.isInstance(reason)))
                        .as("%s is one of %s", reason, ends)
                        .isTrue();
                if (ends.get(0) == CloseReason.ByPeer.class && reason instanceof CloseReason.ByPeer peer && !ending) {
                    assertThat(received)
                            .as("before an end in order comes all that was sent")
                            .isEqualTo(sent);
                    assertThat(peer.midMessage()).isEqualTo(!begun.isEmpty());
                }
                closed = reason;
            });
        }

        void end() {
            if (ends.isEmpty()) {
                step(Step.PEER_ENDS);
            }
            for (int i = 0; i < 100 && closed == null; i++) {
                step(Step.RESUME); // a message may pause it again
                step(Step.PASS_LITTLE);
                step(Step.PASS_TIME);
            }
            assertThat(closed).isNotNull();
            assertThat((long) received.size())
                    .as("what came in whole is told")
                    .isEqualTo(pair.near().stats().messagesIn());
            assertThat(ticks).isBetween(wanted - 1, wanted);
            int told = received.size();
            step(Step.ARRIVE);
            step(Step.PASS_MUCH_TIME);
            assertThat(received).hasSize(told);
        }
    }
}
