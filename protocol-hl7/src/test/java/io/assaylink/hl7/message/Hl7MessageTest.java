// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.message.Hl7Problem.Code;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2, clause by clause. */
class Hl7MessageTest {

    private static final String HEADER = "MSH|^~\\&|ANALYZER|LAB|LIS|HUB|20240131||ORU^R01^ORU_R01|W-1|P|2.5.1\r";

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    private static List<Code> codes(Hl7Message message) {
        return message.problems().stream().map(Hl7Problem::code).toList();
    }

    @Nested
    @DisplayName("2.5 delimiters and fields")
    class Fields {
        @Test
        void headerFieldsAreShiftedByTheSeparator() {
            Hl7Message message = message(HEADER);
            assertThat(message.get("MSH-1").text()).isEqualTo("|");
            assertThat(message.get("MSH-2").text()).isEqualTo("^~\\&");
            assertThat(message.get("MSH-3").text()).isEqualTo("ANALYZER");
            assertThat(message.header().fieldCount()).isEqualTo(12);
            assertThat(message.controlId().text()).isEqualTo("W-1");
            assertThat(message.type()).isEqualTo(new MessageType("ORU", "R01", "ORU_R01"));
            assertThat(message.version()).isEqualTo("2.5.1");
            assertThat(message.problems()).isEmpty();
        }

        @Test
        void valuesAreFoundByPath() {
            Hl7Message message = message(HEADER + "PID|1||A^^^X&Y~B^^^Z\rOBX|1|NM|GLU||5\rOBX|2|CE|K||7&8^9\r");
            assertThat(message.get("PID-3").text()).isEqualTo("A^^^X&Y~B^^^Z");
            assertThat(message.get("PID-3.1").text()).isEqualTo("A");
            assertThat(message.get("PID-3[2].4").text()).isEqualTo("Z");
            assertThat(message.get("PID-3.4.2").text()).isEqualTo("Y");
            assertThat(message.get("OBX[2]-5.1.2").text()).isEqualTo("8");
            assertThat(message.get("OBX[3]-5").isAbsent()).isTrue();
            assertThat(message.segment("OBX", 2).orElseThrow().index()).isEqualTo(3);
        }

        @Test
        void aPathThatIsNoneIsMisuse() {
            assertThatThrownBy(() -> Path.parse("OBX5")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Path.parse("OBX-0")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Path.parse("OBX-1.0")).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void otherDelimitersAndAShortSecondField() {
            Hl7Message message = message("MSH#!@%*#A!B\rPID#1##x!y@z\r");
            assertThat(message.get("PID-3[2]").text()).isEqualTo("z");
            Hl7Message shorter = message("MSH|^~|A\rOBX|a&b|c\\F\\d\r");
            assertThat(shorter.hasHeader()).isTrue();
            assertThat(shorter.get("OBX-1.1.1").text()).isEqualTo("a&b");
            assertThat(shorter.get("OBX-2").text()).isEqualTo("c\\F\\d");
        }
    }

    @Nested
    @DisplayName("H12 a header that cannot be used is a problem, not an exception")
    class BadHeader {
        @Test
        void headerRules() {
            for (String bad : List.of(
                    "",
                    "MSH",
                    "MSH|",
                    "MSH|^~",
                    "hello",
                    "MSHx^~\\&x",
                    "MSH|^^\\&|A",
                    "MSH|||A|B|C",
                    "MSH|^~\\&#!|A")) {
                Hl7Message message = message(bad);
                assertThat(codes(message)).as(bad).contains(Code.BAD_MSH);
                assertThat(message.hasHeader()).as(bad).isFalse();
            }
        }

        @Test
        @DisplayName("H13 MSH-10 that cannot be echoed")
        void controlIdRules() {
            assertThat(codes(message("MSH|^~\\&|||||||ORU^R01||P|2.5\r"))).containsExactly(Code.EMPTY_CONTROL_ID);
            assertThat(codes(message("MSH|^~\\&|||||||ORU^R01|" + "9".repeat(200) + "|P\r")))
                    .containsExactly(Code.BAD_CONTROL_ID);
            assertThat(codes(message("MSH|^~\\&|||||||ORU^R01|a\tb|P\r"))).containsExactly(Code.BAD_CONTROL_ID);
        }
    }

