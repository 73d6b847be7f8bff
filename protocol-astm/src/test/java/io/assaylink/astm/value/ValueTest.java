// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.value.NumericValue.Comparator;
import io.assaylink.astm.value.Timestamp.Precision;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E1394 6.6, data types. */
class ValueTest {

    @Nested
    @DisplayName("E1394 6.6.2, 6.6.3 dates and times")
    class Times {
        @ParameterizedTest
        @CsvSource({
            "2024, YEAR",
            "202401, MONTH",
            "20240102, DAY",
            "2024010203, HOUR",
            "202401020304, MINUTE",
            "20240102030405, SECOND",
            "202401020304+0100, MINUTE",
            "20240102030405-0330, SECOND",
            "18991230, DAY",
            "20240229, DAY"
        })
        void precisionIsThatOfTheText(String text, Precision precision) {
            Timestamp time = Timestamp.parse(text).orElseThrow();
            assertThat(time.precision()).isEqualTo(precision);
            assertThat(time.text()).isEqualTo(text);
            assertThat(time).isEqualTo(Timestamp.parse(text).orElseThrow());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "24",
                    "20241",
                    "20241301",
                    "20230229",
                    "2024010224",
                    "20240102030460",
                    "2024-01-02",
                    "today",
                    "20240102030405+1",
                    "20240102030405+2500",
                    "2024+0100",
                    "20240102030405.5",
                    "２０２４"
                })
        void whatIsNoDateHasNoValue(String text) {
            assertThat(Timestamp.parse(text)).isEmpty();
        }

        @Test
        void nothingIsInvented() {
            Timestamp month = Timestamp.parse("202402").orElseThrow();
            assertThat(month.date()).isEmpty();
            assertThat(month.dateTime()).isEmpty();
            assertThat(month.atEarliest()).isEqualTo(LocalDateTime.of(2024, 2, 1, 0, 0));
            Timestamp minute = Timestamp.parse("202402030405+0200").orElseThrow();
            assertThat(minute.date()).contains(LocalDate.of(2024, 2, 3));
            assertThat(minute.dateTime()).isEmpty();
            assertThat(minute.moment()).isEmpty();
            Timestamp local = Timestamp.parse("20240203040506").orElseThrow();
            assertThat(local.year()).isEqualTo(2024);
            assertThat(local.offset()).isEmpty();
            assertThat(local.moment()).isEmpty();
            assertThat(Timestamp.parse("2024")).isNotEqualTo(Timestamp.parse("20240101"));
        }

