// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import static io.assaylink.transport.ws.frame.Frames.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7692 section 7, in hexadecimal as its examples are printed. */
class DeflateTest {
    private static final Deflate KEEPS = new Deflate(false, false, 6, 0);
    private static final Deflate FORGETS = new Deflate(true, true, 6, 0);

    private final Frames frames = new Frames();

    private FrameDecoder decoder(Deflate agreed) {
        return new FrameDecoder(false, 1000, 1024, Optional.of(agreed), frames);
    }

    private static byte[] bytes(ByteBuf frame) {
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes).release();
        return bytes;
    }

    private static FrameEncoder encoder(Deflate agreed) {
        return new FrameEncoder(UnpooledByteBufAllocator.DEFAULT, false, Optional.of(agreed));
    }

    /** A whole binary frame with RSV1. */
    private static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(payload);
        byte[] out = new byte[payload.length + 100];
        int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        return ByteBuffer.allocate(10 + size)
                .put((byte) 0xC2)
                .put((byte) 127)
                .putLong(size)
                .put(out, 0, size)
                .array();
    }

    @Nested
    @DisplayName("7.2.3 Examples")
    class Examples {
        @ParameterizedTest
        @CsvSource({
            "c1 07 f248cdc9c90700, text Hello 9",
            "41 03 f248cd 80 04 c9c90700, text Hello 11",
            "c1 0b 000500faff48656c6c6f00, text Hello 13",
            "c1 08 f348cdc9c9070000, text Hello 10",
            "c1 0d f24805000000ffffcac9c90700, text Hello 15",
            "c1 01 00, text  3",
            "81 05 48656c6c6f, text Hello 7",
        })
        @DisplayName("7.2.3.1 to 7.2.3.6: one block, fragments, stored, final, two blocks, none; and not compressed")
        void oneMessage(String hex, String expected) {
            for (Deflate agreed : List.of(KEEPS, FORGETS)) {
                frames.told.clear();
                assertThat(frames.decode(decoder(agreed), hex)).containsExactly(expected);
            }
        }

        @Test
        @DisplayName("7.2.3.2: the second message refers to the first, also behind a final block")
        void sharedWindow() {
            FrameDecoder decoder = decoder(KEEPS);
            frames.decode(decoder, "c1 07 f248cdc9c90700 c1 05 f200110000");
            assertThat(frames.decode(decoder, "c1 08 f348cdc9c9070000 c1 05 f200110000"))
                    .containsExactly("text Hello 9", "text Hello 7", "text Hello 10", "text Hello 7");
        }

        @Test
        @DisplayName("7.1.1: a peer that agreed to forget and did not is found out")
        void brokenPromise() {
            assertThat(frames.decode(decoder(FORGETS), "c1 07 f248cdc9c90700 c1 05 f200110000"))
                    .containsExactly("text Hello 9", "1007 WS_CORRUPT_DEFLATE 11");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c9 00, 1002 WS_RESERVED_BITS 0",
        "c8 00, 1002 WS_RESERVED_BITS 0",
        "41 01 f2 c0 01 00, 1002 WS_RESERVED_BITS 3",
        "a1 00, 1002 WS_RESERVED_BITS 0",
        "d1 00, 1002 WS_RESERVED_BITS 0",
    })
    @DisplayName("6.1: RSV1 on a control frame or a continuation, RSV2 and RSV3 at all")
    void reservedBits(String hex, String expected) {
        assertThat(frames.decode(decoder(KEEPS), hex)).containsExactly(expected);
    }

    @Test
    @DisplayName("6.1: RSV1 where nothing was agreed")
    void notAgreed() {
        FrameDecoder plain = new FrameDecoder(false, 1000, 1024, Optional.empty(), frames);
        assertThat(frames.decode(plain, "c1 07 f248cdc9c90700")).containsExactly("1002 WS_RESERVED_BITS 0");
    }

    @ParameterizedTest
    @CsvSource({
        "c1 01 07, 1007 WS_CORRUPT_DEFLATE 2",
        "c1 04 f248cdc9, 1007 WS_CORRUPT_DEFLATE 6",
        "c2 05 000500faff, 1007 WS_CORRUPT_DEFLATE 7",
        "c1 04 ffffffff, 1007 WS_CORRUPT_DEFLATE 2",
    })
    @DisplayName("what does not inflate, or ends within a block, is told and not delivered")
    void corrupt(String hex, String expected) {
        assertThat(frames.decode(decoder(KEEPS), hex + "81 00")).containsExactly(expected);
    }

    @Test
    @DisplayName("W5: text is looked at after inflation")
    void notUtf8() {
        byte[] frame = deflated(new byte[] {'a', (byte) 0xC0, (byte) 0x80});
        frame[0] = (byte) 0xC1;
        decoder(KEEPS).decode(ByteBuffer.wrap(frame));
        assertThat(frames.told).containsExactly("1007 WS_INVALID_UTF8 10");
    }

    @Test
    @DisplayName("7.2.3.5: final blocks without end are bounded")
    void finalBlocks() {
        byte[] blocks = hex("0300".repeat(3000));
        FrameDecoder decoder = new FrameDecoder(false, 100_000, 1024, Optional.of(KEEPS), frames);
        decoder.decode(ByteBuffer.allocate(4 + blocks.length)
                .put((byte) 0xC2)
                .put((byte) 126)
                .putShort((short) blocks.length)
                .put(blocks)
                .flip());
        assertThat(frames.told).containsExactly("1007 WS_CORRUPT_DEFLATE 4");
    }

    @Test
    @DisplayName("5.4: control frames between compressed fragments")
    void controlBetweenFragments() {
        assertThat(frames.decode(decoder(KEEPS), "41 03 f248cd 89 01 21 80 04 c9c90700"))
                .containsExactly("ping !", "text Hello 11");
    }

    @Nested
    @DisplayName("X-30: the limit is one of the inflated message")
    class Bomb {
        private static final int LIMIT = 1 << 20;
        private final byte[] bomb = deflated(new byte[64 << 20]);
        private final List<Inflater> inflaters = new ArrayList<>();

        private Inflater kept() {
            Inflater inflater = new Inflater(true);
            inflaters.add(inflater);
            return inflater;
        }

        @Test
        @DisplayName("64 MiB in 64 KiB end one byte above the limit, and no more is inflated")
        void bounded() {
            FrameDecoder decoder =
                    new FrameDecoder(Optional.of(new Inflation(false, this::kept)), false, LIMIT, 1024, frames);
            decoder.decode(ByteBuffer.wrap(bomb));
            assertThat(bomb.length).isLessThan(LIMIT / 8);
            assertThat(frames.told).containsExactly("too large " + (LIMIT + 1));
            assertThat(inflaters)
                    .singleElement()
                    .extracting(Inflater::getBytesWritten)
                    .isEqualTo(LIMIT + 1L);
            decoder.close();
        }

        @Test
        @DisplayName("control: who compares what is on the wire with the limit inflates all of it")
        void naive() throws DataFormatException {
            byte[] payload = Arrays.copyOfRange(bomb, 10, bomb.length);
            assertThat(payload.length).isLessThan(LIMIT); // what the naive receiver checks
            Inflater inflater = kept();
            inflater.setInput(payload);
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            byte[] out = new byte[8192];
            for (int count = inflater.inflate(out); count > 0; count = inflater.inflate(out)) {
                message.write(out, 0, count);
            }
            assertThat(message.size()).isEqualTo(64 << 20);
            inflater.end();
        }

        @Test
        @DisplayName("a message of exactly the limit is delivered, one byte more is not, in fragments too")
        void exactly() {
            for (int size : new int[] {1000, 1001}) {
                byte[] payload = new byte[size];
                new Random(size).nextBytes(payload); // does not compress: more on the wire than the limit
                decoder(FORGETS).decode(ByteBuffer.wrap(deflated(payload)));
            }
            assertThat(frames.payloads)
                    .singleElement()
                    .extracting(all -> all.length)
                    .isEqualTo(1000);
            assertThat(frames.told).last().isEqualTo("too large 1001");
        }

        @Test
        @DisplayName("W1: what is announced compressed above any need is refused at the header")
        void announced() {
            assertThat(frames.decode(decoder(KEEPS), "c2 7f 0000000040000000"))
                    .containsExactly("too large " + (1 << 30));
        }
    }

    @Test
    void whatIsNotWorthItIsSentAsItIs() {
        FrameEncoder encoder = encoder(new Deflate(true, true, 6, 100));
        byte[] noise = new byte[500];
        new Random(1).nextBytes(noise);
        assertThat(bytes(encoder.message(true, new byte[99]))[0]).isEqualTo((byte) 0x81);
        assertThat(bytes(encoder.message(true, new byte[100]))[0]).isEqualTo((byte) 0xC1);
        assertThat(bytes(encoder.message(false, noise))[0]).isEqualTo((byte) 0x82);
        encoder.close();
    }

    @Test
    @DisplayName("7.2.1: a repeated message is a reference where the context is kept, and not where it is not")
    void takeover() {
        byte[] payload = new byte[400];
        new Random(2).nextBytes(payload);
        FrameEncoder keeps = encoder(KEEPS);
        FrameEncoder forgets = encoder(new Deflate(false, true, 6, 0));
        assertThat(bytes(keeps.message(false, payload)).length).isGreaterThan(400);
        assertThat(bytes(keeps.message(false, payload)).length).isLessThan(20);
        assertThat(bytes(forgets.message(false, payload)).length).isGreaterThan(400);
        assertThat(bytes(forgets.message(false, payload)).length).isGreaterThan(400);
        keeps.close();
        forgets.close();
    }

    @Test
    @DisplayName("memory outside the heap is taken at the first compressed message and freed at the end, once")
    void memory() {
        List<Inflater> inflaters = new ArrayList<>();
        List<Deflater> deflaters = new ArrayList<>();
        Inflation inflation = new Inflation(false, () -> {
            inflaters.add(new Inflater(true));
            return inflaters.get(0);
        });
        Deflation deflation = new Deflation(false, 0, () -> {
            deflaters.add(new Deflater(6, true));
            return deflaters.get(0);
        });
        FrameDecoder decoder = new FrameDecoder(Optional.of(inflation), false, 1000, 1024, frames);
        FrameEncoder encoder = new FrameEncoder(Optional.of(deflation), UnpooledByteBufAllocator.DEFAULT, false);
        frames.decode(decoder, "81 00");
        assertThat(inflaters).isEmpty();
        frames.decode(decoder, "c1 07 f248cdc9c90700 c1 07 f248cdc9c90700");
        bytes(encoder.message(true, new byte[10]));
        bytes(encoder.message(true, new byte[10]));
        for (int i = 0; i < 2; i++) {
            decoder.close();
            encoder.close();
        }
        assertThat(inflaters)
                .singleElement()
                .satisfies(ended -> assertThatThrownBy(ended::getBytesRead)
                        .isInstanceOfAny(NullPointerException.class, IllegalStateException.class));
        assertThat(deflaters)
                .singleElement()
                .satisfies(ended -> assertThatThrownBy(ended::getBytesRead)
                        .isInstanceOfAny(NullPointerException.class, IllegalStateException.class));
        assertThat(frames.decode(decoder, "c1 07 f248cdc9c90700")).hasSize(3);
    }
}