    @Nested
    @DisplayName("2.5.3.8 empty, null and populated")
    class States {
        @Test
        void threeStates() {
            Hl7Message message = message(HEADER + "ZZZ||\"\"|x|a\"\"b\r");
            assertThat(message.get("ZZZ-1").state()).isEqualTo(Value.State.ABSENT);
            assertThat(message.get("ZZZ-2").state()).isEqualTo(Value.State.NULL);
            assertThat(message.get("ZZZ-2").text()).isEmpty();
            assertThat(message.get("ZZZ-3").state()).isEqualTo(Value.State.TEXT);
            assertThat(message.get("ZZZ-4").text()).isEqualTo("a\"\"b");
            assertThat(message.get("ZZZ-9").state()).isEqualTo(Value.State.ABSENT);
        }

        @Test
        void nothingPrintsPatientData() {
            Hl7Message message = message(HEADER + "PID|1||SECRET\r");
            assertThat(message + " " + message.segments() + message.get("PID-3"))
                    .doesNotContain("SECRET");
        }
    }

    @Nested
    @DisplayName("2.7 escape sequences (H16)")
    class EscapeSequences {
        private String decoded(String wire) {
            return message(HEADER + "NTE|" + wire + "\r").get("NTE-1").text();
        }

        @Test
        void knownOnesAreReplaced() {
            assertThat(decoded("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f")).isEqualTo("a|b^c&d~e\\f");
            assertThat(decoded("1\\X0D\\2\\X0D0A\\3\\.br\\4")).isEqualTo("1\r2\r\n3\n4");
        }

        @Test
        void brokenOrUnknownOnesAreReported() {
            Hl7Message message = message(HEADER + "NTE|A\\B|\\F\\|\\H\\x\\N\\|\\Q\\\r");
            int start = HEADER.length();
            assertThat(message.problems())
                    .extracting(Hl7Problem::code, Hl7Problem::offset)
                    .containsExactly(
                            tuple(Code.ESCAPE, start + 5L),
                            tuple(Code.ESCAPE, start + 20L),
                            tuple(Code.ESCAPE, start + 22L));
        }

        @Test
        void brokenOrUnknownOnesStayAsTheyAre() {
            for (String wire : List.of(
                    "A\\B", "\\", "\\Z12\\", "\\X0\\", "\\XGG\\", "\\H\\x\\N\\", "\\\\", "\\.sp2\\", "a\\P\\")) {
                assertThat(decoded(wire)).isEqualTo(wire);
            }
            assertThat(decoded("\\q\\F\\")).isEqualTo("\\q|");
        }

        @Test
        void bytesInHexAreOfTheMessagesCharset() {
            Hl7Message message = Hl7Message.of((HEADER + "NTE|\\XC3A4\\\r").getBytes(ISO_8859_1), UTF_8);
            assertThat(message.get("NTE-1").text()).isEqualTo("ä");
        }
    }

    @Nested
    @DisplayName("H14 segment terminators")
    class Terminators {
        @Test
        void lineFeedAloneWhereThereIsNoCarriageReturn() {
            Hl7Message message = message(HEADER.replace('\r', '\n') + "PID|1\nOBX|1\n");
            assertThat(message.segments()).hasSize(3);
            assertThat(codes(message)).containsExactly(Code.LF_TERMINATOR);
        }

        @Test
        void lineFeedBesideACarriageReturnBelongsToIt() {
            for (String end : List.of("\r\n", "\n\r", "\r\r", "\r\n\r\n")) {
                Hl7Message message = message(HEADER.stripTrailing() + end + "PID|1||x" + end + "OBX|1" + end);
                assertThat(message.segments()).hasSize(3);
                assertThat(message.get("PID-3").text()).isEqualTo("x");
                assertThat(message.version()).isEqualTo("2.5.1");
            }
        }

        @Test
        void lineFeedInsideATextIsData() {
            Hl7Message message = message(HEADER + "NTE|1||a\nb\r");
            assertThat(message.get("NTE-3").text()).isEqualTo("a\nb");
            assertThat(codes(message)).containsExactly(Code.LF_IN_TEXT);
        }

        @Test
        void aRawLineBreakLeavesASegmentWithoutId() {
            Hl7Message message = message(HEADER + "NTE|1||a\rb c\r");
            assertThat(message.segments().get(2).id()).isEmpty();
            assertThat(codes(message)).containsExactly(Code.SEGMENT_ID);
        }
    }

    @Nested
    @DisplayName("H15 table 0211 character sets")
    class Charsets {
        @Test
        void namesAreReadTolerantly() {
            for (String name : List.of("UNICODE UTF-8", "utf8", "UTF-8 ", "UNICODE=UTF-8", "unicode")) {
                assertThat(Hl7Charset.forName(name)).as(name).contains(UTF_8);
            }
            for (String name : List.of("8859/1", "8859-1", "ISO-8859-1", "ISO 8859-1", "iso8859/1")) {
                assertThat(Hl7Charset.forName(name)).as(name).contains(ISO_8859_1);
            }
            assertThat(Hl7Charset.forName("KLINGON")).isEmpty();
        }

