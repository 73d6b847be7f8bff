// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** E1394 / LIS02-A2, clause by clause. */
class AstmMessageTest {

    private static AstmMessage message(String... records) {
        return AstmMessage.of((String.join("\r", records) + "\r").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Nested
    @DisplayName("E1394 6.2 positions: the record type is field 1")
    class Positions {

        private final AstmMessage message = message(
                "H|\\^&|||XN^1||||||||P|1",
                "P|1||LAB7",
                "O|1|S1||^^^GLU\\^^^K|R",
                "R|1|^^^GLU|5.4|mmol/L",
                "R|2|^^^K|4.1^low|mmol/L||L\\A",
                "L|1|N");

        @Test
        void fieldsRepeatsAndComponentsAreReachedByPath() {
            assertThat(message.get("R[2].4.1")).contains("4.1");
            assertThat(message.get("O.5[2].4")).contains("K");
            assertThat(message.get("O.5[2]")).contains("^^^K");
            assertThat(message.get("R[2].7[2]")).contains("A");
            assertThat(message.get("H.2")).contains("\\^&");
            assertThat(message.get("H.5.1")).contains("XN");
        }

        @Test
        void whatIsNotThereIsEmpty() {
            assertThat(message.get("R[3].4")).isEmpty();
            assertThat(message.get("P.3")).isEmpty();
            assertThat(message.get("P.30")).isEmpty();
            assertThat(message.get("R.4.2")).isEmpty();
            assertThat(message.get("R.4[2]")).isEmpty();
            assertThat(message.record(1).field(30)).isEmpty();
        }

        @Test
        void countsFieldsRepeatsAndComponents() {
            AstmRecord order = message.record(2);
            assertThat(order.fieldCount()).isEqualTo(6);
            assertThat(order.repeatCount(5)).isEqualTo(2);
            assertThat(order.componentCount(5, 2)).isEqualTo(4);
            assertThat(order.repeatCount(4)).isZero();
            assertThat(order.componentCount(9, 1)).isZero();
            assertThat(order.type()).isEqualTo("O");
            assertThat(order.rawField(5)).isEqualTo("^^^GLU\\^^^K");
            assertThat(order.raw()).isEqualTo("O|1|S1||^^^GLU\\^^^K|R");
        }

        @Test
        void aPathThatIsNoneIsMisuse() {
            assertThatThrownBy(() -> message.get("R-3.4")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.get("R[0].4")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.record(0).field(0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Nested
    @DisplayName("E1394 6.4 delimiters")
    class DelimiterRules {

        @Test
        void areThoseOfTheHeader() {
            AstmMessage message = message("H|!~|", "R|1|!!!GLU|5|10^9/L");
            assertThat(message.delimiters().component()).isEqualTo('~');
            AstmMessage dxh = message("H|\\!~|", "R|1|!!!GLU|5|10^9/L", "L|1");
            assertThat(dxh.get("R.3.4")).contains("GLU");
            assertThat(dxh.get("R.5")).contains("10^9/L");
        }

        @Test
        void missingOnesTakeTheDefaultAndAreReported() {
            AstmMessage message = message("H|\\^||x", "L");
            assertThat(message.delimiters().escape()).isEqualTo('&');
            assertThat(message.delimiters().complete()).isFalse();
            assertThat(message.errors())
                    .containsExactly(new RecordError(RecordError.Code.DELIMITERS_INCOMPLETE, 0, 2, 0));
        }

        @Test
        void lettersDigitsAndDoublesAreRefused() {
            assertThat(Delimiters.of("H|\\^\\|".getBytes(StandardCharsets.US_ASCII))
                            .complete())
                    .isFalse();
            assertThat(Delimiters.of("H|a^&|".getBytes(StandardCharsets.US_ASCII))
                            .repeat())
                    .isEqualTo('\\');
            assertThatThrownBy(() -> Delimiters.of("|\\^A")).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        @DisplayName("A25 each H redefines them")
        void eachHeaderRedefinesThem() {
            AstmMessage two = message("H|\\^&", "R|1|a^b", "L|1", "H#@!~", "R#1#a!b", "L#1");
            assertThat(two.record(1).field(3, 2)).isEqualTo("b");
            assertThat(two.record(4).field(3, 2)).isEqualTo("b");
            assertThat(two.errors())
                    .extracting(RecordError::code)
                    .containsExactly(
                            RecordError.Code.ORPHAN_RECORD,
                            RecordError.Code.HEADER_AGAIN,
                            RecordError.Code.ORPHAN_RECORD);
        }
    }

    @Nested
    @DisplayName("E1394 6.4.6 escape sequences")
    class EscapeRules {

        private String read(String field) {
            return message("H|\\^&", "C|1|I|" + field, "L|1").record(1).field(4);
        }

        @Test
        void delimitersAndBytesAreGivenBack() {
            assertThat(read("a&F&b&S&c&R&d&E&e")).isEqualTo("a|b^c\\d&e");
            assertThat(read("&X4142&")).isEqualTo("AB");
            assertThat(read("&f&")).isEqualTo("|");
        }

        @Test
        void whatIsNoEscapeStaysAsItIs() {
            assertThat(read("Smith & Sons")).isEqualTo("Smith & Sons");
            assertThat(read("A & B &F& C")).isEqualTo("A & B | C");
            assertThat(read("&H&loud&N&")).isEqualTo("&H&loud&N&");
            assertThat(read("&Zlocal&F&")).isEqualTo("&Zlocal&F&");
            assertThat(read("&X4&")).isEqualTo("&X4&");
            assertThat(read("open &F")).isEqualTo("open &F");
        }

        private List<RecordError> errors(String field) {
            return message("H|\\^&", "C|1|I|" + field, "L|1").errors(); // the field starts at 12
        }

        private void reported(String field, RecordError.Code code, int at) {
            assertThat(read(field)).isEqualTo(field);
            assertThat(errors(field)).containsExactly(new RecordError(code, 1, 4, 12 + at));
        }

        @Test
        void unknownOnesAreReportedAndStayAsText() {
            reported("A & B & C", RecordError.Code.ESCAPE_UNKNOWN, 2);
            reported("a&FF&b", RecordError.Code.ESCAPE_UNKNOWN, 1);
            reported("a&HH&b", RecordError.Code.ESCAPE_UNKNOWN, 1);
            reported("&Zlo cal&", RecordError.Code.ESCAPE_UNKNOWN, 0);
            reported("&Q&", RecordError.Code.ESCAPE_UNKNOWN, 0);
        }

        @Test
        void unterminatedOnesAreReportedAndStayAsText() {
            reported("Smith & Sons", RecordError.Code.ESCAPE_UNTERMINATED, 6);
            reported("open &F", RecordError.Code.ESCAPE_UNTERMINATED, 5);
            reported("&", RecordError.Code.ESCAPE_UNTERMINATED, 0);
            assertThat(errors("a&F^x&b"))
                    .as("a component ends it")
                    .containsExactly(new RecordError(RecordError.Code.ESCAPE_UNTERMINATED, 1, 4, 13));
            assertThat(errors("a\\b^&F&\\c&F"))
                    .as("one in a later repeat")
                    .containsExactly(new RecordError(RecordError.Code.ESCAPE_UNTERMINATED, 1, 4, 21));
        }

        @Test
        void malformedOnesAreReportedAndStayAsText() {
            reported("a&&b", RecordError.Code.ESCAPE_MALFORMED, 1);
            reported("&X4&", RecordError.Code.ESCAPE_MALFORMED, 0);
            reported("&X&", RecordError.Code.ESCAPE_MALFORMED, 0);
            reported("&X4G&", RecordError.Code.ESCAPE_MALFORMED, 0);
        }

        @Test
        void onlyTheFirstOfARecordIsReportedAndInOrderWithItsOtherErrors() {
            assertThat(errors("a&F&b&Q&c&X4&"))
                    .containsExactly(new RecordError(RecordError.Code.ESCAPE_UNKNOWN, 1, 4, 17));
            byte[] bytes = "H|\\^&\rC|1|\u00C4|&\rC|2|&|\u00C4\rL|1\r".getBytes(StandardCharsets.ISO_8859_1);
            assertThat(AstmMessage.of(bytes, StandardCharsets.UTF_8).errors())
                    .extracting(RecordError::code)
                    .containsExactly(
                            RecordError.Code.UNMAPPABLE,
                            RecordError.Code.ESCAPE_UNTERMINATED,
                            RecordError.Code.ESCAPE_UNTERMINATED,
                            RecordError.Code.UNMAPPABLE);
        }

        @Test
        void whatTheStandardKnowsIsNoError() {
            assertThat(errors("a&F&&S&&R&&E&&X41&&x4f&&H&b&N&&Zlocal&&f&")).isEmpty();
            assertThat(message("H|\\^&||&F&", "C|1|I|x", "L|1").errors())
                    .as("H-2 declares them")
                    .isEmpty();
            assertThat(message("H|\\^@", "C|1|I|Smith & Sons", "L|1").errors()).isEmpty();
            assertThat(message("H!&^", "C!1!I!&x", "L!1").errors())
                    .as("no escape delimiter, no escapes")
                    .extracting(RecordError::code)
                    .containsExactly(RecordError.Code.DELIMITERS_INCOMPLETE);
        }

        @Test
        void componentsAreSplitBeforeTheyAreUnescaped() {
            AstmRecord record = message("H|\\^&", "C|1|I|a&S&b^c", "L|1").record(1);
            assertThat(record.field(4, 1)).isEqualTo("a^b");
            assertThat(record.field(4, 2)).isEqualTo("c");
        }
    }

    @Nested
    @DisplayName("E1394 5.2 record tree")
    class Tree {

        @Test
        void everyRecordHangsUnderTheOneItBelongsTo() {
            AstmMessage message = message(
                    "H|\\^&", "P|1", "C|1", "C|2", "O|1", "R|1", "M|1", "C|1", "R|2", "O|2", "R|1", "P|2", "O|1",
                    "L|1");
            assertThat(parents(message)).containsExactly(-1, 0, 1, 1, 1, 4, 5, 6, 4, 1, 9, 0, 11, -1);
        }

        @Test
        @DisplayName("A25 orphans go to the nearest possible record, never to another patient")
        void orphansGoToTheNearestPossibleRecord() {
            AstmMessage message = message("H|\\^&", "R|1", "O|1", "P|1", "R|1", "Q|1", "R|1", "Z|1", "L");
            assertThat(parents(message)).containsExactly(-1, 0, 0, 0, 3, 0, 0, 6, -1);
            assertThat(message.errors())
                    .extracting(RecordError::code)
                    .containsOnly(RecordError.Code.ORPHAN_RECORD, RecordError.Code.UNKNOWN_RECORD)
                    .hasSize(5);
        }

        private List<Integer> parents(AstmMessage message) {
            return message.records().stream()
                    .map(record -> message.parentOf(record.index()))
                    .toList();
        }
    }

    @Nested
    @DisplayName("records and their ends")
    class Ends {

        @Test
        void crLfAndLfAlone() {
            assertThat(AstmMessage.of("H|\\^&\r\nL|1\r\n".getBytes(StandardCharsets.US_ASCII))
                            .records())
                    .extracting(AstmRecord::raw)
                    .containsExactly("H|\\^&", "L|1");
            assertThat(AstmMessage.of("H|\\^&\nL|1".getBytes(StandardCharsets.US_ASCII))
                            .records())
                    .extracting(AstmRecord::raw)
                    .containsExactly("H|\\^&", "L|1");
        }

        @Test
        void anyBytesAreAMessageThatSaysWhatIsWrong() {
            AstmMessage empty = AstmMessage.of(new byte[0]);
            assertThat(empty.records()).isEmpty();
            assertThat(empty.errors()).extracting(RecordError::code).containsExactly(RecordError.Code.NO_TERMINATOR);
            assertThat(message("P|1", "L|1", "C|1").errors())
                    .extracting(RecordError::code)
                    .containsExactly(RecordError.Code.NO_HEADER, RecordError.Code.AFTER_TERMINATOR);
        }

        @Test
        void nothingPrintsThePayload() {
            AstmMessage message = message("H|\\^&", "P|1||||Doe^Jane", "L|1");
            assertThat(message + " " + message.records() + " " + message.record(1))
                    .doesNotContain("Doe");
        }

        @Test
        @DisplayName("A25 100,000 records and a field of 1 MB")
        void largeMessages() {
            StringBuilder text = new StringBuilder("H|\\^&\r");
            for (int i = 1; i <= 100_000; i++) {
                text.append("R|").append(i).append('\r');
            }
            text.append("C|1|I|").append("x".repeat(1 << 20)).append("\rL|1\r");
            AstmMessage message = AstmMessage.of(text.toString().getBytes(StandardCharsets.US_ASCII));
            assertThat(message.records()).hasSize(100_003);
            assertThat(message.record(100_001).field(4)).hasSize(1 << 20);
            assertThat(message.record(100_000).field(2)).isEqualTo("100000");
        }
    }

    @Nested
    @DisplayName("character sets")
    class CharacterSets {

        @Test
        @DisplayName("A24 delimiters inside characters are no delimiters")
        void delimitersInsideCharacters() {
            assertThat(name("乗亅乛^亅", "GBK")).isEqualTo("乗亅乛");
            assertThat(name("予倒与^予", "Shift_JIS")).isEqualTo("予倒与");
            assertThat(name("乗亅乛^亅", "GB18030")).isEqualTo("乗亅乛");
            assertThat(name("功許蓋^x", "Big5")).isEqualTo("功許蓋");
            assertThat(name("山田^x", "ISO-2022-JP")).isEqualTo("山田");
            assertThat(name("Ärzte^x", "UTF-8")).isEqualTo("Ärzte");
            assertThat(name("Иванов^x", "windows-1251")).isEqualTo("Иванов");
        }

        @Test
        @DisplayName("A24 bytes that are no characters are reported and kept")
        void unmappableBytesAreReportedAndKept() {
            byte[] bytes = "H|\\^&\rP|1||||\u00C4\rL|1\r".getBytes(StandardCharsets.ISO_8859_1);
            AstmMessage message = AstmMessage.of(bytes.clone(), StandardCharsets.UTF_8);
            assertThat(message.errors()).containsExactly(new RecordError(RecordError.Code.UNMAPPABLE, 1, 6, 13));
            assertThat(message.toBytes()).isEqualTo(bytes);
            assertThat(message.withCharset(StandardCharsets.ISO_8859_1).get("P.6"))
                    .contains("Ä");
        }

        @Test
        void aCharacterSetWithoutAsciiIsMisuse() {
            assertThatThrownBy(() -> AstmMessage.of(new byte[0], StandardCharsets.UTF_16))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        private String name(String field, String charset) {
            byte[] bytes = ("H|\\^&\rP|1||||" + field + "|X\rL|1\r").getBytes(Charset.forName(charset));
            AstmMessage message = AstmMessage.of(bytes, Charset.forName(charset));
            assertThat(message.get("P.7")).contains("X");
            return message.get("P.6.1").orElseThrow();
        }
    }
}
