// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold for all bytes, whoever sent them. */
class Hl7MessageProperties {

    @Property
    @Label("H16 H17 any bytes can be read and come back as they were")
    void anyBytesComeBackAsTheyWere(@ForAll("anything") byte[] bytes) {
        Hl7Message message = Hl7Message.of(bytes.clone());
        message.problems();
        message.type();
        message.version();
        message.controlId();
        for (Segment segment : message.segments()) {
            for (int n = 1; n <= segment.fieldCount() + 1; n++) {
                for (Value repetition : segment.field(n).repetitions()) {
                    for (Value component : repetition.components()) {
                        component.subcomponents().forEach(Value::text);
                    }
                }
            }
        }
        assertThat(message.toBytes()).isEqualTo(bytes);
    }

    @Property
    void partsOfAFileCoverIt(@ForAll("anything") byte[] file) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Hl7Messages.Part part : Hl7Messages.split(file).parts()) {
            assertThat(part.offset()).isEqualTo(all.size());
            all.writeBytes(part.bytes());
        }
        assertThat(all.toByteArray()).isEqualTo(file);
    }

    @Property
    void aPathGetsWhatANaiveSplitGets(
            @ForAll("bodies") String body,
            @ForAll @IntRange(min = 1, max = 4) int field,
            @ForAll @IntRange(min = 1, max = 3) int repetition,
            @ForAll @IntRange(min = 1, max = 3) int component,
            @ForAll @IntRange(min = 1, max = 3) int subcomponent) {
        Hl7Message message = Hl7Message.of(("MSH|^~\\&|A\rOBX|" + body + "\r").getBytes(US_ASCII));
        String naive =
                nth(nth(nth(nth("OBX|" + body, '|', field + 1), '~', repetition), '^', component), '&', subcomponent);
        Value value = message.get("OBX-" + field + "[" + repetition + "]." + component + "." + subcomponent);
        assertThat(new String(value.bytes(), US_ASCII)).isEqualTo(naive);
    }

    @Property
    @Label("H16 decode(encode(text)) = text")
    void escapedTextReadsAsItWas(
            @ForAll("texts") String text,
            @ForAll("delimiters") Delimiters delimiters,
            @ForAll("charsets") Charset charset) {
        String held = new String(text.getBytes(charset), charset); // what the charset can hold of it
        byte[] wire = Escapes.encode(held, delimiters, charset);
        assertThat(Escapes.decode(wire, delimiters, charset)).isEqualTo(held);
    }

    @Property
    void escapedTextIsOneValueInAMessage(@ForAll("texts") String text, @ForAll("delimiters") Delimiters delimiters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        char separator = delimiters.field();
        bytes.writeBytes(("MSH" + separator + delimiters.encodingCharacters()
                        + String.valueOf(separator).repeat(16) + "GB 18030-2000\rNTE" + separator)
                .getBytes(ISO_8859_1));
        bytes.writeBytes(Escapes.encode(text, delimiters, Charset.forName("GB18030")));
        bytes.writeBytes((separator + "after\r").getBytes(ISO_8859_1));
        Hl7Message message = Hl7Message.of(bytes.toByteArray());
        assertThat(message.problems())
                .filteredOn(p -> p.code() != Hl7Problem.Code.BAD_CONTROL_ID)
                .isEmpty();
        assertThat(message.get("NTE-1.1.1").text()).isEqualTo(text);
        assertThat(message.get("NTE-2").text()).isEqualTo("after");
    }

    @Property
    void printedPathsParseToThemselves(
            @ForAll @IntRange(min = 1, max = 9) int occurrence,
            @ForAll @IntRange(min = 1, max = 40) int field,
            @ForAll @IntRange(min = 0, max = 5) int repetition,
            @ForAll @IntRange(min = 0, max = 5) int component,
            @ForAll @IntRange(min = 0, max = 5) int subcomponent) {
        Path path = new Path("ZX1", occurrence, field, repetition, component, component == 0 ? 0 : subcomponent);
        assertThat(Path.parse(path.toString())).isEqualTo(path);
    }

    @Provide
    Arbitrary<byte[]> anything() {
        Arbitrary<String> token = Arbitraries.of(
                "MSH|^~\\&|",
                "MSH",
                "FHS|",
                "BHS|",
                "BTS|1",
                "FTS|",
                "OBX|",
                "\r",
                "\n",
                "|",
                "^",
                "~",
                "&",
                "\\",
                "\\X0D\\",
                "\"\"",
                "\u001b$B",
                "\u001b(B",
                "\u0081",
                "é",
                "|||||||||||||||BIG-5",
                "\u00ef\u00bb\u00bf",
                "x");
        Arbitrary<byte[]> likely =
                token.list().ofMaxSize(30).map(tokens -> String.join("", tokens).getBytes(ISO_8859_1));
        return Arbitraries.oneOf(likely, Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.strings().withChars("ab|~^&").ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.of(
                        "\\", "|", "^", "~", "&", "#", "\r", "\n", "\"\"", "\\F\\", "\\X0D\\", "\u000b", "\u001c", "é",
                        "中文", "表示"),
                Arbitraries.strings().ascii().ofMaxLength(8),
                Arbitraries.strings().withCharRange('\u4e00', '\u9fa5').ofMaxLength(8));
        return part.list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Delimiters> delimiters() {
        return Combinators.combine(
                        Arbitraries.shuffle('|', '^', '~', '\\', '&', '#', '!', '@', '%', '*', '$', '/'),
                        Arbitraries.integers().between(3, 5))
                .as((signs, count) -> {
                    StringBuilder encoding = new StringBuilder();
                    signs.subList(1, count + 1).forEach(encoding::append);
                    return Delimiters.of(signs.get(0), encoding.toString());
                });
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of(
                UTF_8,
                ISO_8859_1,
                Charset.forName("GB18030"),
                Charset.forName("GBK"),
                Charset.forName("Big5"),
                Charset.forName("EUC-KR"));
    }

    private static String nth(String text, char delimiter, int n) {
        List<String> parts = new ArrayList<>(List.of(text.split(Pattern.quote(String.valueOf(delimiter)), -1)));
        return n <= parts.size() ? parts.get(n - 1) : "";
    }
}
