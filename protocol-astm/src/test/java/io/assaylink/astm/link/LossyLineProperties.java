// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.Control;
import io.assaylink.astm.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A sender against a receiver over a line that loses, damages, repeats and delays, in virtual time.
 *
 * <p>What no E1381 link can survive is left out, because its answers bear no number: a line that both doubles what is
 * answered and loses frames, a reply later than the sender's 15 s, and damage that turns a byte into ENQ, which the
 * receiver has to take for a sender that starts again.
 */
class LossyLineProperties {

    private static final long SECOND = 1_000_000_000L;

    /** What may happen to one write, in percent. */
    private record Line(int lost, int damaged, int doubled, int maxDelaySeconds) {}

    @Property(tries = 10_000)
    @Label("lost, damaged and late: what the sender holds for sent was kept; a failure is told; nothing is invented")
    void lossyDamagingAndDelaying(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int messages,
            @ForAll @IntRange(max = 30) int lost,
            @ForAll @IntRange(max = 30) int damaged,
            @ForAll FrameEncoder.Packing packing) {
        Talk talk = new Talk(new Line(lost, damaged, 0, 2), packing, new Random(seed));
        talk.run(messages);
        assertThat(talk.attempts).hasSameSizeAs(talk.outcomes);
        assertThat(talk.attempts.values()).containsAll(talk.kept);
        talk.outcomes.forEach((id, sent) -> {
            if (sent) {
                assertThat(talk.kept).contains(talk.attempts.getOrDefault(id, ""));
            }
        });
        for (String message : talk.kept) {
            long tries = talk.attempts.values().stream().filter(message::equals).count();
            assertThat(talk.kept.stream().filter(message::equals).count())
                    .as("kept once for each attempt at most: a repeat after a lost ACK looks like a new message")
                    .isLessThanOrEqualTo(tries);
        }
    }

    @Property(tries = 10_000)
    @Label("frames doubled and late: every message is kept once, in order")
    void doublingAndDelaying(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int messages,
            @ForAll @IntRange(max = 50) int doubled,
            @ForAll FrameEncoder.Packing packing) {
        Talk talk = new Talk(new Line(0, 0, doubled, 2), packing, new Random(seed));
        talk.run(messages);
        assertThat(talk.outcomes).hasSize(messages);
        assertThat(talk.outcomes.values()).containsOnly(true);
        assertThat(talk.kept).containsExactlyElementsOf(talk.attempts.values());
    }

    /**
     * A frame that is doubled is answered twice, so the sender may take the second ACK for that of a damaged frame. Control
     * characters come through: who takes a stale ACK for that of an ENQ which was damaged sends into the session before.
     */
    @Property(tries = 10_000)
    @Label("damaged, doubled and late at once: kept once for each attempt at most, and what is missing was told")
    void damagingDoublingAndDelaying(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int messages,
            @ForAll @IntRange(max = 30) int damaged,
            @ForAll @IntRange(max = 30) int doubled,
            @ForAll FrameEncoder.Packing packing) {
        Talk talk = new Talk(new Line(0, damaged, doubled, 2), packing, new Random(seed));
        talk.run(messages);
        assertThat(talk.attempts).hasSameSizeAs(talk.outcomes);
        assertThat(talk.attempts.values()).containsAll(talk.kept);
        for (String message : talk.kept) {
            long tries = talk.attempts.values().stream().filter(message::equals).count();
            assertThat(talk.kept.stream().filter(message::equals).count()).isLessThanOrEqualTo(tries);
        }
        long missing = talk.outcomes.entrySet().stream()
                .filter(Map.Entry::getValue)
                .filter(sent -> !talk.kept.contains(talk.attempts.getOrDefault(sent.getKey(), "")))
                .count();
        assertThat(talk.told).as("by the receiver").isGreaterThanOrEqualTo(missing);
    }

    /** Two links, the line between them and their applications. */
    private static final class Talk {
        private final AstmLink sender;
        private final AstmLink receiver = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        private final Line line;
        private final Random random;
        private final Deque<Write> toReceiver = new ArrayDeque<>();
        private final Deque<Write> toSender = new ArrayDeque<>();
        /** Message by id of the attempt. */
        private final Map<Long, String> attempts = new LinkedHashMap<>();

        private final Map<Long, Boolean> outcomes = new HashMap<>();
        private final List<String> kept = new ArrayList<>();
        private int failures;
        /** What the receiver said is wrong. */
        private long told;

