// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text is taken for, and above all what it is not. */
class InterpretationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "5.4|quantity|5.4|",
                "5.40|quantity|5.40|",
                " 5.4 |quantity|5.4|",
                "-1|quantity|-1|",
                "+0.5|quantity|0.5|",
                ".5|quantity|0.5|",
                "<3.00|quantity|3.00|<",
                "< 20|quantity|20|<",
                ">8|quantity|8|>",
                ">=8|quantity|8|>=",
                "\u2264 2|quantity|2|<=",
                "7,2|quantity|7.2|",
                "0,123|quantity|0.123|",
                "1.2e3|quantity|1.2e3|",
                "1,234|text||",
                "1.234.567|text||",
                "1:40|text||",
                "POS|text||",
                "+|text||",
                "3+|text||",
                "12-15|text||",
                "-----|none||",
                "***|none||",
                "*|none||",
                "-|text||",
                "NaN|text||",
                "\u0665|text||"
            })
    void values(String raw, String type, String number, String comparator) {
        Reading reading = Reading.of(raw, raw);
        assertThat(reading.raw()).isEqualTo(raw);
        assertThat(reading.type()).isEqualTo(type);
        assertThat(reading.number()).isEqualTo(number == null ? "" : number);
        assertThat(reading.comparator()).isEqualTo(comparator == null ? "" : comparator);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3.9^6.1|3.9|6.1",
                "3.9 - 6.1|3.9|6.1",
                "3.9-6.1|3.9|6.1",
                "3,9 to 6,1|3.9|6.1",
                "-2 - 2|-2|2",
                "<5.0||5.0",
                ">= 10|10|",
                "neg||",
                "4.5\\.4^12.5\\24||",
                "1-2-3||"
            })
    void ranges(String raw, String low, String high) {
        Range range = Range.of(raw);
        assertThat(range.raw()).isEqualTo(raw);
        assertThat(range.low()).isEqualTo(low == null ? "" : low);
        assertThat(range.high()).isEqualTo(high == null ? "" : high);
    }

    @ParameterizedTest
    @CsvSource({
        "20261120143150,2026-11-20T14:31:50,second,",
        "202611201431,2026-11-20T14:31,minute,",
        "20261120,2026-11-20,day,",
        "202611,2026-11,month,",
        "2026,2026,year,",
        "20261120143150+0100,2026-11-20T14:31:50,second,+01:00",
        "20261120143150.123-0530,2026-11-20T14:31:50.123,fraction,-05:30",
        "20260230,,,",
        "20261120256100,,,",
        "2026-11-20T14:31:50,,,",
        "yesterday,,,"
    })
    void times(String raw, String local, String precision, String zone) {
        assertThat(Moment.of(raw))
                .isEqualTo(new Moment(
                        raw, local == null ? "" : local, precision == null ? "" : precision, zone == null ? "" : zone));
    }
}
