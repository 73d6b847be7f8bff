// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Table 0211, and the names seen in the field")
class Hl7CharsetTest {

    @ParameterizedTest
    @CsvSource({
        "ASCII, US-ASCII",
        "8859/1, ISO-8859-1",
        "8859/2, ISO-8859-2",
        "8859/5, ISO-8859-5",
        "8859/15, ISO-8859-15",
        "ISO IR6, US-ASCII",
        "ISO IR14, JIS_X0201",
        "ISO IR87, ISO-2022-JP",
        "ISO IR159, ISO-2022-JP-2",
        "GB 18030-2000, GB18030",
        "KS X 1001, x-windows-949",
        "CNS 11643-1992, x-EUC-TW",
        "BIG-5, Big5",
        "UNICODE, UTF-8",
        "UNICODE UTF-8, UTF-8",
        "UNICODE UTF-16, UTF-16",
        "utf8, UTF-8",
        "UNICODE=UTF-8, UTF-8",
        "ISO-8859-1, ISO-8859-1",
        "ISO 8859-1, ISO-8859-1",
        "8859-1, ISO-8859-1",
        "gbk, GBK",
        "GB2312, GBK",
        "WINDOWS-1252, windows-1252",
        "cp1250, windows-1250",
        "Shift_JIS, Shift_JIS",
    })
    void namesAreReadTolerantly(String name, String charset) {
        assertThat(Hl7Charset.forName(name)).contains(Charset.forName(charset));
        assertThat(Hl7Charset.forName(" " + name + "  ")).contains(Charset.forName(charset));
    }

    @Test
    void anUnknownNameIsNoException() {
        assertThat(Hl7Charset.forName("KLINGON")).isEmpty();
        assertThat(Hl7Charset.forName("")).isEmpty();
        assertThat(Hl7Charset.forName("\u4e2d\u0000")).isEmpty();
    }

    @Test
    void whatIsWrittenIntoMsh18IsReadAgain() {
        for (Charset charset : Charset.availableCharsets().values()) {
            Hl7Charset.nameOf(charset)
                    .ifPresent(name -> assertThat(Hl7Charset.forName(name)
                                    .filter(found -> found.equals(charset) || name.equals("KS X 1001")))
                            .as(name)
                            .isPresent());
        }
        assertThat(Hl7Charset.nameOf(US_ASCII)).isEmpty();
    }

    @Test
    void asciiIsReadAsLatin1AndNothingElseIs() {
        assertThat(Hl7Charset.reading(US_ASCII)).isEqualTo(ISO_8859_1);
        assertThat(Hl7Charset.reading(UTF_8)).isEqualTo(UTF_8);
    }
}
