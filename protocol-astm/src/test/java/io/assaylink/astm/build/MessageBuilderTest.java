// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.Delimiters;
import io.assaylink.astm.record.UnwritableText;
import io.assaylink.astm.record.UnwritableText.Reason;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Comment;
import io.assaylink.astm.view.Header;
import io.assaylink.astm.view.Order;
import io.assaylink.astm.view.Patient;
import io.assaylink.astm.view.Query;
import io.assaylink.astm.view.Result;
import io.assaylink.astm.view.Terminator;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 3.11, writing rules. */
class MessageBuilderTest {

    private static String print(AstmMessage message) {
        return Wire.print(message.toBytes()).replace("<CR>", "\n");
    }

    private static Timestamp time(String text) {
        return Timestamp.parse(text).orElseThrow();
    }

    @Nested
    class Messages {
        @Test
        void worklist() {
            AstmMessage worklist = MessageBuilder.standard()
                    .header(h -> h.controlId("7")
                            .password("pw")
                            .sender("Host", "1")
                            .receiver("XN")
                            .instructions("TSDWN", "REPLY")
                            .processing(Header.Processing.PRODUCTION)
                            .version("LIS2-A2")
                            .time(time("20240102030405")))
                    .patient(p -> p.practiceId("PR1")
                            .laboratoryId("LAB1")
                            .name(PersonName.of("Doe", "Jane"))
                            .birthDate(time("1970"))
                            .sex(Patient.Sex.FEMALE)
                            .physician("D1", "Who")
                            .admission(Patient.Admission.INPATIENT)
                            .location("W1", "B2"))
                    .order(o -> o.specimen("S1")
                            .instrumentSpecimen("R1", "5")
                            .test("GLU")
                            .test(new TestId(List.of("2345-7", "", "LN")))
                            .priority(Order.Priority.STAT)
                            .requested(time("202401020304"))
                            .collected(time("20240102"))
                            .action(Order.Action.NEW)
                            .specimenType("SERUM", "ARM")
                            .physician("D2")
                            .reportType(Order.ReportType.ORDER))
                    .order(o -> o.specimen("S2").test("K"))
                    .patient()
                    .order(o -> o.specimen("S3").test("NA"))
                    .end();
            assertThat(print(worklist)).isEqualTo("""
                            H|\\^&|7|pw|Host^1|||||XN|TSDWN^REPLY|P|LIS2-A2|20240102030405
                            P|1|PR1|LAB1||Doe^Jane||1970|F|||||D1^Who|||||||||||IP|W1^B2
                            O|1|S1|R1^5|^^^GLU\\2345-7^^LN|S|202401020304|20240102||||N||||SERUM^ARM|D2|||||||||O
                            O|2|S2||^^^K
                            P|2
                            O|1|S3||^^^NA
                            L|1|N
                            """);
            assertThat(worklist.errors()).isEmpty();
        }

        @Test
        void resultUpload() {
            AstmMessage results = MessageBuilder.standard()
                    .header(h -> {})
                    .patient()
                    .order(o -> o.specimen("S1"))
                    .result(r -> r.test("GLU")
                            .value(NumericValue.parse("<3.00").orElseThrow())
                            .units("mmol/L")
                            .referenceRange("3.9", "5.8")
                            .referenceRange("1")
                            .flag(Result.Flag.LOW)
                            .flag(Result.Flag.ABNORMAL)
                            .abnormalityTesting(Result.AbnormalityTesting.AGE)
                            .status(Result.Status.FINAL)
                            .operator("op", "chief")
                            .started(time("20240102030000"))
                            .completed(time("20240102030400"))
                            .instrument("A1"))
                    .comment(Comment.Source.INSTRUMENT, "37", "short")
                    .comment(Comment.Source.COMPUTER, "again")
                    .result(r -> r.test(TestId.local("K")).value("POS", "1.2").field(20, "x"))
                    .comment(Comment.Source.INSTRUMENT, "new")
                    .record('M', m -> m.raw(3, "x\\y^z"))
                    .record('M', m -> m.set(3))
                    .end();
            assertThat(print(results)).isEqualTo("""
                            H|\\^&
                            P|1
                            O|1|S1
                            R|1|^^^GLU|<3.00|mmol/L|3.9^5.8\\1|L\\A|A|F||op^chief|20240102030000|20240102030400|A1
                            C|1|I|37^short|G
                            C|2|L|again|G
                            R|2|^^^K|POS^1.2||||||||||||||||x
                            C|1|I|new|G
                            M|1|x\\y^z
                            M|2
                            L|1|N
                            """);
        }

