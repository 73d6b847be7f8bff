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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** E1381 6.3 and LIS01-A2 6.3, clause by clause. */
class FrameDecoderTest {

    private static List<WireEvent> decode(FrameDecoder decoder, String printed) {
        List<WireEvent> events = new ArrayList<>();
        decoder.decode(ByteBuffer.wrap(Wire.bytes(printed)), events::add);
        return events;
    }

    private static List<WireEvent> decode(String printed, Tolerance... tolerances) {
        return decode(new FrameDecoder(Set.of(tolerances), 240), printed);
    }

    private static Frame frame(int number, boolean last, String text, long offset, long size) {
        return new Frame(number, last, Wire.bytes(text), offset, size);
    }

    @Nested
    @DisplayName("E1381 6.3.1 frame")
    class FrameShape {

        @Test
        void aFrameAndTheSignalsAroundIt() {
            assertThat(decode("<ENQ><STX>1H|\\^&<CR><ETX>E5<CR><LF><EOT>"))
                    .containsExactly(
                            new Signal(Control.ENQ, 0),
                            frame(1, true, "H|\\^&<CR>", 1, 13),
                            new Signal(Control.EOT, 14));
        }

        @Test
        @DisplayName("A6 the number is a digit 0 to 7")
        void theNumberIsADigit() {
            assertThat(decode("<STX>8H|<ETX>00<CR><LF>"))
                    .containsExactly(new Fault(FrameFault.FRAME_NUMBER_INVALID, 1, -1, '8'), new Dropped(0, 9, true));
        }

        @Test
        @DisplayName("A13 one character above the limit is told at that character")
        void overlongFrame() {
            String whole = Wire.frame(1, "x".repeat(241));
            assertThat(decode(whole))
                    .containsExactly(new Fault(FrameFault.FRAME_TOO_LONG, 242, 240, 241), new Dropped(0, 248, true));
            assertThat(decode(Wire.frame(1, "x".repeat(240)))).hasSize(1);
            assertThat(decode(new FrameDecoder(), Wire.frame(1, "x".repeat(63_993))))
                    .hasSize(1);
        }

        @Test
        @DisplayName("A22 a restricted character in the text")
        void restrictedCharacter() {
            assertThat(decode("<STX>1a<DC1>b<ETX>00<CR><LF>"))
                    .containsExactly(new Fault(FrameFault.RESTRICTED_CHAR, 3, -1, 0x11), new Dropped(0, 10, true));
        }

        @Test
        @DisplayName("A17 A18 A23 STX, ENQ and EOT break a frame off")
        void brokenOff() {
            for (String by : List.of("<ENQ>", "<EOT>")) {
                assertThat(decode("<STX>1abc" + by))
                        .containsExactly(
                                new Fault(FrameFault.FRAME_ABORTED, 5, -1, Wire.bytes(by)[0]),
                                new Dropped(0, 5, false),
                                new Signal(Wire.bytes(by)[0], 5));
            }
            assertThat(decode("<STX>1abc" + Wire.frame(1, "x")))
                    .endsWith(new Dropped(0, 5, false), frame(1, true, "x", 5, 8));
        }
    }

    @Nested
    @DisplayName("E1381 6.3.3 checksum")
    class ChecksumRule {

        @Test
        void knownSums() {
            assertThat(Wire.frame(1, "H|\\^&<CR>")).endsWith("E5<CR><LF>");
            assertThat(Wire.frame(5, "L|1|N<CR>")).endsWith("08<CR><LF>");
        }

        @Test
        @DisplayName("A1 a mismatch is told at the second digit")
        void mismatch() {
            assertThat(decode("<STX>1H|\\^&<CR><ETX>E6<CR><LF>"))
                    .containsExactly(new Fault(FrameFault.CHECKSUM_MISMATCH, 10, 0xE5, 0xE6), new Dropped(0, 13, true));
        }

        @Test
        @DisplayName("A2 lower case only under its switch")
        void lowerCase() {
            assertThat(decode("<STX>1H|\\^&<CR><ETX>e5<CR><LF>"))
                    .startsWith(new Fault(FrameFault.CHECKSUM_MALFORMED, 9, 0xE5, 'e'));
            assertThat(decode("<STX>1H|\\^&<CR><ETX>e5<CR><LF>", Tolerance.LOWERCASE_CHECKSUM))
                    .containsExactly(
                            new Tolerated(Tolerance.LOWERCASE_CHECKSUM, 9), frame(1, true, "H|\\^&<CR>", 0, 13));
        }

