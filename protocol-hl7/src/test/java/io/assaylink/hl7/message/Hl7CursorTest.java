// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That it finds every value is in {@link Hl7MessageProperties#aNaiveReaderFindsTheSame}. */
class Hl7CursorTest {

    private static final Hl7Message MESSAGE =
            Hl7Message.of("MSH|^~\\&|A||||||ORU^R01|7|P|2.5\rOBX|1|NM|GLU||5.4\rNTE|1||n\rOBX|2|ST|X||a\\F\\b~\"\"\r"
                    .getBytes(ISO_8859_1));

    @Test
    void goesFromSegmentToSegmentOfAKind() {
        Hl7Cursor cursor = new Hl7Cursor();
        List<String> values = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            cursor.over(MESSAGE);
            while (cursor.next("OBX")) {
                values.add(cursor.field(5).repetition(1).text());
            }
        }
        assertThat(values).containsExactly("5.4", "a|b", "5.4", "a|b");
    }

    @Test
    void toldApartAreNothingAndNull() {
        Hl7Cursor cursor = new Hl7Cursor().over(MESSAGE);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.is("MSH")).isTrue();
        assertThat(cursor.field(2).contentEquals("^~\\&")).isTrue();
        assertThat(cursor.field(9).component(2).contentEquals("R01")).isTrue();
        assertThat(cursor.next("NTE")).isTrue();
        assertThat(cursor.next("OBX")).isTrue();
        assertThat(cursor.field(5).repetition(2).isNull()).isTrue();
        assertThat(cursor.field(5).repetition(3).isAbsent()).isTrue();
        assertThat(cursor.field(4).isAbsent()).isTrue();
        assertThat(cursor.field(99).value()).isSameAs(Value.ABSENT);
        assertThat(cursor.next("OBX")).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void aCursorOnNothingIsOnNothing() {
        Hl7Cursor cursor = new Hl7Cursor();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.field(1).isAbsent()).isTrue();
        assertThat(cursor.is("MSH")).isFalse();
        assertThatThrownBy(() -> cursor.field(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursor.component(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
