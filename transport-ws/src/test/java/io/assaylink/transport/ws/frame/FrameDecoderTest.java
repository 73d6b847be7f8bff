// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5, in hexadecimal as its examples are printed. */
class FrameDecoderTest {
    private final Frames frames = new Frames();
    private final List<String> told = frames.told;
    private FrameDecoder decoder = new FrameDecoder(false, 1000, 1024, Optional.empty(), frames);

    private List<String> decode(String hex) {
        return frames.decode(decoder, hex);
    }

    @Nested
    @DisplayName("5.7 Examples")
    class Examples {
        @Test
        void unmaskedText() {
            assertThat(decode("81 05 48656c6c6f")).containsExactly("text Hello 7");
        }

        @Test
        void maskedText() {
            decoder = new FrameDecoder(true, 1000, 1024, Optional.empty(), frames);
            assertThat(decode("81 85 37fa213d 7f9f4d5158")).containsExactly("text Hello 11");
        }

        @Test
        void fragmentedText() {
            assertThat(decode("01 03 48656c 80 02 6c6f")).containsExactly("text Hello 9");
        }

        @Test
        void pingAndPong() {
            assertThat(decode("89 05 48656c6c6f 8a 05 48656c6c6f")).containsExactly("ping Hello", "pong Hello");
        }

        @Test
        void binaryOf256Bytes() {
            assertThat(decode("82 7e 0100 " + "61".repeat(256))).containsExactly("binary " + "a".repeat(256) + " 260");
        }
    }

    @Test
    void whereTheNetworkCutsChangesNothing() {
        String traffic = "01 03 48656c 89 01 21 00 00 80 02 6c6f 82 7e 0100 " + "61".repeat(256) + "81 00 88 02 03e8";
        List<String> whole = List.copyOf(decode(traffic));
        told.clear();
        decoder = new FrameDecoder(false, 1000, 1024, Optional.empty(), frames);
        for (byte b : Frames.hex(traffic)) {
            decoder.decode(ByteBuffer.wrap(new byte[] {b}));
        }
        assertThat(told)
                .isEqualTo(whole)
                .containsExactly(
                        "ping !", "text Hello 11", "binary " + "a".repeat(256) + " 260", "text  2", "close 1000 ");
    }

    @Test
    @DisplayName("X-5: bytes count from the first byte of the header, inside one frame and between fragments")
    void progress() {
        assertThat(decode("81")).isEmpty();
        assertThat(decoder.inTransit()).isEqualTo(1);
        decode("05 4865");
        assertThat(decoder.inTransit()).isEqualTo(4);
        assertThat(decoder.declared()).isEqualTo(7);
        decode("6c6c6f");
        assertThat(decoder.inTransit()).isZero();
        decode("01 01 48");
        assertThat(decoder.inTransit()).isEqualTo(3);
        assertThat(decoder.declared()).isEqualTo(-1);
        decode("89 01 48");
        assertThat(decoder.inTransit()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "c1 00, 1002 WS_RESERVED_BITS 0",
        "83 00, 1002 WS_UNKNOWN_OPCODE 0",
        "8b 00, 1002 WS_UNKNOWN_OPCODE 0",
        "80 00, 1002 WS_UNEXPECTED_CONTINUATION 0",
        "01 00 81 00, 1002 WS_EXPECTED_CONTINUATION 2",
        "09 00, 1002 WS_FRAGMENTED_CONTROL 0",
        "89 7e 0080, 1002 WS_CONTROL_TOO_LONG 1",
        "81 80, 1002 WS_MASKED 1",
        "81 7f ff, 1002 WS_LENGTH 2",
    })
    @DisplayName("W6: framing errors")
    void framingErrors(String hex, String expected) {
        assertThat(decode(hex + "81 00")).containsExactly(expected);
    }

    @Test
    @DisplayName("W6: a client's frame without a mask")
    void unmasked() {
        decoder = new FrameDecoder(true, 1000, 1024, Optional.empty(), frames);
        assertThat(decode("81 00")).containsExactly("1002 WS_UNMASKED 1");
    }

    @ParameterizedTest
    @CsvSource({
        "88 00, close 1005 ''",
        "88 01 03, 1002 WS_CLOSE_LENGTH 3",
        "88 02 03ed, 1002 WS_CLOSE_CODE 4",
        "88 02 03ee, 1002 WS_CLOSE_CODE 4",
        "88 02 03e7, 1002 WS_CLOSE_CODE 4",
        "88 02 1388, 1002 WS_CLOSE_CODE 4",
        "88 03 03e8 41, close 1000 A",
        "88 03 03e8 ff, 1007 WS_INVALID_UTF8 5",
    })
    @DisplayName("W7: close frames; W5: a reason that is no UTF-8")
    void closeFrames(String hex, String expected) {
        assertThat(decode(hex)).containsExactly(expected.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0", "c080", "e08080", "eda080", "f0808080", "f4908080", "f5", "80", "e282", "ff"})
    @DisplayName("W5: overlong forms, surrogates, too high, cut off")
    void invalidUtf8(String hex) {
        decode("82 0" + hex.length() / 2 + hex);
        assertThat(told).singleElement().asString().startsWith("binary");
        told.clear();
        assertThat(decode("81 0" + hex.length() / 2 + hex))
                .singleElement()
                .asString()
                .startsWith("1007 WS_INVALID_UTF8");
    }

    @Test
    void validUtf8OfEveryLength() {
        assertThat(decode("81 0a 41 c3a9 e282ac f09f9880")).containsExactly("text Aé€😀 12");
    }

    @Test
    @DisplayName("W1: an announcement above the limit is refused at the header")
    void announcedTooLarge() {
        assertThat(decode("82 7f 0000000040000000")).containsExactly("too large " + (1 << 30));
    }

    @Test
    @DisplayName("W2: fragments together above the limit; endless fragments")
    void fragmentsTooLarge() {
        assertThat(decode("02 7e 0258 " + "61".repeat(600) + "00 7e 0258")).containsExactly("too large 1200");
        told.clear();
        decoder = new FrameDecoder(false, 1000, 1024, Optional.empty(), frames);
        assertThat(decode("02 00" + " 00 00".repeat(5000))).containsExactly("1008 WS_TOO_MANY_FRAGMENTS 2048");
    }
}