        @Test
        @DisplayName("A3 not hexadecimal, one digit, absent")
        void malformed() {
            for (String sum : List.of("G5", "8", "")) {
                assertThat(decode("<STX>5L|1|N<CR><ETX>" + sum + "<CR><LF>"))
                        .extracting(event -> event.getClass().getSimpleName())
                        .containsExactly("Fault", "Dropped");
            }
            assertThat(decode("<STX>5L|1|N<CR><ETX>8<CR><LF>", Tolerance.CHECKSUM_UNPADDED))
                    .contains(frame(5, true, "L|1|N<CR>", 0, 12));
            assertThat(decode("<STX>5L|1|N<CR><ETX><CR><LF>", Tolerance.CHECKSUM_ABSENT))
                    .contains(frame(5, true, "L|1|N<CR>", 0, 11));
        }
    }

    @Nested
    @DisplayName("E1381 6.3.1 CR LF")
    class Trailer {

        @Test
        @DisplayName("A10 another end than CR LF")
        void otherEnds() {
            assertThat(decode("<STX>5L|1|N<CR><ETX>08<LF>"))
                    .containsExactly(
                            new Fault(FrameFault.TRAILER_MALFORMED, 11, Control.CR, Control.LF),
                            new Dropped(0, 12, true));
            assertThat(decode("<STX>5L|1|N<CR><ETX>08<LF>", Tolerance.FRAME_END_WITHOUT_CR))
                    .contains(frame(5, true, "L|1|N<CR>", 0, 12));
        }

        @Test
        @DisplayName("A9 the next frame in place of CR LF")
        void missing() {
            assertThat(decode("<STX>5L|1|N<CR><ETX>08<EOT>"))
                    .containsExactly(
                            new Fault(FrameFault.TRAILER_MISSING, 11, Control.CR, Control.EOT),
                            new Dropped(0, 11, false),
                            new Signal(Control.EOT, 11));
            assertThat(decode("<STX>5L|1|N<CR><ETX>08<EOT>", Tolerance.FRAME_END_ABSENT))
                    .contains(frame(5, true, "L|1|N<CR>", 0, 11), new Signal(Control.EOT, 11));
        }
    }

    @Test
    void noiseIsCountedAndReportedWhereItEnds() {
        assertThat(decode("abc<ENQ>x".repeat(1) + "<EOT>"))
                .containsExactly(
                        new Noise(0, 3), new Signal(Control.ENQ, 3), new Noise(4, 1), new Signal(Control.EOT, 5));
        assertThat(decode("n".repeat(5000))).containsExactly(new Noise(0, FrameDecoder.NOISE_RUN));
    }

    @Test
    void aDirectBufferIsReadAsWell() {
        byte[] bytes = Wire.bytes(Wire.frame(1, "H|\\^&<CR>"));
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        List<WireEvent> events = new ArrayList<>();
        new FrameDecoder(EnumSet.noneOf(Tolerance.class), 240).decode(direct, events::add);
        assertThat(events).containsExactly(frame(1, true, "H|\\^&<CR>", 0, 13));
        assertThat(events.toString()).doesNotContain("H|");
    }

    @Nested
    @DisplayName("E1381 6.3.1.2 filling frames")
    class Filling {

        private final byte[] records = Wire.bytes("H|\\^&<CR>R|1|0123456789<CR>L|1<CR>");

        private List<String> frames(FrameEncoder.Packing packing) {
            return new FrameEncoder(packing, 10)
                    .frames(records).stream().map(Wire::print).toList();
        }

        @Test
        void packedUnpackedAndEtbUntilLast() {
            assertThat(frames(FrameEncoder.Packing.PACKED))
                    .containsExactly(
                            Wire.part(1, "H|\\^&<CR>R|1|"), Wire.part(2, "0123456789"), Wire.frame(3, "<CR>L|1<CR>"));
            assertThat(frames(FrameEncoder.Packing.UNPACKED))
                    .containsExactly(
                            Wire.frame(1, "H|\\^&<CR>"),
                            Wire.part(2, "R|1|012345"),
                            Wire.frame(3, "6789<CR>"),
                            Wire.frame(4, "L|1<CR>"));
            assertThat(frames(FrameEncoder.Packing.ETB_UNTIL_LAST))
                    .containsExactly(
                            Wire.part(1, "H|\\^&<CR>"),
                            Wire.part(2, "R|1|012345"),
                            Wire.part(3, "6789<CR>"),
                            Wire.frame(4, "L|1<CR>"));
        }

        @Test
        @DisplayName("A22 restricted characters are refused")
        void restrictedCharactersAreRefused() {
            byte[] bad = "H|\\^&\rC|1|a\nb\r".getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> FrameEncoder.defaults().frames(bad)).hasMessageContaining("11");
        }
    }
}
