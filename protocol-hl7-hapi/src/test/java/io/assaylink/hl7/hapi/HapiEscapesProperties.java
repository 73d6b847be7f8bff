// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.parser.DefaultEscaping;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escaping;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** HL7 v2 chapter 2.7 as HAPI writes and reads it: printable text, any legal delimiters of four characters. */
class HapiEscapesProperties {

    private static final Escaping HAPI = new DefaultEscaping();

    @Property(tries = 10_000)
    @Label("H16 HAPI reads what we write")
    void hapiReadsWhatWeWrite(@ForAll("texts") String text, @ForAll("delimiters") Delimiters delimiters) {
        String wire = new String(Escapes.encode(text, delimiters, UTF_8), UTF_8);
        assertThat(HAPI.unescape(wire, hapi(delimiters))).isEqualTo(text);
    }

    /** Without what looks like an escape sequence already: HAPI takes some for one and writes them as they are, not as text. */
    @Property(tries = 10_000)
    @Label("H16 we read what HAPI writes")
    void weReadWhatHapiWrites(@ForAll("texts") String text, @ForAll("delimiters") Delimiters delimiters) {
        Assume.that(!Pattern.compile(Pattern.quote(String.valueOf(delimiters.escape())) + "[A-Za-z.]")
                .matcher(text)
                .find());
        String wire = HAPI.escape(text, hapi(delimiters));
        assertThat(Escapes.decode(wire.getBytes(UTF_8), delimiters, UTF_8)).isEqualTo(text);
    }

    private static EncodingCharacters hapi(Delimiters delimiters) {
        return new EncodingCharacters(delimiters.field(), delimiters.encodingCharacters());
    }

    /** Without control characters, which HAPI writes raw, and other than two quotes, which it takes for null. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> printable = Arbitraries.chars().range(' ', '~').range('\u00A1', '\u017F');
        Arbitrary<Character> signs = Arbitraries.of('|', '^', '~', '\\', '&', '#', '!', '@', '%', '*', '$', '/');
        return Arbitraries.oneOf(printable, signs)
                .list()
                .ofMaxSize(60)
                .map(all -> {
                    StringBuilder text = new StringBuilder();
                    all.forEach(text::append);
                    return text.toString();
                })
                .filter(text -> !text.equals("\"\""));
    }

    @Provide
    Arbitrary<Delimiters> delimiters() {
        return Combinators.combine(
                        Arbitraries.shuffle('|', '^', '~', '\\', '&', '#', '!', '@', '%', '*', '$', '/'),
                        Arbitraries.just(4))
                .as((signs, count) -> {
                    StringBuilder encoding = new StringBuilder();
                    signs.subList(1, count + 1).forEach(encoding::append);
                    return Delimiters.of(signs.get(0), encoding.toString());
                });
    }
}
