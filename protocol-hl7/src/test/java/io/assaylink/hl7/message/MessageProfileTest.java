// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Formatting;
import io.assaylink.hl7.message.Hl7Problem.Code;
import io.assaylink.hl7.message.MessageProfile.Terminator;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a profile changes in reading, and what it only tolerates. */
class MessageProfileTest {

    private static final String HEADER = "MSH|^~\\&|ANALYZER|LAB|LIS|HUB|20240131||ORU^R01^ORU_R01|W-1|P|2.5.1";
    private static final MessageProfile STRICT = MessageProfile.strict();
    private static final MessageProfile LENIENT = MessageProfile.lenient();

    private static Hl7Message message(String text, MessageProfile profile) {
        return Hl7Message.of(text.getBytes(ISO_8859_1), profile);
    }

    private static List<Code> codes(List<Hl7Problem> problems) {
        return problems.stream().map(Hl7Problem::code).toList();
    }

    @Nested
    @DisplayName("5.4 MSH-2, H12")
    class Declared {
        private Hl7Message header(String separatorAndMsh2, MessageProfile profile) {
            return message("MSH" + separatorAndMsh2 + "|A|B|C|D|||ORU^R01|1|P|2.5\rOBX|a^b~c^d|e&f|\\F\\\r", profile);
        }

        @Test
        void shortAndFiveCharactersAreLegal() {
            for (String legal : List.of("|^~", "|^~\\", "|^~\\&", "|^~\\&#")) {
                assertThat(header(legal, STRICT).hasHeader()).as(legal).isTrue();
                assertThat(codes(header(legal, STRICT).problems())).doesNotContain(Code.BAD_MSH, Code.DELIMITERS);
            }
            assertThat(header("|^~", STRICT).get("OBX-3").text()).isEqualTo("\\F\\");
            assertThat(header("|^~\\", STRICT).get("OBX-2.1.1").text()).isEqualTo("e&f");
        }

        @Test
        void strictRefusesWhatCannotDelimit() {
            for (String bad :
                    List.of("|^^\\&", "|^~\\^", "|^~\\|".substring(0, 4) + "~", "|^A\\&", "|^~\\ ", "|^", "|^~\\&#!")) {
                Hl7Message message = header(bad, STRICT);
                assertThat(message.hasHeader()).as(bad).isFalse();
                assertThat(codes(message.refusals())).as(bad).contains(Code.BAD_MSH);
            }
        }

        @Test
        void tolerantReadsWithoutTheSecondOneAndSaysSo() {
            Hl7Message message = header("|^^\\&", LENIENT); // components win over repetitions
            assertThat(message.hasHeader()).isTrue();
            assertThat(message.delimiters()).isEqualTo(new Delimiters('|', '^', '\0', '\\', '&', '\0'));
            assertThat(message.get("OBX-1.1").text()).isEqualTo("a");
            assertThat(message.get("OBX-1.2").text()).isEqualTo("b~c");
            assertThat(message.get("OBX-2.1.2").text()).isEqualTo("f");
            assertThat(message.problems())
                    .extracting(Hl7Problem::code, Hl7Problem::offset)
                    .containsExactly(tuple(Code.DELIMITERS, 5L));
            assertThat(message.refusals()).isEmpty();
            assertThat(message.get("MSH-2").text()).isEqualTo("^^\\&");
        }

        @Test
        void tolerantReadsWithoutLettersAndWithWhatIsLeft() {
            assertThat(header("|^A\\&", LENIENT).delimiters().repetition()).isEqualTo(Delimiters.NONE);
            assertThat(header("|^", LENIENT).get("OBX-1.2").text()).isEqualTo("b~c");
            assertThat(header("|^~\\&#!", LENIENT).delimiters()).isEqualTo(Delimiters.of('|', "^~\\&#"));
            for (String odd : List.of("|^A\\&", "|^", "|^~\\&#!", "|&&&&", "|^~\\\\&")) {
                assertThat(codes(header(odd, LENIENT).problems())).as(odd).contains(Code.DELIMITERS);
                assertThat(header(odd, LENIENT).refusals()).as(odd).isEmpty();
            }
        }

        @Test
        void nothingCanBeReadWithoutFieldsAndComponents() {
            for (String bad : List.of("|", "||~\\&", "|A~\\&", "A^~\\&")) {
                Hl7Message message = header(bad, LENIENT);
                assertThat(message.hasHeader()).as(bad).isFalse();
                assertThat(codes(message.refusals())).as(bad).containsExactly(Code.BAD_MSH);
            }
        }

