// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Every value of a message by list, by path and by cursor against {@link NaiveMessage}. */
public final class NaiveComparison {

    private NaiveComparison() {}

    public static void verify(Hl7Message message) {
        NaiveMessage naive = NaiveMessage.of(message.toBytes());
        Hl7Cursor cursor = new Hl7Cursor().over(message);
        List<Segment> segments = message.segments();
        assertThat(segments).hasSize(naive.segments());
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            List<String> fields = naive.fields(s);
            assertThat(cursor.next()).isTrue();
            assertThat(segment.fieldCount()).isEqualTo(fields.size());
            assertThat(cursor.fieldCount()).isEqualTo(fields.size());
            for (int f = 1; f <= fields.size(); f++) {
                String expected = fields.get(f - 1);
                assertThat(latin1(segment.field(f))).isEqualTo(expected);
                assertThat(latin1(cursor.field(f).value())).isEqualTo(expected);
                if (!naive.isHeader(s) || f > 2) {
                    leaves(naive.leaves(expected), segment, cursor, f);
                }
            }
            assertThat(segment.field(fields.size() + 1).isAbsent()).isTrue();
            assertThat(cursor.field(fields.size() + 1).isAbsent()).isTrue();
        }
        assertThat(cursor.next()).isFalse();
    }

    private static void leaves(List<List<List<String>>> expected, Segment segment, Hl7Cursor cursor, int f) {
        assertThat(segment.field(f).repetitions()).hasSize(expected.size());
        for (int r = 1; r <= expected.size(); r++) {
            List<List<String>> components = expected.get(r - 1);
            assertThat(segment.field(f, r).components()).hasSize(components.size());
            for (int c = 1; c <= components.size(); c++) {
                List<String> parts = components.get(c - 1);
                Value component = segment.field(f, r).component(c);
                assertThat(component.subcomponents()).hasSize(parts.size());
                for (int p = 1; p <= parts.size(); p++) {
                    String leaf = parts.get(p - 1);
                    assertThat(latin1(component.subcomponent(p))).isEqualTo(leaf);
                    cursor.field(f).repetition(r).component(c).subcomponent(p);
                    assertThat(latin1(cursor.value())).isEqualTo(leaf);
                    assertThat(cursor.contentEquals(leaf)).isTrue();
                    assertThat(component.subcomponent(p).state())
                            .isEqualTo(
                                    leaf.isEmpty()
                                            ? Value.State.ABSENT
                                            : leaf.equals("\"\"") ? Value.State.NULL : Value.State.TEXT);
                }
            }
        }
    }

    private static String latin1(Value value) {
        return new String(value.bytes(), ISO_8859_1);
    }
}