        @Test
        void whatIsGivenIsWritten() {
            LocalDateTime time = LocalDateTime.of(2024, 2, 3, 4, 5, 6, 700);
            OffsetDateTime moment = time.withNano(0).atOffset(ZoneOffset.ofHoursMinutes(-3, -30));
            assertThat(Timestamp.of(LocalDate.of(987, 2, 3)).text()).isEqualTo("09870203");
            assertThat(Timestamp.of(time).text()).isEqualTo("20240203040506");
            assertThat(Timestamp.of(moment).text()).isEqualTo("20240203040506-0330");
            assertThat(Timestamp.parse("20240203040506-0330").orElseThrow().moment())
                    .contains(moment);
            assertThat(Timestamp.of(time)).hasSameHashCodeAs(Timestamp.of(time)).hasToString("Timestamp[SECOND]");
            assertThatThrownBy(() -> Timestamp.of(LocalDate.of(12024, 1, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Timestamp.of(time.atOffset(ZoneOffset.ofTotalSeconds(61))))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @ParameterizedTest
        @CsvSource({
            "2024-01-02T03:04:05, 20240102030405",
            "2024-01-02 03:04, 202401020304",
            "2024-01-02T03:04:05Z, 20240102030405+0000",
            "2024-01-02T03:04:05-05:00, 20240102030405-0500",
            "2024-01-02, 20240102",
            "2024-01, 202401",
            "20240102, 20240102"
        })
        @DisplayName("4.1 ISO form of Bruker MALDI Biotyper, when asked for")
        void isoFormIsReadWhenAskedFor(String iso, String standard) {
            assertThat(Timestamp.parseWithIso(iso).orElseThrow().text()).isEqualTo(standard);
        }
    }

    @Nested
    @DisplayName("E1394 6.6.1 numbers")
    class Numbers {
        @ParameterizedTest
        @CsvSource({
            "5.40, EQUAL, 5.40",
            "-3, EQUAL, -3",
            "+.5, EQUAL, 0.5",
            "7., EQUAL, 7",
            "<3.00, LESS, 3.00",
            ">8, GREATER, 8",
            "<= 2, LESS_OR_EQUAL, 2",
            ">=100, GREATER_OR_EQUAL, 100"
        })
        void digitsAndComparatorAreKept(String text, Comparator comparator, BigDecimal number) {
            assertThat(NumericValue.parse(text)).contains(new NumericValue(comparator, number));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "-----",
                    "***",
                    "3+",
                    "1:40",
                    "5,4",
                    "1,000",
                    "1e5",
                    "1 000",
                    "POS",
                    "-1^0.325",
                    " 5",
                    "<",
                    "٣",
                    "0xF",
                    "NaN",
                    "1111111111111111111111111111111111111111111111111111111111111"
                })
        void whatIsNoNumberHasNoValue(String text) {
            assertThat(NumericValue.parse(text)).isEmpty();
        }

        @Test
        void aDecimalCommaIsReadForAnInstrumentThatWritesIt() {
            assertThat(NumericValue.parse("<5,40", ',').orElseThrow().text()).isEqualTo("<5.40");
            assertThat(NumericValue.parse("1.234,5", ',')).isEmpty();
        }

        @Test
        void aNumberTooLongToReadIsNotMade() {
            assertThatThrownBy(() -> new NumericValue(Comparator.EQUAL, new BigDecimal("1E+61")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(NumericValue.parse("1".repeat(129))).isEmpty();
        }

        @Test
        void aNumberIsWrittenWithoutExponent() {
            assertThat(new NumericValue(Comparator.GREATER, new BigDecimal("1E+3")).text())
                    .isEqualTo(">1000");
        }
    }

    @Nested
    @DisplayName("E1394 6.4.8 empty and null")
    class Fields {
        @Test
        void emptyDeleteAndUnknownAreThreeThings() {
            Field<Timestamp> empty = Field.of("  ", Timestamp::parse);
            Field<Timestamp> delete = Field.of("\"\"", Timestamp::parse);
            Field<Timestamp> unknown = Field.of("soon", Timestamp::parse);
            assertThat(List.of(empty.isEmpty(), empty.isDelete(), empty.isUnknown()))
                    .containsExactly(true, false, false);
            assertThat(List.of(delete.isEmpty(), delete.isDelete(), delete.isUnknown()))
                    .containsExactly(false, true, false);
            assertThat(List.of(unknown.isEmpty(), unknown.isDelete(), unknown.isUnknown()))
                    .containsExactly(false, false, true);
            assertThat(unknown.raw()).isEqualTo("soon");
            assertThat(unknown).hasToString("Field[4 characters, no value]");
        }

        @Test
        void paddingIsKeptInTheRawTextAlone() {
            Field<NumericValue> padded = Field.of("  5.4 ", NumericValue::parse);
            assertThat(padded.raw()).isEqualTo("  5.4 ");
            assertThat(padded.value().map(NumericValue::number)).isEqualTo(Optional.of(new BigDecimal("5.4")));
        }
    }

    @Nested
    @DisplayName("E1394 6.6.1, 6.6.5 test ids and names")
    class Composites {
        @Test
        void componentsOfATestIdHaveTheirNames() {
            TestId id = new TestId(List.of("2345-7", "Glucose", "LN", "GLU", "8/1/not"));
            assertThat(List.of(id.universal(), id.name(), id.type(), id.localCode(), id.component(5), id.component(6)))
                    .containsExactly("2345-7", "Glucose", "LN", "GLU", "8/1/not", "");
            assertThat(TestId.local("GLU").components()).containsExactly("", "", "", "GLU");
            assertThat(new TestId(List.of("ALL")).isAll()).isTrue();
            assertThat(TestId.local("ALL").isAll()).isFalse();
        }

        @Test
        void aNameIsNotPrinted() {
            assertThat(PersonName.of("Doe", "Jane")).hasToString("PersonName[]");
            assertThat(PersonName.of("Doe", "Jane").components()).containsExactly("Doe", "Jane", "", "", "");
        }
    }
}
