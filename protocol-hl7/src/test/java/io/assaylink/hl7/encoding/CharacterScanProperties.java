// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Delimiters inside second bytes are never delimiters. */
class CharacterScanProperties {

    private static final int LARGEST = 64 << 10;

    @Property(tries = 10_000)
    @Label("design 3.6 cut at delimiters and decoded = decoded and cut at delimiters")
    void bytesAreCutWhereTheTextIs(@ForAll long seed, @ForAll("charsets") Charset charset) {
        Random random = new Random(seed);
        String text = Texts.text(random, charset, Texts.length(random, LARGEST)).replaceAll("[\\p{Cntrl}¥‾]", "");
        byte[] bytes = text.getBytes(charset);
        if (!new String(bytes, charset).equals(text)) {
            return; // the charset writes it as something else
        }
        CharacterScan scan = CharacterScan.of(charset);
        for (char delimiter : new char[] {'|', '^', '~', '\\', '&', '@'}) {
            List<String> parts = new ArrayList<>();
            int from = 0;
            while (true) {
                int stop = scan.find(bytes, from, bytes.length, delimiter);
                parts.add(new String(bytes, from, stop - from, charset));
                if (stop == bytes.length) {
                    break;
                }
                from = stop + 1;
            }
            assertThat(parts).containsExactly(text.split(Pattern.quote(String.valueOf(delimiter)), -1));
        }
    }

    @Property(tries = 10_000)
    void findIsAnIndexForAnyBytes(@ForAll byte[] bytes, @ForAll("charsets") Charset charset) {
        CharacterScan scan = CharacterScan.of(charset);
        for (int at = 0; at < bytes.length; at = scan.next(bytes, at, bytes.length)) {
            assertThat(scan.next(bytes, at, bytes.length)).isBetween(at + 1, bytes.length);
        }
        int found = scan.find(bytes, 0, bytes.length, '|');
        assertThat(found == bytes.length || bytes[found] == '|').isTrue();
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of(
                        "UTF-8",
                        "ISO-8859-1",
                        "windows-1252",
                        "GB18030",
                        "GBK",
                        "GB2312",
                        "Big5",
                        "Shift_JIS",
                        "windows-31j",
                        "EUC-JP",
                        "EUC-KR",
                        "x-windows-949",
                        "x-EUC-TW",
                        "ISO-2022-JP",
                        "ISO-2022-JP-2")
                .map(Charset::forName);
    }
}
