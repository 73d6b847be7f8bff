// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.WireEvent.Dropped;
import io.assaylink.astm.frame.WireEvent.Fault;
import io.assaylink.astm.frame.WireEvent.Frame;
import io.assaylink.astm.frame.WireEvent.Noise;
import io.assaylink.astm.frame.WireEvent.Signal;
import io.assaylink.astm.frame.WireEvent.Tolerated;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each switch of the decoder: what it accepts, where its use is told, and what is still refused under it. */
class ToleranceTest {

    private static final String L = "<STX>5L|1|N<CR><ETX>"; // sum 08; nine bytes of 0 to 8, the checksum at 9
    private static final Frame FRAME = new Frame(5, true, Wire.bytes("L|1|N<CR>"), 0, 13);

    private final List<WireEvent> events = new ArrayList<>();
    private final FrameSink sink = WireEvent.sink(events::add);

    /** One byte per read, and all in one: the decoder has a way of its own for each. */
    private List<WireEvent> decode(String printed, Tolerance... tolerances) {
        List<WireEvent> whole = decode(printed, Integer.MAX_VALUE, tolerances);
        assertThat(decode(printed, 1, tolerances)).isEqualTo(whole);
        return whole;
    }

    private static List<WireEvent> decode(String printed, int chunk, Tolerance... tolerances) {
        List<WireEvent> found = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(Set.of(tolerances), 240);
        byte[] bytes = Wire.bytes(printed);
        for (int at = 0; at < bytes.length; at += chunk) {
            decoder.decode(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)), found::add);
        }
        return found;
    }

    private static Frame ofSize(long size) {
        return new Frame(5, true, Wire.bytes("L|1|N<CR>"), 0, size);
    }

    @Nested
    @DisplayName("E1381 6.3.3 checksum")
    class Checksums {

        @ParameterizedTest(name = "A3 {0} is no digit")
        @ValueSource(strings = {"/", ":", "@", "G", "`", "g"})
        void neighboursOfTheDigitsAreNone(String character) {
            assertThat(Checksum.digit((byte) character.charAt(0))).isEqualTo(-1);
            assertThat(decode(L + character + "8<CR><LF>", Tolerance.LOWERCASE_CHECKSUM))
                    .containsExactly(
                            new Fault(FrameFault.CHECKSUM_MALFORMED, 9, 0x08, character.charAt(0)),
                            new Dropped(0, 13, true));
        }

        @Test
        @DisplayName("A2 a or f in lower case are told where they stand, both digits")
        void bothDigitsInLowerCase() {
            String frame = Wire.frame(1, "ab"); // 31 + 61 + 62 + 03 = F7
            assertThat(frame).endsWith("F7<CR><LF>");
            String both = Wire.frame(1, "aj"); // FF
            assertThat(both).endsWith("FF<CR><LF>");
            assertThat(decode(both.replace("FF", "ff"), Tolerance.LOWERCASE_CHECKSUM))
                    .startsWith(
                            new Tolerated(Tolerance.LOWERCASE_CHECKSUM, 5),
                            new Tolerated(Tolerance.LOWERCASE_CHECKSUM, 6))
                    .hasSize(3);
            String a = Wire.frame(1, "ae"); // FA
            assertThat(decode(a.replace("FA", "Fa"), Tolerance.LOWERCASE_CHECKSUM))
                    .startsWith(new Tolerated(Tolerance.LOWERCASE_CHECKSUM, 6))
                    .hasSize(2);
        }

        @Test
        void summedFromStx() {
            assertThat(decode(L + "0A<CR><LF>", Tolerance.CHECKSUM_WITH_STX))
                    .containsExactly(new Tolerated(Tolerance.CHECKSUM_WITH_STX, 10), FRAME);
            assertThat(decode(L + "08<CR><LF>", Tolerance.CHECKSUM_WITH_STX)).containsExactly(FRAME);
            assertThat(decode(L + "05<CR><LF>", Tolerance.CHECKSUM_WITH_STX))
                    .containsExactly(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x05), new Dropped(0, 13, true));
            assertThat(decode(L + "0A<CR><LF>"))
                    .containsExactly(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x0A), new Dropped(0, 13, true));
        }

        @Test
        void summedWithoutEtxOrEtb() {
            assertThat(decode(L + "05<CR><LF>", Tolerance.CHECKSUM_WITHOUT_ETX))
                    .containsExactly(new Tolerated(Tolerance.CHECKSUM_WITHOUT_ETX, 10), FRAME);
            assertThat(decode(L.replace("ETX", "ETB") + "05<CR><LF>", Tolerance.CHECKSUM_WITHOUT_ETX))
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_WITHOUT_ETX, 10),
                            new Frame(5, false, Wire.bytes("L|1|N<CR>"), 0, 13));
            assertThat(decode(L + "0A<CR><LF>", Tolerance.CHECKSUM_WITHOUT_ETX))
                    .startsWith(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x0A));
            assertThat(decode(L + "05<CR><LF>")).startsWith(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x05));
        }

        @Test
        void oneDigit() {
            assertThat(decode(L + "8<CR><LF>", Tolerance.CHECKSUM_UNPADDED))
                    .containsExactly(new Tolerated(Tolerance.CHECKSUM_UNPADDED, 10), ofSize(12));
            assertThat(decode(L + "7<CR><LF>", Tolerance.CHECKSUM_UNPADDED))
                    .as("a wrong digit is no checksum")
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_UNPADDED, 10),
                            new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x07),
                            new Dropped(0, 12, true));
            assertThat(decode(L + "7<LF>", Tolerance.CHECKSUM_UNPADDED, Tolerance.FRAME_END_WITHOUT_CR))
                    .endsWith(new Dropped(0, 11, true));
            assertThat(decode(L + "8<LF>", Tolerance.CHECKSUM_UNPADDED, Tolerance.FRAME_END_WITHOUT_CR))
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_UNPADDED, 10),
                            new Tolerated(Tolerance.FRAME_END_WITHOUT_CR, 10),
                            ofSize(11));
        }

        @Test
        void absent() {
            assertThat(decode(L + "<CR><LF>", Tolerance.CHECKSUM_ABSENT))
                    .containsExactly(new Tolerated(Tolerance.CHECKSUM_ABSENT, 9), ofSize(11));
            assertThat(decode(L + "<LF>", Tolerance.CHECKSUM_ABSENT, Tolerance.FRAME_END_WITHOUT_CR))
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_ABSENT, 9),
                            new Tolerated(Tolerance.FRAME_END_WITHOUT_CR, 9),
                            ofSize(10));
            assertThat(decode(L + "09<CR><LF>", Tolerance.CHECKSUM_ABSENT))
                    .as("where there is one it must be right")
                    .startsWith(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x09));
        }

        @Test
        @DisplayName("A3 a malformed checksum at LF is over at once: the next frame is not swallowed")
        void malformedAtLineFeed() {
            assertThat(decode(L + "0<LF>" + L + "08<CR><LF>"))
                    .containsExactly(
                            new Fault(FrameFault.CHECKSUM_MALFORMED, 10, 0x08, Control.LF),
                            new Dropped(0, 11, true),
                            new Frame(5, true, Wire.bytes("L|1|N<CR>"), 11, 13));
        }
    }

    @Nested
    @DisplayName("E1381 6.3.1 CR LF")
    class Ends {

        @Test
        @DisplayName("A10 CR alone: the byte behind it is taken for what it is")
        void withoutLineFeed() {
            assertThat(decode(L + "08<CR>" + L + "08<CR><EOT>", Tolerance.FRAME_END_WITHOUT_LF))
                    .containsExactly(
                            new Tolerated(Tolerance.FRAME_END_WITHOUT_LF, 12),
                            ofSize(12),
                            new Tolerated(Tolerance.FRAME_END_WITHOUT_LF, 24),
                            new Frame(5, true, Wire.bytes("L|1|N<CR>"), 12, 12),
                            new Signal(Control.EOT, 24));
            assertThat(decode(L + "08<CR>x<EOT>", Tolerance.FRAME_END_WITHOUT_LF))
                    .containsExactly(
                            new Tolerated(Tolerance.FRAME_END_WITHOUT_LF, 12),
                            ofSize(12),
                            new Noise(12, 1),
                            new Signal(Control.EOT, 13));
            assertThat(decode(L + "08<CR>x<LF>"))
                    .containsExactly(
                            new Fault(FrameFault.TRAILER_MALFORMED, 12, Control.LF, 'x'), new Dropped(0, 14, true));
        }

        @Test
        @DisplayName("A9 no line end at all: the byte behind the checksum is taken for what it is")
        void absent() {
            assertThat(decode(L + "08" + L + "08<ENQ>", Tolerance.FRAME_END_ABSENT))
                    .containsExactly(
                            new Tolerated(Tolerance.FRAME_END_ABSENT, 11),
                            ofSize(11),
                            new Tolerated(Tolerance.FRAME_END_ABSENT, 22),
                            new Frame(5, true, Wire.bytes("L|1|N<CR>"), 11, 11),
                            new Signal(Control.ENQ, 22));
            assertThat(decode(L + "08x<EOT>", Tolerance.FRAME_END_ABSENT))
                    .containsExactly(
                            new Tolerated(Tolerance.FRAME_END_ABSENT, 11),
                            ofSize(11),
                            new Noise(11, 1),
                            new Signal(Control.EOT, 12));
            assertThat(decode(L + "08<CR><EOT>", Tolerance.FRAME_END_ABSENT))
                    .as("CR has come: then LF is owed")
                    .startsWith(new Fault(FrameFault.TRAILER_MISSING, 12, Control.LF, Control.EOT));
        }

        @Test
        @DisplayName("A9 one digit and no line end: ended by STX, ENQ or EOT, when its sum is right")
        void oneDigitAndNoEnd() {
            Tolerance[] both = {Tolerance.CHECKSUM_UNPADDED, Tolerance.FRAME_END_ABSENT};
            assertThat(decode(L + "8<EOT>", both))
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_UNPADDED, 10),
                            new Tolerated(Tolerance.FRAME_END_ABSENT, 10),
                            ofSize(10),
                            new Signal(Control.EOT, 10));
            assertThat(decode(L + "7<EOT>", both))
                    .containsExactly(
                            new Tolerated(Tolerance.CHECKSUM_UNPADDED, 10),
                            new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0x08, 0x07),
                            new Dropped(0, 10, true),
                            new Signal(Control.EOT, 10));
            for (Tolerance one : both) {
                assertThat(decode(L + "8<EOT>", one))
                        .startsWith(
                                new Fault(FrameFault.FRAME_ABORTED, 10, -1, Control.EOT), new Dropped(0, 10, false));
            }
        }

        @ParameterizedTest(name = "{0}: silence may end a frame that goes \"{1}\"")
        @CsvSource({
            "FRAME_END_ABSENT, 08, true",
            "FRAME_END_ABSENT, 0, false",
            "FRAME_END_ABSENT, 09, true",
            "FRAME_END_ABSENT, 08<CR>, false",
            "FRAME_END_WITHOUT_LF, 08<CR>, true",
            "FRAME_END_WITHOUT_LF, 08, false",
            "CHECKSUM_UNPADDED, 8, false",
            "CHECKSUM_ABSENT, '', false"
        })
        void silence(Tolerance tolerance, String end, boolean ends) {
            FrameDecoder decoder = new FrameDecoder(Set.of(tolerance), 240);
            decoder.decode(ByteBuffer.wrap(Wire.bytes(L + end)), sink);
            assertThat(decoder.endMayBeMissing()).isEqualTo(ends);
            decoder.quiet(sink);
            assertThat(decoder.idle()).isEqualTo(ends);
            if (end.equals("09")) {
                assertThat(events).endsWith(new Dropped(0, 11, true));
            } else if (ends) {
                assertThat(events)
                        .containsExactly(new Tolerated(tolerance, decoder.offset()), ofSize(decoder.offset()));
            }
        }
    }

    @Nested
    @DisplayName("E1381 6.3.1 frame number and text")
    class Content {

        @Test
        void numberAbsent() {
            byte[] text = Wire.bytes("L|1|N<CR>");
            int sum = (Checksum.of(text, 0, text.length) + Control.ETX) & 0xFF;
            String wire = "<STX>L|1|N<CR><ETX>" + String.format("%02X", sum) + "<CR><LF>";
            assertThat(decode(wire, Tolerance.FRAME_NUMBER_ABSENT))
                    .containsExactly(new Tolerated(Tolerance.FRAME_NUMBER_ABSENT, 1), new Frame(-1, true, text, 0, 12));
        }

        @Test
        void lineFeedInTheText() {
            String wire = Wire.frame(1, "a<LF>b");
            assertThat(decode(wire, Tolerance.LF_IN_TEXT))
                    .containsExactly(
                            new Tolerated(Tolerance.LF_IN_TEXT, 3), new Frame(1, true, Wire.bytes("a<LF>b"), 0, 10));
            assertThat(decode(Wire.frame(1, "a<DC1>b"), Tolerance.LF_IN_TEXT))
                    .startsWith(new Fault(FrameFault.RESTRICTED_CHAR, 3, -1, 0x11));
        }

        @Test
        @DisplayName("A6 A frame that is STX and ETX alone is over at its line end, not at that of the next")
        void nothingBehindStx() {
            assertThat(decode("<STX><ETX>03<CR><LF>" + Wire.frame(1, "x")))
                    .containsExactly(
                            new Fault(FrameFault.FRAME_NUMBER_INVALID, 1, -1, Control.ETX),
                            new Dropped(0, 6, true),
                            new Frame(1, true, Wire.bytes("x"), 6, 8));
            assertThat(decode("<STX><ETB>17<CR><LF>")).endsWith(new Dropped(0, 6, true));
        }

        @ParameterizedTest(name = "A22 LF inside the text of a bad frame is not its end: {0}")
        @ValueSource(strings = {"<ETX>", "<ETB>"})
        void aBadFrameEndsBehindItsChecksum(String end) {
            assertThat(decode("<STX>1a<DC1>b<LF>c" + end + "00<CR><LF>"))
                    .containsExactly(new Fault(FrameFault.RESTRICTED_CHAR, 3, -1, 0x11), new Dropped(0, 12, true));
        }

        @Test
        @DisplayName("A13 A22 a bad frame that never ends is skipped to LF once it is longer than the limit")
        void aBadFrameWithoutEnd() {
            assertThat(decode("<STX>1<DC1>" + "x".repeat(239) + "<LF>x<EOT>"))
                    .as("within the limit LF may be text")
                    .containsExactly(
                            new Fault(FrameFault.RESTRICTED_CHAR, 2, -1, 0x11),
                            new Dropped(0, 244, false),
                            new Signal(Control.EOT, 244));
            assertThat(decode("<STX>1<DC1>" + "x".repeat(241) + "<LF><EOT>"))
                    .containsExactly(
                            new Fault(FrameFault.RESTRICTED_CHAR, 2, -1, 0x11),
                            new Dropped(0, 245, true),
                            new Signal(Control.EOT, 245));
        }
    }

    @Test
    void noiseIsToldBeforeOthersTakeOverAndWhenTheBytesEnd() {
        FrameDecoder decoder = new FrameDecoder();
        decoder.decode(ByteBuffer.wrap(Wire.bytes("abc")), sink);
        assertThat(events).isEmpty();
        decoder.skip(2, sink);
        assertThat(events).containsExactly(new Noise(0, 3));
        decoder.decode(ByteBuffer.wrap(Wire.bytes("d")), sink);
        decoder.abandon(sink);
        assertThat(events).endsWith(new Noise(5, 1));
    }

    @Test
    void aDirectBufferWithManyFramesIsReadAsAnArray() {
        String wire = Wire.frame(1, "x".repeat(2000)) + Wire.part(2, "a".repeat(513)) + "no<ENQ>" + Wire.frame(3, "");
        byte[] bytes = Wire.bytes(wire);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 3);
        direct.position(3);
        direct.put(bytes).flip().position(3);
        new FrameDecoder().decode(direct, sink);
        List<WireEvent> array = new ArrayList<>();
        new FrameDecoder().decode(ByteBuffer.wrap(bytes), array::add);
        assertThat(events).isEqualTo(array);
        assertThat(array).hasSize(5);
    }

    @Test
    void limitsOfTheTextOfAFrame() {
        assertThat(new FrameEncoder(FrameEncoder.Packing.PACKED, 1).textLimit()).isEqualTo(1);
        assertThat(new FrameEncoder(FrameEncoder.Packing.PACKED, 63_993).textLimit())
                .isEqualTo(FrameEncoder.LARGE_LIMIT);
        assertThatThrownBy(() -> new FrameEncoder(FrameEncoder.Packing.PACKED, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameEncoder(FrameEncoder.Packing.PACKED, 63_994))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameEncoder.frame(8, new byte[0], true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameEncoder.frame(-1, new byte[0], true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFrameIsEqualToItselfAlone() {
        assertThat(FRAME)
                .isEqualTo(ofSize(13))
                .hasSameHashCodeAs(ofSize(13))
                .isNotEqualTo(ofSize(12))
                .isNotEqualTo(new Frame(4, true, Wire.bytes("L|1|N<CR>"), 0, 13))
                .isNotEqualTo(new Frame(5, false, Wire.bytes("L|1|N<CR>"), 0, 13))
                .isNotEqualTo(new Frame(5, true, Wire.bytes("L|1|N<CR>"), 1, 13))
                .isNotEqualTo(new Frame(5, true, Wire.bytes("L|1|T<CR>"), 0, 13))
                .isNotEqualTo(new Noise(0, 1));
        assertThat(FRAME).hasToString("Frame[number=5, last=true, text=6 bytes, offset=0]");
    }

    @Test
    void everyFaultHasAHintThatNamesOnlySwitchesThatExist() {
        for (FrameFault fault : FrameFault.values()) {
            assertThat(fault.hint()).isNotBlank();
            for (String word : fault.hint().split("[^A-Z_]+", -1)) {
                if (word.length() > 6) {
                    assertThat(Tolerance.values())
                            .anyMatch(tolerance -> tolerance.name().startsWith(word));
                }
            }
        }
    }
}