        @Test
        void query() {
            AstmMessage query = MessageBuilder.standard()
                    .header(h -> h.sender("XN"))
                    .query(q -> q.specimen("S1")
                            .specimen("S2")
                            .test("GLU")
                            .timeLimits(Query.TimeLimits.RESULT)
                            .from(time("20240101"))
                            .to(time("20240102"))
                            .status(Query.Status.ORDERS))
                    .query(q -> q.allSpecimens().allTests())
                    .query(q -> q.start("", "", "9").end("", "", "12"))
                    .end(Terminator.Reason.SENDER_ABORTED);
            assertThat(print(query)).isEqualTo("""
                            H|\\^&|||XN
                            Q|1|^S1\\^S2||^^^GLU|R|20240101|20240102|||||O
                            Q|2|ALL||ALL
                            Q|3|^^9|^^12
                            L|1|T
                            """);
        }

        @Test
        @DisplayName("3.5 null, empty repeats in their place, trailing ones left out")
        void nullAndEmpty() {
            AstmMessage message = MessageBuilder.standard()
                    .header(h -> {})
                    .patient(p -> p.fields().delete(5).set(6, "", "", "").raw(9, ""))
                    .order(o -> o.fields().set(3, "S1", "", ""))
                    .record('Z', z -> z.set(4, "a").add(4).add(4, "c").add(5, "d"))
                    .end();
            assertThat(print(message)).isEqualTo("H|\\^&\nP|1|||\"\"\nO|1|S1\nZ|1||a\\\\c|d\nL|1|N\n");
        }
    }

    @Nested
    @DisplayName("3.11 escapes and delimiters")
    class Escaping {
        @ParameterizedTest
        @ValueSource(strings = {"|\\^&", "!~^&", "@^\\|", "|`^&"})
        void delimitersInDataAreEscapedAndReadBack(String set) {
            Delimiters delimiters = Delimiters.of(set);
            AstmMessage message = MessageBuilder.of(delimiters, StandardCharsets.UTF_8)
                    .header(h -> h.sender("a|b", "c^d"))
                    .patient(p -> p.name(new PersonName("|", "\\", "^", "&", "@!~`")))
                    .end();
            assertThat(message.delimiters()).isEqualTo(delimiters);
            assertThat(message.record(0).field(5, 2)).isEqualTo("c^d");
            assertThat(new Patient(message.record(1)).name()).isEqualTo(new PersonName("|", "\\", "^", "&", "@!~`"));
        }

        @Test
        @DisplayName("A24 second bytes that look like delimiters are not escaped")
        void trailBytesAreNotEscaped() {
            for (String name : List.of("GBK", "Big5", "Shift_JIS", "GB18030")) {
                Charset charset = Charset.forName(name);
                String text = new String(new byte[] {(byte) 0x81, '\\', (byte) 0xA4, '|', (byte) 0x97, '^'}, charset);
                if (charset.newEncoder().canEncode(text) && text.indexOf('\uFFFD') < 0) {
                    AstmMessage message = MessageBuilder.of(charset)
                            .header(h -> {})
                            .patient(p -> p.name(PersonName.of(text, "x|y")))
                            .end();
                    assertThat(new Patient(message.record(1)).name()).isEqualTo(PersonName.of(text, "x|y"));
                }
            }
            AstmMessage chinese = MessageBuilder.of(Charset.forName("GBK"))
                    .header(h -> {})
                    .patient(p -> p.name(PersonName.of("乗亅乛", "^")))
                    .end();
            assertThat(new Patient(chinese.record(1)).name()).isEqualTo(PersonName.of("乗亅乛", "^"));
            assertThat(chinese.record(1).rawField(6)).isEqualTo("乗亅乛^&S&");
        }

