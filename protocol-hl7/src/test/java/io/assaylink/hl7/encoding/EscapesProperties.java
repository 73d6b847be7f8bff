// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** HL7 v2 chapter 2.7 for all texts, delimiter sets and charsets. */
class EscapesProperties {

    private static final int LARGEST = 64 << 10;

    @Property(tries = 10_000)
    @Label("H16 decode(encode(text)) = text for every legal delimiter set")
    void whatIsEncodedReadsAsItWas(@ForAll long seed, @ForAll("charsets") Charset charset) {
        Random random = new Random(seed);
        Delimiters delimiters = Texts.delimiters(random);
        String text = Texts.text(random, charset, Texts.length(random, LARGEST));
        byte[] wire;
        try {
            wire = Escapes.encode(text, delimiters, charset);
        } catch (UnwritableValue refused) {
            assertThat(new String(text.getBytes(charset), charset).equals(text)
                            && text.indexOf(0x1B) < 0
                            && text.indexOf(0x203E) < 0
                            && text.indexOf(0xA5) < 0)
                    .as("only what " + charset + " itself does not read as it writes it is refused")
                    .isFalse();
            return;
        }
        assertThat(Escapes.decode(wire, delimiters, charset)).isEqualTo(text);
        assertThat(mayGoOnTheWire(wire, delimiters, charset)).isTrue();
    }

    @Property(tries = 10_000)
    void anyBytesDecodeToSomething(
            @ForAll byte[] bytes,
            @ForAll long seed,
            @ForAll("charsets") Charset charset,
            @ForAll Formatting formatting) {
        Delimiters delimiters = Texts.delimiters(new Random(seed));
        assertThat(Escapes.decode(bytes, delimiters, charset, formatting)).isNotNull();
        int broken = Escapes.firstBroken(bytes, 0, bytes.length, delimiters, CharacterScan.of(charset));
        assertThat(broken).isBetween(0, bytes.length);
    }

    @Property(tries = 10_000)
    @Label("H16 what holds no escape character is not changed by formatting")
    void plainTextIsTheSameInEveryFormatting(@ForAll long seed, @ForAll Formatting formatting) {
        Random random = new Random(seed);
        String text = Texts.text(random, UTF_8, Texts.length(random, LARGEST)).replace("\\", "");
        assertThat(Escapes.decode(text.getBytes(UTF_8), Delimiters.standard(), UTF_8, formatting))
                .isEqualTo(text);
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of(
                UTF_8,
                ISO_8859_1,
                Charset.forName("ISO-8859-5"),
                Charset.forName("GB18030"),
                Charset.forName("GBK"),
                Charset.forName("Big5"),
                Charset.forName("Shift_JIS"),
                Charset.forName("windows-31j"),
                Charset.forName("EUC-JP"),
                Charset.forName("EUC-KR"),
                Charset.forName("ISO-2022-JP"),
                Charset.forName("JIS_X0201"));
    }

    private static boolean mayGoOnTheWire(byte[] wire, Delimiters delimiters, Charset charset) {
        CharacterScan scan = CharacterScan.of(charset);
        for (byte b : wire) {
            if (b == '\r' || b == '\n' || b == 0x0B || b == 0x1C) {
                return false;
            }
        }
        for (char delimiter : (delimiters.field() + delimiters.encodingCharacters()).toCharArray()) {
            if (delimiter != delimiters.escape() && scan.find(wire, 0, wire.length, delimiter) < wire.length) {
                return false;
            }
        }
        return true;
    }
}
