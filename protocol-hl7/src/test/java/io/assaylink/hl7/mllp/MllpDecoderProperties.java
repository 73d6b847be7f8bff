// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** What must hold for all traffic, whoever sent it and however the network cut it: 10,000 streams each, up to 64 KiB. */
class MllpDecoderProperties {

    private static final int TRIES = 10_000;

    @Property(tries = TRIES)
    @Label("13 (1), H7 H8 what is encoded decodes to itself, in order, for every cut")
    void whatIsEncodedDecodesToItself(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = Streams.messages(random, Streams.size(random), 64 << 10);
        byte[] wire = Streams.join(messages.stream().map(Streams::framed).toList());
        MllpProfile profile = Streams.PROFILES.get(random.nextInt(4));
        Line line = new Line(profile);
        Streams.hears(line, wire, random);
        assertThat(contents(line)).isEqualTo(texts(messages));
        assertThat(line.deviations()).isEmpty();
        assertThat(line.decoder.midFrame()).isFalse();
    }

    @Property(tries = TRIES)
    @Label("13 (1), H8 where the network cuts changes nothing, whatever the bytes")
    void whereTheNetworkCutsChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] wire = Streams.traffic(random);
        for (MllpProfile profile : Streams.PROFILES) {
            Line whole = new Line(profile).hears(wire).closes();
            Line cut = new Line(profile);
            int reads = Streams.hears(cut, wire, random);
            cut.closes();
            assertThat(described(cut)).isEqualTo(described(whole));
            assertThat(cut.decoder.work()).isLessThanOrEqualTo(Streams.mostWork(wire.length, reads));
        }
    }

    @Property(tries = TRIES)
    @Label("design 3.2 bytes in = messages + quarantined + noise + framing, at every moment")
    void noByteIsLost(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] wire = Streams.traffic(random);
        MllpProfile profile = Streams.PROFILES.get(random.nextInt(Streams.PROFILES.size()));
        Line line = new Line(profile);
        for (int at = 0; at < wire.length; ) {
            int count = Math.min(wire.length - at, 1 + random.nextInt(1 + wire.length / 8));
            line.hears(Arrays.copyOfRange(wire, at, at + count));
            at += count;
            assertThat(line.accounted()).isEqualTo(at);
            if (random.nextInt(8) == 0) {
                line.passes(random.nextInt(3) * 5_000L * Line.MILLIS);
                assertThat(line.accounted()).isEqualTo(at);
            }
        }
        line.closes();
        assertThat(line.accounted()).isEqualTo(wire.length);
        assertThat(line.decoder.pendingBytes()).isZero();
    }

    @Property(tries = TRIES)
    @Label("13 (2), H5 H6 noise without VT between frames changes nothing")
    void noiseBetweenFramesChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = Streams.messages(random, Streams.size(random), 4 << 10);
        List<byte[]> parts = new ArrayList<>();
        for (byte[] message : messages) {
            parts.add(noise(random));
            parts.add(Streams.framed(message));
        }
        parts.add(noise(random));
        Line line = new Line(MllpProfile.mllpLenient());
        Streams.hears(line, Streams.join(parts), random);
        assertThat(contents(line)).isEqualTo(texts(messages));
        assertThat(line.decoder.failed()).isFalse();
    }

    @Property(tries = TRIES)
    @Label("13 (3), H2 damage to one frame loses at most that one, and two are never merged")
    void damageLosesAtMostOneFrame(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = Streams.messages(random, 200 + Streams.size(random), 3_000);
        List<String> all = texts(messages);
        int hit = random.nextInt(messages.size());
        List<byte[]> frames =
                new ArrayList<>(messages.stream().map(Streams::framed).toList());
        Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
        frames.set(hit, damage.of(frames.get(hit), random, hit == 0));
        Line line = new Line(MllpProfile.mllpLenient());
        Streams.hears(line, Streams.join(frames), random);
        line.closes();

        List<String> found = contents(line);
        List<String> others = new ArrayList<>(all);
        others.remove(hit);
        List<String> intact = found.stream().filter(all::contains).toList();
        assertThat(intact).as(damage.name()).isIn(List.of(all, others));
        assertThat(found).as("positive answers <= frames").hasSizeLessThanOrEqualTo(all.size());
        assertThat(found)
                .as("none holds two messages")
                .allMatch(text -> text.indexOf("#|P|2.5") == text.lastIndexOf("#|P|2.5"));
        if (damage.losesTheEnd) {
            assertThat(found)
                    .as(damage + ": a frame that lost bytes is never delivered")
                    .isEqualTo(others);
        }
        if (damage == Damage.START_REMOVED || damage == Damage.CR_REMOVED) {
            assertThat(found).as(damage + ": nothing of the message is missing").isEqualTo(all);
        }
    }

    /** What may happen to one frame. */
    private enum Damage {
        END_REMOVED(true),
        TRUNCATED(true),
        FS_REMOVED(true),
        CR_REMOVED(false),
        START_REMOVED(false),
        START_INSERTED(false),
        BYTES_REMOVED(false),
        BYTE_CHANGED(false);

        final boolean losesTheEnd;

        Damage(boolean losesTheEnd) {
            this.losesTheEnd = losesTheEnd;
        }

        byte[] of(byte[] frame, Random random, boolean first) {
            int length = frame.length;
            int from = 1 + random.nextInt(length - 4);
            return switch (this) {
                case END_REMOVED -> without(frame, length - 2, length);
                case TRUNCATED -> without(frame, from + 1, length);
                case FS_REMOVED -> without(frame, length - 2, length - 1);
                case CR_REMOVED -> without(frame, length - 1, length);
                case START_REMOVED -> without(frame, 0, 1);
                case BYTES_REMOVED -> without(frame, from, from + 1 + random.nextInt(length - 2 - from));
                case START_INSERTED -> {
                    byte[] more = Arrays.copyOf(frame, length + 1);
                    System.arraycopy(frame, from + 1, more, from + 2, length - from - 1);
                    more[from + 1] = MllpEncoder.VT;
                    yield more;
                }
                case BYTE_CHANGED -> {
                    byte[] changed = frame.clone();
                    // the first byte of a connection could become that of another protocol, which ends it
                    changed[(first ? 1 : 0) + random.nextInt(length - 1)] = (byte) random.nextInt();
                    yield changed;
                }
            };
        }

        private static byte[] without(byte[] frame, int from, int to) {
            byte[] less = Arrays.copyOf(frame, frame.length - (to - from));
            System.arraycopy(frame, to, less, from, frame.length - to);
            return less;
        }
    }

    /** Anything but VT, up to the limit of a gap; not what would begin a message or another protocol. */
    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(30) == 0 ? random.nextInt(4 << 10) : random.nextInt(12)];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noise[i] == MllpEncoder.VT ? 0 : noise[i];
        }
        if (noise.length > 0) {
            noise[0] = 'x';
        }
        return random.nextInt(3) == 0 ? "\r\n\0 ".repeat(random.nextInt(50)).getBytes(ISO_8859_1) : noise;
    }

    private static List<String> texts(List<byte[]> messages) {
        return messages.stream().map(message -> new String(message, ISO_8859_1)).toList();
    }

    private static List<String> contents(Line line) {
        return texts(line.events.stream()
                .filter(Frame.class::isInstance)
                .map(event -> ((Frame) event).content())
                .toList());
    }

    private static List<String> described(Line line) {
        return line.events.stream()
                .map(event -> event instanceof Frame frame
                        ? event + new String(frame.content(), ISO_8859_1)
                        : event instanceof Quarantined lost
                                ? event + new String(lost.content(), ISO_8859_1)
                                : event.toString())
                .toList();
    }
}
