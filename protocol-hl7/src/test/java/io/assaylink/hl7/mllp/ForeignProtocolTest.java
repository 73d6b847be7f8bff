// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static io.assaylink.hl7.mllp.Line.MESSAGE;
import static io.assaylink.hl7.mllp.Line.framed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H22: another protocol on the port is named by its first bytes, however they are cut. */
class ForeignProtocolTest {

    @ParameterizedTest
    @DisplayName("H22 named, at the offset where it begins")
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "FOREIGN_TLS#0#\u0016\u0003\u0001\u0002\u0000\u0001",
                "FOREIGN_HTTP#0#GET /metrics HTTP/1.1<CR><LF>",
                "FOREIGN_HTTP#0#POST /fhir HTTP/1.1<CR><LF>",
                "FOREIGN_HTTP#0#PRI * HTTP/2.0<CR><LF>",
                "FOREIGN_HTTP#0#HTTP/1.1 400 Bad Request<CR><LF>",
                "FOREIGN_HTTP#2#<CR><LF>OPTIONS * HTTP/1.1",
                "FOREIGN_ASTM#0#\u0005",
                "FOREIGN_ASTM#0#\u00021H|",
                "FOREIGN_ASTM#0#H|\\^&|||",
                "FOREIGN_XML#0#<?xml version",
                "FOREIGN_XML#0#<soap:Envelope",
                "FOREIGN_XML#3# <CR><LF><!DOCTYPE",
                "FOREIGN_XML#0#\u00ef\u00bb\u00bf<a>",
                "FOREIGN_JSON#0#{\"resourceType\":1}",
                "FOREIGN_JSON#1#<LF>[ {",
                "FOREIGN_PROXY#0#PROXY TCP4 192.0.2.1 192.0.2.2 1 2<CR><LF>",
                "FOREIGN_PROXY#0#<CR><LF><CR><LF><NUL><CR><LF>QUIT<LF>\u0011",
                "FOREIGN_SSH#0#SSH-2.0-OpenSSH",
            })
    void named(MllpCode code, long offset, String first) {
        for (MllpProfile profile : List.of(MllpProfile.mllpStrict(), MllpProfile.mllpLenient(), MllpProfile.mllpR2())) {
            for (int size : new int[] {1, 2, 1000}) {
                byte[] wire = Line.bytes(first);
                Line line = new Line(profile).hears(wire, size).closes();
                assertThat(line.deviations()).containsExactly(code + "@" + offset + "!");
                assertThat(line.accounted()).isEqualTo(wire.length);
            }
        }
        assertThat(code.hint()).isNotEmpty();
        assertThat(code.isTolerable()).isFalse();
    }

    @Test
    @DisplayName("H22 what only begins like another protocol is garbage, and the message behind it is read")
    void almost() {
        for (String first :
                List.of("G", "GETTING ready", "H|^~", "<", "<1>", "{5", "SSH", "PROXYING", "\u0016x", "QUIT<LF>")) {
            Line line = Line.lenient(first + framed(MESSAGE));
            assertThat(line.deviations()).as(first).containsExactly("UNFRAMED_DATA@0");
            assertThat(line.frames()).containsExactly(MESSAGE);
            assertThat(Line.strict(first + framed(MESSAGE)).deviations()).containsExactly("UNFRAMED_DATA@0!");
        }
        assertThat(Line.lenient("G").closes().deviations()).containsExactly("UNFRAMED_DATA@0");
        assertThat(Line.strict("G").closes().deviations()).containsExactly("UNFRAMED_DATA@0!");
    }

    @Test
    @DisplayName("H22 only the first bytes of a connection are looked at")
    void later() {
        Line line = Line.lenient(framed(MESSAGE) + "GET / HTTP/1.1\u0005" + framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("UNFRAMED_DATA@22");
        assertThat(line.frames()).hasSize(2);
    }

    @Test
    @DisplayName("H22 no more than 12 bytes are waited for")
    void bounded() {
        assertThat(Line.strict("<CR><LF><CR><LF><NUL><CR><LF>").deviations()).isEmpty();
        assertThat(Line.strict("<CR><LF><CR><LF><NUL><CR><LF><CR>").deviations())
                .containsExactly("UNFRAMED_BLANKS@0!");
        assertThat(Line.strict("<CR><LF><CR><LF><NUL><CR><LF>QUIx").deviations())
                .containsExactly("UNFRAMED_BLANKS@0!", "UNFRAMED_DATA@7!");
    }
}