        private long now;

        private record Write(long arrives, byte[] bytes) {}

        Talk(Line line, FrameEncoder.Packing packing, Random random) {
            this.line = line;
            this.random = random;
            sender = new AstmLink(
                    Position.INSTRUMENT,
                    LinkProfile.strict().withSending(new FrameEncoder(packing, 1 + random.nextInt(30))),
                    LinkTimers.defaults());
        }

        void run(int messages) {
            for (int k = 0; k < messages; k++) {
                attempt("H|\\^&|" + k + "\rR|1|" + random.nextInt(1000) + "\rL|1\r");
            }
            for (int steps = 0; steps < 20_000 && !over(); steps++) {
                step();
            }
            assertThat(over()).as("it ends").isTrue();
            receiver.closed(now, this::received); // noise is told where it ends
        }

        private boolean over() {
            drain();
            return outcomes.size() == attempts.size() && toReceiver.isEmpty() && toSender.isEmpty();
        }

        private void attempt(String message) {
            long id = sender.send(message.getBytes(StandardCharsets.US_ASCII), now, this::sent);
            attempts.put(id, message);
        }

        private void sent(LinkEvent event) {
            if (event instanceof LinkEvent.MessageSent sent) {
                outcomes.put(sent.id(), true);
            } else if (event instanceof LinkEvent.SendFailed failed) {
                outcomes.put(failed.id(), false);
                if (++failures < 5) {
                    attempt(attempts.getOrDefault(failed.id(), ""));
                }
            }
        }

        private void received(LinkEvent event) {
            if (event instanceof LinkEvent.Delivered delivered) {
                kept.add(new String(delivered.message().toBytes(), StandardCharsets.US_ASCII));
                receiver.accept(delivered.hold(), now, this::received);
            } else if (event instanceof LinkEvent.FrameRefused
                    || event instanceof LinkEvent.Incomplete
                    || event instanceof LinkEvent.Noise) {
                told++;
            }
        }

        private void drain() {
            sender.drainTo(bytes -> write(bytes, toReceiver));
            receiver.drainTo(bytes -> write(bytes, toSender));
        }

        private void write(ByteBuffer bytes, Deque<Write> way) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            if (random.nextInt(100) < line.lost()) {
                return;
            }
            boolean control = copy.length == 1;
            if (random.nextInt(100) < line.damaged() && !(control && line.doubled() > 0)) {
                damage(copy);
            }
            long earliest = way.isEmpty() ? now : Math.max(now, way.getLast().arrives());
            long arrives = Math.min(
                    earliest + (long) (random.nextDouble() * line.maxDelaySeconds() * SECOND),
                    Math.max(earliest, now + line.maxDelaySeconds() * SECOND));
            way.add(new Write(arrives, copy));
            if (way.equals(toReceiver) && random.nextInt(100) < line.doubled() && copy[0] == Control.STX) {
                way.add(new Write(arrives, copy));
            }
        }

        /** One bit of a frame, or a control character that is none any more. */
        private void damage(byte[] bytes) {
            if (bytes.length == 1) {
                bytes[0] = '?';
                return;
            }
            int at = random.nextInt(bytes.length);
            byte damaged = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
            bytes[at] = damaged == Control.ENQ ? (byte) '?' : damaged;
        }

        /** To the next thing that happens: a write arrives, or a link wants to be woken. */
        private void step() {
            long next = Math.min(sender.nextDeadline(now), receiver.nextDeadline(now));
            next = Math.min(next, arrival(toReceiver));
            now = Math.max(now, Math.min(next, arrival(toSender)));
            arrive(toReceiver, receiver, this::received);
            arrive(toSender, sender, this::sent);
            sender.tick(now, this::sent);
            receiver.tick(now, this::received);
        }

        private static long arrival(Deque<Write> way) {
            return way.isEmpty() ? Long.MAX_VALUE : way.element().arrives();
        }

        private void arrive(Deque<Write> way, AstmLink link, Consumer<LinkEvent> out) {
            if (arrival(way) <= now) {
                byte[] bytes = way.remove().bytes();
                int cut = random.nextInt(bytes.length + 1);
                link.decode(ByteBuffer.wrap(bytes, 0, cut), now, out);
                link.decode(ByteBuffer.wrap(bytes, cut, bytes.length - cut), now, out);
            }
        }
    }
}
