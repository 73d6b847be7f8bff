// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold for all traffic, whoever sent it and however the network cut it. */
class FrameDecoderProperties {

    private static List<WireEvent> decode(byte[] bytes, int chunk, Set<Tolerance> tolerances) {
        List<WireEvent> events = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(tolerances, 240);
        FrameSink sink = WireEvent.sink(events::add);
        for (int at = 0; at < bytes.length; at += chunk) {
            decoder.decode(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)), sink);
        }
        decoder.abandon(sink);
        assertThat(decoder.offset()).isEqualTo(bytes.length);
        return events;
    }

    /** Text without restricted characters, as bytes 0x20 to 0xFF and CR. */
    @Provide
    Arbitrary<byte[]> records() {
        return Arbitraries.integers()
                .between(0x1F, 0xFF)
                .map(i -> i == 0x1F ? '\r' : i)
                .list()
                .ofMinSize(1)
                .ofMaxSize(600)
                .map(FrameDecoderProperties::toBytes);
    }

    /** Mostly control characters, digits and pieces of frames: what hurts. */
    @Provide
    Arbitrary<byte[]> traffic() {
        Arbitrary<byte[]> control =
                Arbitraries.bytes().between((byte) 0, (byte) 0x1F).map(b -> new byte[] {b});
        Arbitrary<byte[]> piece = Arbitraries.of("1", "8", "E5", "<CR><LF>", "<ETX>", "<STX>1H|", "L|1<CR>", "<ETX>08")
                .map(Wire::bytes);
        Arbitrary<byte[]> frame = Arbitraries.integers().between(0, 7).map(n -> Wire.bytes(Wire.frame(n, "R|1<CR>")));
        return Arbitraries.oneOf(
                        control,
                        piece,
                        frame,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(5))
                .list()
                .ofMaxSize(60)
                .map(FrameDecoderProperties::join);
    }

    @Provide
    Arbitrary<Set<Tolerance>> tolerances() {
        return Arbitraries.of(Tolerance.class).set();
    }

    @Property(tries = 10_000)
    @Label("A11 what is encoded decodes to itself")
    void whatIsEncodedDecodesToItself(
            @ForAll("records") byte[] records,
            @ForAll FrameEncoder.Packing packing,
            @ForAll @IntRange(min = 1, max = 240) int limit) {
        byte[] wire = join(new FrameEncoder(packing, limit).frames(records));
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        int number = 1;
        for (WireEvent event : decode(wire, Integer.MAX_VALUE, Set.of())) {
            WireEvent.Frame frame = (WireEvent.Frame) event;
            assertThat(frame.number()).isEqualTo(number++ & 7);
            joined.writeBytes(frame.text());
        }
        assertThat(joined.toByteArray()).isEqualTo(records);
    }

    @Property(tries = 10_000)
    @Label("A28 where the network cuts changes nothing")
    void whereTheNetworkCutsChangesNothing(
            @ForAll("traffic") byte[] traffic,
            @ForAll @IntRange(min = 1, max = 64) int size,
            @ForAll("tolerances") Set<Tolerance> tolerances) {
        assertThat(decode(traffic, size, tolerances)).isEqualTo(decode(traffic, Integer.MAX_VALUE, tolerances));
    }

    @Property(tries = 10_000)
    void everyByteIsAccountedForOnceAndInOrder(
            @ForAll("traffic") byte[] traffic, @ForAll("tolerances") Set<Tolerance> tolerances) {
        long at = 0;
        for (WireEvent event : decode(traffic, 7, tolerances)) {
            if (event instanceof WireEvent.Signal signal) {
                assertThat(signal.offset()).isEqualTo(at);
                at += 1;
            } else if (event instanceof WireEvent.Frame frame) {
                assertThat(frame.offset()).isEqualTo(at);
                at += frame.size();
            } else if (event instanceof WireEvent.Dropped dropped) {
                assertThat(dropped.offset()).isEqualTo(at);
                at += dropped.size();
            } else if (event instanceof WireEvent.Noise noise) {
                assertThat(noise.offset()).isEqualTo(at);
                at += noise.count();
            }
        }
        assertThat(at).isEqualTo(traffic.length);
    }

    @Property(tries = 10_000)
    void noiseNeverThrowsAndNeverHidesTheNextFrame(
            @ForAll("traffic") byte[] noise, @ForAll("tolerances") Set<Tolerance> tolerances) {
        Set<Tolerance> numbered = EnumSet.noneOf(Tolerance.class);
        numbered.addAll(tolerances);
        numbered.remove(Tolerance.FRAME_NUMBER_ABSENT);
        byte[] next = Wire.bytes(Wire.frame(3, "R|1|5.4<CR>"));
        List<WireEvent> events = decode(join(List.of(noise, next)), Integer.MAX_VALUE, numbered);
        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(WireEvent.Frame.class, frame -> {
            assertThat(frame.number()).isEqualTo(3);
            assertThat(frame.offset()).isEqualTo(noise.length);
        });
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] toBytes(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values.get(i);
        }
        return bytes;
    }
}
