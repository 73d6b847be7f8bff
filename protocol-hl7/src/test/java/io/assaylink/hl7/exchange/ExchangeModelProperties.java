// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.CloseWanted;
import io.assaylink.hl7.exchange.ExchangeEvent.Committed;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Sent;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.exchange.ExchangeOptions.Correlation;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The exchange against peers that delay, lose, double, refuse and mix up: a model says what must hold whatever they do. */
class ExchangeModelProperties {

    /** How a peer names what it answers. */
    enum Echo {
        /** MSA-2 is MSH-10, and every message has its own. */
        UNIQUE,
        /** Every message has MSH-10 = 1, as some devices write it. */
        ALWAYS_ONE,
        /** MSA-2 is empty. */
        EMPTY
    }

    /** An answer on its way: when it arrives, and what. */
    private record Coming(long at, Hl7Message answer) {}

    private static final int STEP =
            3; // seconds at once: late enough to mix what is due, early enough for every timeout

    /** One run: the exchange, what the peer still wants to say, and what the model knows of each message. */
    private static final class Run {
        final Random random;
        final Echo echo;
        final Peer peer;
        final List<Coming> coming = new ArrayList<>();
        final Map<Long, String> tokens = new HashMap<>(); // what only the right answer to a message says
        final Set<Long> ended = new HashSet<>();
        final Set<Long> committed = new HashSet<>();
        int seen;
        boolean closing;
        final boolean strays; // by order an id that names nothing means the one outstanding

        Run(long seed, Echo echo, Correlation correlation, int window) {
            this.random = new Random(seed);
            this.echo = echo;
            this.strays = correlation == Correlation.BY_CONTROL_ID;
            this.peer = new Peer(
                    ExchangeOptions.defaults().withCorrelation(correlation).withWindows(4, window),
                    new RepeatMemory(10));
        }

        void sends(int number) {
            String token = "T" + number;
            String id = echo == Echo.UNIQUE ? "S" + number : "1";
            String conditions = new String[] {"", "AL|NE", "AL|AL", "NE|AL", "ER|ER", "NE|NE"}[random.nextInt(6)];
            tokens.put(
                    peer.sends(Hl7Message.of(
                            ("MSH|^~\\&|A|B||||" + token + "|ORU^R01|" + id + "|P|2.5|||" + conditions + "\r")
                                    .getBytes(ISO_8859_1))),
                    token);
        }

        /** The peer reads what was written and decides what to say about it, and when. */
        void peerReads() {
            for (Hl7Message message : peer.messages()) {
                String id = echo == Echo.EMPTY ? "" : message.controlId().text();
                String token = message.get("MSH-8").text();
                boolean enhanced = message.get("MSH-15").text().equals("AL");
                boolean silent = message.get("MSH-15").text().matches("NE|ER")
                        && message.get("MSH-16")
                                .text()
                                .equals(message.get("MSH-15").text());
                if (silent && echo != Echo.UNIQUE) {
                    continue; // where answers are found by order alone, a peer that answers unasked cannot be told from
                    // others
                }
                int copies = echo == Echo.UNIQUE ? random.nextInt(3) : random.nextInt(2); // 0: lost
                for (int i = 0; i < copies; i++) {
                    long later = peer.now + random.nextInt(45) * Peer.SECOND;
                    if (enhanced && random.nextBoolean() && echo == Echo.UNIQUE) {
                        coming.add(new Coming(later, answer("CA", id, token)));
                        later += random.nextInt(70) * Peer.SECOND;
                    }
                    String code = new String[] {"AA", "AE", "AR", "CA", "XX"}[random.nextInt(5)];
                    coming.add(new Coming(later, answer(code, id, token)));
                }
                if (strays && random.nextInt(8) == 0) {
                    coming.add(new Coming(peer.now, answer("AA", "Z" + random.nextInt(9), "nobody's")));
                }
            }
        }