        @Test
        void oneToleranceIsEnough() {
            assertThat(header("|^^\\&", STRICT.tolerating(Code.DELIMITERS)).hasHeader())
                    .isTrue();
            assertThat(header("|^^\\&", LENIENT.refusing(Code.DELIMITERS)).hasHeader())
                    .isFalse();
        }
    }

    @Nested
    @DisplayName("MSH-10 empty: readable, and refused unless tolerated")
    class EmptyControlId {
        @Test
        void isAProblemOfItsOwn() {
            String text = "MSH|^~\\&|||||||ORU^R01||P|2.5\rOBX|1\r";
            Hl7Message message = message(text, STRICT);
            assertThat(message.hasHeader()).isTrue();
            assertThat(message.get("OBX-1").text()).isEqualTo("1");
            assertThat(codes(message.refusals())).containsExactly(Code.EMPTY_CONTROL_ID);
            assertThat(message(text, STRICT.tolerating(Code.EMPTY_CONTROL_ID)).refusals())
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("5.7 the charset: mark, override, MSH-18, default, detection, Latin-1")
    class Charsets {
        private static final String TEXT = "Müller";

        private Hl7Message named(String msh18, Charset wire, MessageProfile profile) {
            return Hl7Message.of((HEADER + "||||||" + msh18 + "\rNTE|" + TEXT + "\r").getBytes(wire), profile);
        }

        @Test
        void aMarkIsBelievedMost() {
            Hl7Message message =
                    Hl7Message.of(("\ufeff" + HEADER + "||||||8859/1\rNTE|" + TEXT + "\r").getBytes(UTF_8), ISO_8859_1);
            assertThat(message.get("NTE-1").text()).isEqualTo(TEXT);
        }

        @Test
        void theOverrideIsBelievedMoreThanMsh18() {
            assertThat(named("8859/1", UTF_8, STRICT.withCharset(UTF_8))
                            .get("NTE-1")
                            .text())
                    .isEqualTo(TEXT);
        }

        @Test
        void msh18IsBelievedMoreThanTheDefault() {
            assertThat(named("8859/1", ISO_8859_1, STRICT.withDefaultCharset(UTF_8))
                            .charset())
                    .isEqualTo(ISO_8859_1);
        }

        @Test
        void theDefaultIsForEmptyAndUnknownNames() {
            for (String name : List.of("", "KLINGON", "UNICODE UTF-16", "~8859/2")) {
                Hl7Message message = named(name, UTF_8, STRICT.withDefaultCharset(UTF_8));
                assertThat(message.get("NTE-1").text()).as(name).isEqualTo(TEXT);
                assertThat(codes(message.problems()).contains(Code.CHARSET))
                        .as(name)
                        .isEqualTo(name.startsWith("K") || name.startsWith("U"));
            }
        }

        @Test
        void utf8IsDetectedOnlyIfAskedFor() {
            for (String name : List.of("", "KLINGON", "ASCII")) {
                MessageProfile detects = STRICT.withDetectUtf8(true);
                assertThat(named(name, UTF_8, detects).charset()).as(name).isEqualTo(UTF_8);
                assertThat(named(name, UTF_8, STRICT).charset()).as(name).isNotEqualTo(UTF_8);
                assertThat(named(name, ISO_8859_1, detects).get("NTE-1").text())
                        .as(name)
                        .isEqualTo(TEXT);
            }
            assertThat(named("8859/1", UTF_8, STRICT.withDetectUtf8(true)).charset())
                    .isEqualTo(ISO_8859_1);
        }

        @Test
        void atLastLatin1WhichLosesNothing() {
            assertThat(named("", ISO_8859_1, STRICT).charset()).isEqualTo(US_ASCII);
            assertThat(named("", ISO_8859_1, STRICT).get("NTE-1").text()).isEqualTo(TEXT);
            assertThat(named("KLINGON", ISO_8859_1, STRICT).charset()).isEqualTo(ISO_8859_1);
        }

        @Test
        void anAlternateThatShiftsContainsTheAsciiBeforeIt() {
            byte[] wire =
                    (HEADER + "||||||~ISO IR87||ISO 2022-1994\rNTE|表示^x\r").getBytes(Charset.forName("ISO-2022-JP"));
            Hl7Message message = Hl7Message.of(wire);
            assertThat(message.get("NTE-1.1").text()).isEqualTo("表示");
            assertThat(message.get("NTE-1.2").text()).isEqualTo("x");
            assertThat(message.problems()).isEmpty();
        }

        @Test
        void aCharsetWithoutAsciiIsMisuse() {
            assertThatThrownBy(() -> STRICT.withCharset(UTF_16)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> STRICT.withDefaultCharset(Charset.forName("IBM037")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    @DisplayName("5.15 segment terminators, H14")
    class Terminators {
        @Test
        void blankLinesAreSkippedAndReported() {
            Hl7Message message = message(HEADER + "\r\rPID|1\r\r\rOBX|1\r", STRICT);
            assertThat(message.segments()).hasSize(3);
            assertThat(codes(message.problems())).containsExactly(Code.BLANK_LINE);
            assertThat(message(HEADER + "\r\n\r\nPID|1\r\n", STRICT).problems())
                    .extracting(Hl7Problem::code)
                    .containsExactly(Code.LF_TERMINATOR, Code.BLANK_LINE);
        }

        @Test
        void lineFeedCanBeForced() {
            String text = HEADER + "\nPID|1\nNTE|1||a\rb\n";
            assertThat(message(text, STRICT).segments()).hasSize(2);
            Hl7Message forced = message(text, STRICT.withTerminator(Terminator.LF));
            assertThat(forced.segments()).hasSize(3);
            assertThat(forced.get("NTE-3").text()).isEqualTo("a\rb");
            assertThat(message(HEADER + "\r\nPID|1\r\n", STRICT.withTerminator(Terminator.LF))
                            .get("PID-1")
                            .text())
                    .isEqualTo("1");
        }

        @Test
        void carriageReturnCanBeForced() {
            String text = HEADER + "\nPID|1\n";
            assertThat(message(text, STRICT).segments()).hasSize(2);
            assertThat(message(text, STRICT.withTerminator(Terminator.CR)).segments())
                    .hasSize(1);
        }

        @Test
        void brokenLinesJoinTheSegmentBefore() {
            String text = HEADER + "\rNTE|1||a\rb|c\rd\rOBX|1\r";
            Hl7Message apart = message(text, STRICT);
            assertThat(apart.segments()).hasSize(5);
            assertThat(codes(apart.problems())).containsExactly(Code.SEGMENT_ID, Code.SEGMENT_ID);
            Hl7Message joined = message(text, STRICT.withJoinBrokenLines(true));
            assertThat(joined.segments()).hasSize(3);
            assertThat(joined.get("NTE-3").text()).isEqualTo("a\rb");
            assertThat(joined.get("NTE-4").text()).isEqualTo("c\rd");
            assertThat(joined.get("OBX-1").text()).isEqualTo("1");
            assertThat(joined.toBytes()).isEqualTo(apart.toBytes());
            assertThat(codes(joined.problems())).containsExactly(Code.SEGMENT_ID, Code.SEGMENT_ID);
        }

        @Test
        void nothingIsJoinedToTheHeader() {
            Hl7Message message = message(HEADER + "\rbroken\r", STRICT.withJoinBrokenLines(true));
            assertThat(message.segments()).hasSize(2);
            assertThat(message.version()).isEqualTo("2.5.1");
        }
    }

    @Test
    void formattingIsTheProfilesUnlessAskedForAnother() {
        Hl7Message message = message(HEADER + "\rOBX|\\H\\a\\N\\\\.br\\b\r", STRICT.withFormatting(Formatting.PLAIN));
        assertThat(message.get("OBX-1").text()).isEqualTo("a\nb");
        assertThat(message.get("OBX-1").text(Formatting.LINES)).isEqualTo("\\H\\a\\N\\\nb");
    }

    @Test
    @DisplayName("problems are bounded and the last one says so")
    void problemsAreBounded() {
        Hl7Message message = message(HEADER + "\r" + "x\r".repeat(1000), STRICT.withProblemLimit(5));
        assertThat(message.problems()).hasSize(5);
        assertThat(message.problems().get(4).hint()).contains("not listed");
        assertThatThrownBy(() -> STRICT.withProblemLimit(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCannotBeReadIsNeverTolerated() {
        assertThat(LENIENT.tolerated()).doesNotContain(Code.BAD_MSH).hasSize(Code.values().length - 1);
        assertThat(STRICT.tolerated()).isEmpty();
        assertThatThrownBy(() -> STRICT.withTolerated(Set.of(Code.BAD_MSH)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("H17 a held message is below three times its wire size, index included")
    void theIndexIsSmall() {
        int objects = 160; // message, preamble, two array headers
        String segment = "NTE\r"; // the shortest there is
        for (String text :
                List.of(HEADER + "\r" + segment.repeat(10_000), HEADER + "\rPID|1||P9||A^B\rOBX|1|NM|GLU||5\r")) {
            Hl7Message message = message(text, STRICT);
            int held = message.size() + 4 * message.segments().size() + objects;
            assertThat(held).isLessThan(3 * message.size() + objects);
            assertThat(Lines.starts(message.preamble()))
                    .hasSize(message.segments().size());
        }
    }
}