        @Test
        void secondBytesThatLookLikeDelimitersAreNoDelimiters() {
            for (String[] one : List.of(
                    new String[] {"BIG-5", "Big5", "功"}, // 5C second
                    new String[] {"GB 18030-2000", "GB18030", "亅"},
                    new String[] {"SHIFT_JIS", "Shift_JIS", "表"},
                    new String[] {"ISO IR87", "ISO-2022-JP", "表示"})) {
                Charset charset = Charset.forName(one[1]);
                String text = HEADER.stripTrailing() + "||||||" + one[0] + "\rNTE|" + one[2] + "^x|y\r";
                Hl7Message message = Hl7Message.of(text.getBytes(charset));
                assertThat(message.get("NTE-1.1").text()).isEqualTo(one[2]);
                assertThat(message.get("NTE-1.2").text()).isEqualTo("x");
                assertThat(message.get("NTE-2").text()).isEqualTo("y");
                assertThat(message.problems()).isEmpty();
            }
        }

        @Test
        void bytesOfAnotherCharsetAreReportedAndKept() {
            String text = HEADER.stripTrailing() + "||||||UNICODE UTF-8\rNTE|\u00e4\r";
            Hl7Message message = message(text);
            assertThat(codes(message)).containsExactly(Code.CHARSET);
            assertThat(message.problems().get(0).offset()).isEqualTo(text.indexOf('\u00e4'));
            assertThat(message.get("NTE-1").bytes()).containsExactly(0xE4);
            assertThat(codes(message(HEADER.stripTrailing() + "||||||KLINGON\r")))
                    .containsExactly(Code.CHARSET);
            assertThat(codes(message(HEADER.stripTrailing() + "||||||UNICODE UTF-16\r")))
                    .containsExactly(Code.CHARSET);
        }

        @Test
        void asciiWithOtherBytesIsReadAsLatin1() {
            Hl7Message message = message(HEADER + "NTE|M\u00fcller\r");
            assertThat(message.get("NTE-1").text()).isEqualTo("M\u00fcller");
            assertThat(codes(message)).containsExactly(Code.CHARSET);
        }

        @Test
        void aByteOrderMarkMeansUtf8() {
            Hl7Message message = Hl7Message.of(("\ufeff" + HEADER + "NTE|\u00e4\r").getBytes(UTF_8));
            assertThat(message.get("NTE-1").text()).isEqualTo("ä");
            assertThat(codes(message)).containsExactly(Code.BYTE_ORDER_MARK);
        }
    }

    @Nested
    @DisplayName("2.10.3 files and batches (H23)")
    class Files {
        @Test
        void messagesBeginAtHeadersOnly() {
            Hl7Messages file = Hl7Messages.split(
                    ("FHS|^~\\&\rBHS|^~\\&\r" + HEADER + "NTE|the MSH| here\r" + HEADER + "BTS|2\rFTS|1\r")
                            .getBytes(ISO_8859_1));
            assertThat(file.messages()).hasSize(2).allMatch(Hl7Message::hasHeader);
            assertThat(file.problems()).isEmpty();
        }

        @Test
        void textOutsideAndWrongCountsAreReported() {
            Hl7Messages file = Hl7Messages.split("hello\r\nMSH|^~\\&|A\r\nBTS|2\r\nstray\r\n".getBytes(ISO_8859_1));
            assertThat(file.messages()).hasSize(1);
            assertThat(file.problems())
                    .extracting(Hl7Problem::code, Hl7Problem::offset)
                    .containsExactly(
                            tuple(Code.OUTSIDE_MESSAGE, 0L),
                            tuple(Code.BATCH_COUNT, 19L),
                            tuple(Code.OUTSIDE_MESSAGE, 26L));
        }
    }

    @Test
    @DisplayName("H17 a million repetitions, components, segments")
    void largeMessagesAreReadInOnePass() {
        Hl7Message repeats =
                message(HEADER + "OBX|" + "a~".repeat(1_000_000) + "\rOBX|" + "b^".repeat(1_000_000) + "\r");
        assertThat(repeats.get("OBX-1").repetitions()).hasSize(1_000_001);
        assertThat(repeats.get("OBX[2]-1").components()).hasSize(1_000_001);
        assertThat(message(HEADER + "NTE\r".repeat(1_000_000)).segments()).hasSize(1_000_001);
    }
}