        private static Hl7Message answer(String code, String id, String token) {
            return Hl7Message.of(
                    ("MSH|^~\\&|L||||" + "|" + token + "|ACK|X|P|2.5\rMSA|" + code + "|" + id + "|" + token + "\r")
                            .getBytes(ISO_8859_1));
        }

        void passes(int seconds) {
            for (int left = seconds; left > 0; left -= STEP) {
                peer.passes(Math.min(STEP, left) * Peer.SECOND);
                List<Coming> due =
                        coming.stream().filter(one -> one.at() <= peer.now).toList();
                coming.removeAll(due);
                for (Coming one : due) {
                    if (!closing) { // whoever was told to close reads no more
                        peer.receives(one.answer());
                    }
                    check();
                }
                peerReads();
                check();
            }
        }

        /** What happened since the last look is what may happen. */
        void check() {
            for (; seen < peer.events.size(); seen++) {
                ExchangeEvent event = peer.events.get(seen);
                if (event instanceof Answered answered) {
                    end(answered.id());
                    assertThat(answered.message().get("MSA-3").text())
                            .as("the answer belongs to the message")
                            .isEqualTo(tokens.get(answered.id()));
                } else if (event instanceof Sent sent) {
                    end(sent.id());
                } else if (event instanceof SendFailed failed) {
                    end(failed.id());
                } else if (event instanceof Committed one) {
                    assertThat(ended).doesNotContain(one.id());
                    assertThat(committed.add(one.id())).as("committed once").isTrue();
                } else if (event instanceof CloseWanted) {
                    closing = true;
                } else if (event instanceof Delivered) {
                    throw new AssertionError("an answer was taken for work");
                }
            }
        }

        private void end(long id) {
            assertThat(ended.add(id)).as("each exchange ends once").isTrue();
        }

        void closes() {
            peer.closes();
            check();
            assertThat(ended).isEqualTo(tokens.keySet());
            int before = peer.events.size();
            peer.passes(1000 * Peer.SECOND);
            assertThat(peer.events).hasSize(before);
        }
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    @Label("12 under random delays, losses and duplicates each exchange ends once and has its own answer: by id")
    void byControlId(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int messages,
            @ForAll @IntRange(min = 1, max = 5) int window) {
        run(new Run(seed, Echo.UNIQUE, Correlation.BY_CONTROL_ID, window), messages);
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    @Label("12 the same where ids repeat or are not echoed: in order")
    void inOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int messages, @ForAll Echo echo) {
        run(new Run(seed, echo, Correlation.IN_ORDER, 1), messages);
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    @Label("12 the same by id, then in order")
    void byIdThenOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int messages,
            @ForAll @IntRange(min = 1, max = 3) int window) {
        run(new Run(seed, Echo.EMPTY, Correlation.BY_CONTROL_ID_THEN_ORDER, window), messages);
    }

