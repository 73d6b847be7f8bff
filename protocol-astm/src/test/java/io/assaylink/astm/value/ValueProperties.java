// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** What holds for all dates and numbers. */
class ValueProperties {

    @Provide
    Arbitrary<String> nearDates() {
        return Arbitraries.strings().withChars("0123456789+-:TZ .<>=").ofMaxLength(24);
    }

    @Property
    void noTextThrowsAndWhatIsReadIsWrittenAgain(@ForAll("nearDates") String text) {
        Timestamp.parse(text).ifPresent(time -> assertThat(time.text()).isEqualTo(text.replace("-0000", "+0000")));
        Timestamp.parseWithIso(text)
                .ifPresent(time -> assertThat(Timestamp.parse(time.text())).contains(time));
        NumericValue.parse(text)
                .ifPresent(
                        number -> assertThat(NumericValue.parse(number.text())).contains(number));
    }

    @Property
    void anyTextIsAField(@ForAll String text) {
        Field<Timestamp> field = Field.of(text, Timestamp::parse);
        assertThat(field.raw()).isEqualTo(text);
        assertThat(field.isEmpty() && field.isUnknown()).isFalse();
    }

    @Property
    void aMomentComesBack(
            @ForAll @IntRange(max = 2_000_000_000) int second, @ForAll @IntRange(min = -1080, max = 1080) int minutes) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(minutes * 60);
        Timestamp written = Timestamp.of(time.atOffset(offset));
        assertThat(Timestamp.parse(written.text()).orElseThrow().moment()).contains(time.atOffset(offset));
    }

    @Property
    void aNumberComesBackWithItsDigits(
            @ForAll @BigRange(min = "-1000000000000", max = "1000000000000") @Scale(6) BigDecimal number) {
        NumericValue value = new NumericValue(NumericValue.Comparator.LESS, number);
        assertThat(NumericValue.parse(value.text())).contains(value);
    }
}
