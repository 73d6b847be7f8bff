// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.Formatting;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.encoding.Texts;
import io.assaylink.hl7.encoding.UnwritableValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What must hold for all bytes, whoever sent them. */
class Hl7MessageProperties {

    private static final int LARGEST = 64 << 10;

    @Property(tries = 10_000)
    @Label("13 (5) H16 H17 any bytes can be read and come back as they were")
    void anyBytesComeBackAsTheyWere(@ForAll("anything") byte[] bytes, @ForAll("profiles") MessageProfile profile) {
        Hl7Message message = Hl7Message.of(bytes.clone(), profile);
        message.problems();
        message.refusals();
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

    @Property(tries = 10_000)
    @Label("13 (7) a path gets what a naive split gets")
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

    @Property(tries = 10_000)
    @Label("13 (7) every value of any single-byte message is what a naive reader finds")
    void aNaiveReaderFindsTheSame(@ForAll long seed) {
        NaiveComparison.verify(Hl7Message.of(messages(new Random(seed)), ISO_8859_1));
    }

    @Property(tries = 10_000)
    @Label("13 (10) encode, view, decode gives the same text in each charset, delimiters in second bytes never split")
    void textInAnyCharsetIsOneValue(@ForAll long seed, @ForAll("msh18") String name) {
        Random random = new Random(seed);
        Charset charset = Hl7Charset.forName(name).orElseThrow();
        Delimiters delimiters = Texts.delimiters(random);
        String text = Texts.text(random, charset, Texts.length(random, LARGEST));
        byte[] value;
        try {
            value = Escapes.encode(text, delimiters, charset);
        } catch (UnwritableValue refused) {
            return; // EscapesProperties says what may be refused
        }
        char separator = delimiters.field();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String empty = String.valueOf(separator);
        bytes.writeBytes(("MSH" + separator + delimiters.encodingCharacters() + empty.repeat(8) + "1" + empty.repeat(8)
                        + new String(Escapes.encode(name, delimiters, US_ASCII), US_ASCII) + "\rNTE" + separator)
                .getBytes(ISO_8859_1));
        bytes.writeBytes(value);
        bytes.writeBytes((separator + "after" + delimiters.component() + "x\r").getBytes(ISO_8859_1));
        Hl7Message message = Hl7Message.of(bytes.toByteArray());
        assertThat(message.problems()).isEmpty();
        assertThat(message.segments()).hasSize(2);
        assertThat(message.get("NTE-1.1.1").text()).isEqualTo(text);
        assertThat(message.get("NTE-1").repetitions().size()).isLessThanOrEqualTo(1);
        assertThat(message.get("NTE-2.1").text()).isEqualTo("after");
        assertThat(message.get("NTE-2.2").text()).isEqualTo("x");
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
        Arbitrary<byte[]> large =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1000).ofMaxSize(LARGEST);
        return Arbitraries.frequencyOf(
                Tuple.of(500, likely),
                Tuple.of(500, Arbitraries.bytes().array(byte[].class).ofMaxSize(200)),
                Tuple.of(1, large));
    }

    @Provide
    Arbitrary<MessageProfile> profiles() {
        return Arbitraries.of(
                MessageProfile.strict(),
                MessageProfile.lenient(),
                MessageProfile.lenient().withDetectUtf8(true).withJoinBrokenLines(true),
                MessageProfile.strict().withTerminator(MessageProfile.Terminator.CR),
                MessageProfile.strict()
                        .withTerminator(MessageProfile.Terminator.LF)
                        .withDefaultCharset(Charset.forName("Shift_JIS")),
                MessageProfile.strict().withCharset(Charset.forName("GB18030")).withFormatting(Formatting.PLAIN));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.strings().withChars("ab|~^&").ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> msh18() {
        return Arbitraries.of(
                "ASCII",
                "8859/1",
                "8859/5",
                "8859/15",
                "UNICODE UTF-8",
                "GB 18030-2000",
                "GBK",
                "BIG-5",
                "SHIFT_JIS",
                "WINDOWS-31J",
                "ISO IR14",
                "ISO IR87",
                "ISO IR159",
                "EUC-JP",
                "KS X 1001",
                "CNS 11643-1992",
                "WINDOWS-1252");
    }

    /** A header with any legal delimiters and lines of fields, separators and line ends of all sorts, up to 64 KiB. */
    private static byte[] messages(Random random) {
        Delimiters delimiters = Texts.delimiters(random);
        String signs = delimiters.field() + delimiters.encodingCharacters();
        String[] ends = {"\r", "\r\n", "\n\r", "\r\r", "\n", "\r\n\r\n"};
        String usual = ends[random.nextInt(ends.length)];
        StringBuilder text = new StringBuilder("MSH" + signs + delimiters.field() + "A" + usual);
        int segments = random.nextInt(random.nextInt(200) == 0 ? 600 : 6);
        for (int s = 0; s < segments && text.length() < LARGEST; s++) {
            text.append(random.nextInt(8) == 0 ? "x y" : "OBX");
            for (int i = random.nextInt(60); i > 0; i--) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> text.append(signs.charAt(random.nextInt(signs.length())));
                    case 2 -> text.append("\"\"");
                    case 3 -> text.append((char) (random.nextInt(0x60) + 0xA0));
                    default -> text.append((char) ('a' + random.nextInt(26)));
                }
            }
            text.append(random.nextInt(10) == 0 ? ends[random.nextInt(ends.length)] : usual);
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static String nth(String text, char delimiter, int n) {
        List<String> parts = new ArrayList<>(List.of(text.split(Pattern.quote(String.valueOf(delimiter)), -1)));
        return n <= parts.size() ? parts.get(n - 1) : "";
    }
}