    private static void run(Run run, int messages) {
        for (int i = 0; i < messages; i++) {
            run.sends(i);
            run.check();
            run.passes(run.random.nextInt(40));
        }
        run.passes(run.random.nextInt(200));
        run.closes();
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    @Label("requests that cross on one connection never stop each other, whatever the windows and the cuts")
    void crossing(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int held,
            @ForAll @IntRange(min = 1, max = 3) int window,
            @ForAll @IntRange(min = 0, max = 15) int messages) {
        Random random = new Random(seed);
        Side[] sides = {new Side("L", held, window), new Side("R", held, window)};
        for (int i = 0; i < messages; i++) {
            for (Side side : sides) {
                side.peer.sends(Peer.message("OML^O33", side.name + i, random.nextBoolean() ? "NE|AL" : "AL|AL"));
            }
        }
        for (int quiet = 0; quiet < 3; quiet++) {
            for (int turn = 0; turn < 2; turn++) {
                Side from = sides[turn];
                Side to = sides[1 - turn];
                if (from.moves(to, random)) {
                    quiet = 0;
                }
            }
        }
        for (Side side : sides) {
            assertThat(side.peer.all(Answered.class)).hasSize(messages);
            assertThat(side.peer.all(Delivered.class)).hasSize(messages);
            assertThat(side.peer.all(Unmatched.class)).isEmpty();
            assertThat(side.peer.all(SendFailed.class)).isEmpty();
        }
    }

    /** One end of a connection whose bytes arrive in random pieces, and only while it wants them. */
    private static final class Side {
        final String name;
        final Peer peer;
        final ByteArrayOutputStream wire = new ByteArrayOutputStream(); // written, not read by the other end
        int accepted;

        Side(String name, int held, int window) {
            this.name = name;
            this.peer = new Peer(ExchangeOptions.defaults().withWindows(held, window), new RepeatMemory(100));
        }

        /** Writes, lets the other end read a piece, settles one hold; false if there was nothing to do. */
        boolean moves(Side other, Random random) {
            peer.exchange.drainTo(block -> {
                while (block.hasRemaining()) {
                    wire.write(block.get());
                }
            });
            boolean moved = false;
            if (wire.size() > 0 && other.peer.exchange.wantsBytes()) {
                byte[] all = wire.toByteArray();
                int piece = 1 + random.nextInt(all.length);
                wire.reset();
                wire.write(all, piece, all.length - piece);
                other.peer.receives(ByteBuffer.wrap(all, 0, piece));
                moved = true;
            }
            List<Delivered> delivered = peer.all(Delivered.class);
            if (accepted < delivered.size() && random.nextBoolean()) {
                peer.accepts(delivered.get(accepted++).hold());
                moved = true;
            } else if (accepted < delivered.size()) {
                moved = true;
            }
            return moved;
        }
    }

    @Property(tries = 10_000)
    @Label("3 whatever the line damages: never more positive answers than intact frames, and each names one of them")
    void neverMorePositiveAnswersThanIntactFrames(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int frames) {
        Random random = new Random(seed);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        Set<String> intact = new HashSet<>();
        boolean damaged = false;
        for (int i = 0; i < frames; i++) {
            byte[] block = MllpEncoder.encode(Peer.message("ORU^R01", "W" + i, "|||||||||x\rOBX|1|TX|||text")
                            .asByteBuffer())
                    .array();
            // nothing tells two damaged frames in a row from one whole message: MLLP has no checksum
            damaged = !damaged && random.nextBoolean();
            switch (damaged ? random.nextInt(4) : 4) {
                case 0 -> wire.write(block, 0, block.length - 2); // its end is lost
                case 1 -> wire.write(block, 0, random.nextInt(block.length - 2)); // cut off
                case 2 -> wire.write(block, 4, block.length - 4); // its start is lost
                case 3 -> {
                    int at = 1 + random.nextInt(block.length - 2);
                    wire.write(block, 0, at);
                    wire.write(0x0B); // a start inside
                    wire.write(block, at, block.length - at);
                    if (at == 1) {
                        intact.add("W" + i); // VT VT: nothing was lost
                    }
                }
                default -> {
                    wire.writeBytes(block);
                    intact.add("W" + i);
                }
            }
        }
        Peer peer = Peer.withDefaults();
        peer.receives(ByteBuffer.wrap(wire.toByteArray()));
        peer.passes(Peer.SECOND);
        for (int i = 0; i < peer.all(Delivered.class).size(); i++) {
            peer.accepts(peer.hold(i));
        }
        List<String> positive = peer.written().stream()
                .filter(answer -> answer.startsWith("AA") || answer.startsWith("CA"))
                .map(answer -> answer.substring(3))
                .toList();
        assertThat(positive).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(intact.size());
        assertThat(intact).containsAll(positive);
    }

    @Example
    void theModelSeesAWrongPairing() {
        Run run = new Run(1, Echo.UNIQUE, Correlation.BY_CONTROL_ID, 1);
        run.sends(1);
        run.peer.receives(Run.answer("AA", "S1", "T2"));
        assertThatThrownBy(run::check).isInstanceOf(AssertionError.class);
    }
}