        @Test
        void aSetWithoutEscapeRefusesWhatWouldNeedOne() {
            Delimiters noEscape = Delimiters.of("H|&^".getBytes(StandardCharsets.US_ASCII));
            MessageBuilder builder =
                    MessageBuilder.of(noEscape, StandardCharsets.US_ASCII).header(h -> {});
            assertThat(print(MessageBuilder.of(noEscape, StandardCharsets.US_ASCII)
                            .header(h -> h.sender("x"))
                            .end()))
                    .isEqualTo("H|&^|||x\nL|1|N\n");
            assertThatThrownBy(() -> builder.patient(p -> p.location("a|b")))
                    .isInstanceOfSatisfying(
                            UnwritableText.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_ESCAPE));
            Delimiters noRepeat = Delimiters.of("H\\".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> MessageBuilder.of(noRepeat, StandardCharsets.US_ASCII))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    @DisplayName("3.11 what may not go on the wire is refused with its place")
    class Refusals {
        private final MessageBuilder builder =
                MessageBuilder.standard().header(h -> {}).patient();

        private void refused(String text, Reason reason, int offset) {
            assertThatThrownBy(() -> builder.order(o -> o.specimen("S1").field(10, text)))
                    .isInstanceOfSatisfying(UnwritableText.class, e -> {
                        assertThat(e.reason()).isEqualTo(reason);
                        assertThat(List.of(e.record(), e.field(), e.offset())).containsExactly(2, 10, offset);
                        assertThat(e.getMessage()).startsWith("O (record 2), field 10, character " + offset);
                    });
        }

        @Test
        void restrictedCharacters() {
            for (char c = 0; c < ' '; c++) {
                if ("\u0007\t\u000B\f".indexOf(c) < 0) {
                    refused("ab" + c, Reason.RESTRICTED_CHAR, 2);
                }
            }
            refused("\u007F", Reason.RESTRICTED_CHAR, 0);
        }

        @Test
        @DisplayName("A24 characters that the character set lacks are not replaced")
        void unmappableCharacters() {
            refused("Müller 山", Reason.UNMAPPABLE, 7);
            refused("x😀", Reason.UNMAPPABLE, 1);
            refused("x\uD83D", Reason.UNMAPPABLE, 1);
            MessageBuilder utf8 = MessageBuilder.of(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> utf8.header(h -> h.sender("a\uFFFDb")))
                    .isInstanceOfSatisfying(
                            UnwritableText.class,
                            e -> assertThat(List.of(e.field(), e.offset())).containsExactly(5, 1));
        }

        @Test
        void aRefusedRecordLeavesTheMessageAsItWas() {
            refused("\r", Reason.RESTRICTED_CHAR, 0);
            AstmMessage message = builder.order(o -> o.specimen("S1")).end();
            assertThat(print(message)).isEqualTo("H|\\^&\nP|1\nO|1|S1\nL|1|N\n");
        }

        @Test
        void whatIsAllowedPassesEveryFrame() {
            StringBuilder all = new StringBuilder();
            for (char c = 0; c < 256; c++) {
                boolean allowed = c >= ' ' ? c != 127 : "\u0007\t\u000B\f".indexOf(c) >= 0;
                all.append(allowed ? String.valueOf(c) : "");
            }
            AstmMessage message = builder.order(o -> o.specimen(all.toString())).end();
            assertThat(FrameEncoder.firstRestricted(message.toBytes())).isEmpty();
            assertThat(message.record(2).field(3)).isEqualTo(all.toString());
        }
    }

    @Nested
    @DisplayName("3.1 levels: a record without its parent is misuse")
    class Levels {
        private void misuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void recordsStandUnderTheirParents() {
            misuse(() -> MessageBuilder.standard().patient());
            misuse(() -> MessageBuilder.standard().end());
            MessageBuilder builder = MessageBuilder.standard().header(h -> {});
            misuse(() -> builder.header(h -> {}));
            misuse(() -> builder.order(o -> {}));
            misuse(() -> builder.record('L', l -> {}));
            misuse(() -> builder.record('h', l -> {}));
            builder.patient();
            misuse(() -> builder.result(r -> {}));
            builder.order(o -> {}).query(q -> q.specimen("S1"));
            misuse(() -> builder.order(o -> {}));
            builder.end();
            misuse(builder::end);
            misuse(builder::patient);
        }

        @Test
        void positionsThatTheBuilderFillsCannotBeSet() {
            MessageBuilder builder = MessageBuilder.standard().header(h -> {});
            assertThatThrownBy(() -> builder.patient(p -> p.field(2, "9")))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> builder.patient(p -> p.field(10_000, "9")))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
