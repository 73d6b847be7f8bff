// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What must hold for all compressed traffic, however the network cut it. */
class DeflateProperties {

    /** Compressible and not, some of it longer than the window. */
    @Provide
    Arbitrary<byte[]> payload() {
        Arbitrary<Integer> size = Arbitraries.frequencyOf(Tuple.of(9, sizes(300)), Tuple.of(1, sizes(70_000)));
        return size.flatMap(length -> Arbitraries.integers().between(1, 256).map(alphabet -> {
            byte[] bytes = new byte[length];
            int state = length + alphabet;
            for (int i = 0; i < length; i++) {
                state = state * 1_103_515_245 + 12_345;
                bytes[i] = (byte) Math.floorMod(state >> 8, alphabet);
            }
            return bytes;
        }));
    }

    private static Arbitrary<Integer> sizes(int max) {
        return Arbitraries.integers().between(0, max);
    }

    private static void decode(FrameDecoder decoder, byte[] wire, int cut) {
        for (int at = 0; at < wire.length; at += cut) {
            decoder.decode(ByteBuffer.wrap(wire, at, Math.min(cut, wire.length - at)));
        }
    }

    @Property
    @Label(
            "RFC 7692 7.2: what is compressed inflates to itself, with context and without, masked or not, in any pieces")
    void roundTrip(
            @ForAll @Size(max = 6) List<@From("payload") byte[]> messages,
            @ForAll boolean forgets,
            @ForAll boolean masked,
            @ForAll @IntRange(max = 9) int level,
            @ForAll @IntRange(min = 1, max = 5000) int cut) {
        Deflate agreed = new Deflate(forgets, forgets, level, 0);
        FrameEncoder encoder = new FrameEncoder(UnpooledByteBufAllocator.DEFAULT, masked, Optional.of(agreed));
        Frames frames = new Frames();
        FrameDecoder decoder = new FrameDecoder(masked, 70_000, 1024, Optional.of(agreed), frames);
        for (byte[] message : messages) {
            ByteBuf frame = encoder.message(false, message);
            byte[] wire = new byte[frame.readableBytes()];
            frame.readBytes(wire).release();
            decode(decoder, wire, cut);
        }
        assertThat(frames.told).hasSameSizeAs(messages);
        assertThat(frames.payloads)
                .zipSatisfy(messages, (got, sent) -> assertThat(got).isEqualTo(sent));
        encoder.close();
        decoder.close();
    }

    @Property
    @Label("RFC 7692 7.2.3.5: final blocks anywhere, the window going on behind them")
    void finalBlocks(
            @ForAll @Size(min = 1, max = 8) List<@From("payload") byte[]> parts,
            @ForAll @IntRange(min = 1, max = 5000) int cut) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Frames frames = new Frames();
        FrameDecoder decoder =
                new FrameDecoder(false, 600_000, 1024, Optional.of(new Deflate(false, false, 6, 0)), frames);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            Deflater deflater = new Deflater(6, true);
            byte[] before = sent.toByteArray();
            if (before.length > 0) {
                int known = Math.min(before.length, 32 << 10);
                deflater.setDictionary(before, before.length - known, known);
            }
            deflater.setInput(part);
            deflater.finish();
            byte[] out = new byte[part.length + 100];
            wire.write(out, 0, deflater.deflate(out)); // one byte less would do: the block may not be aligned
            deflater.end();
            sent.writeBytes(part);
        }
        wire.write(0);
        byte[] payload = wire.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length)
                .put((byte) 0xC2)
                .put((byte) 127)
                .putLong(payload.length)
                .put(payload);
        decode(decoder, frame.array(), cut);
        assertThat(frames.payloads).singleElement().isEqualTo(sent.toByteArray());
        decoder.close();
    }

    @Property
    @Label("noise never throws, and nothing above the limit is delivered")
    void noise(@ForAll byte[] noise, @ForAll @IntRange(min = 1, max = 50) int cut) {
        Frames frames = new Frames();
        FrameDecoder decoder = new FrameDecoder(false, 100, 1024, Optional.of(new Deflate(false, false, 6, 0)), frames);
        byte[] wire = ByteBuffer.allocate(2 + noise.length % 126)
                .put((byte) 0xC2)
                .put((byte) (noise.length % 126))
                .put(noise, 0, noise.length % 126)
                .array();
        decode(decoder, wire, cut);
        assertThat(frames.told).hasSize(1);
        assertThat(frames.payloads)
                .allSatisfy(payload -> assertThat(payload.length).isLessThanOrEqualTo(100));
        decoder.close();
    }
}
