// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import java.nio.charset.Charset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2.7, sequence by sequence. */
class EscapesTest {

    private static String decoded(String wire, Formatting formatting) {
        return Escapes.decode(wire.getBytes(ISO_8859_1), Delimiters.standard(), ISO_8859_1, formatting);
    }

    private static String encoded(String text, LineEnds ends) {
        return new String(Escapes.encode(text, Delimiters.standard(), UTF_8, ends), UTF_8);
    }

    private static UnwritableValue refused(String text, Delimiters delimiters, Charset charset) {
        return catchThrowableOfType(UnwritableValue.class, () -> Escapes.encode(text, delimiters, charset));
    }

    @Nested
    @DisplayName("2.7.1, 2.7.6 formatting and highlighting")
    class FormattingCommands {
        private static final String WIRE =
                "a\\.br\\b\\.sp2\\c\\H\\d\\N\\\\.in+4\\\\.ti-2\\\\.fi\\\\.nf\\e\\.sk3\\f\\.ce\\g";

        @Test
        void areKept() {
            assertThat(decoded(WIRE, Formatting.KEEP)).isEqualTo(WIRE);
        }

        @Test
        void onlyLineEndsAreShown() {
            assertThat(decoded(WIRE, Formatting.LINES)).isEqualTo(WIRE.replace("\\.br\\", "\n"));
        }

        @Test
        void areTextForAPerson() {
            assertThat(decoded(WIRE, Formatting.PLAIN)).isEqualTo("a\nb\n\n\ncde   f\ng");
        }

        @Test
        void thatAreNoneAreData() {
            for (String wire : new String[] {"\\.xx\\", "\\.sp2x\\", "\\.br1\\", "\\.\\", "\\.in\\"}) {
                assertThat(decoded(wire, Formatting.PLAIN)).isEqualTo(wire);
            }
            assertThat(decoded("\\.sk99999999999\\", Formatting.PLAIN)).hasSize(999);
        }
    }

    @Nested
    @DisplayName("2.7.3 character set switches")
    class CharacterSets {
        @Test
        void singleByteSetsAndBack() {
            assertThat(decoded("Nov\\C2D42\\\\XE1\\k\u00e8\\C2842\\\u00e8", Formatting.LINES))
                    .isEqualTo("Novákčè");
            assertThat(decoded("\\C2D46\\\\XE1\\", Formatting.LINES)).isEqualTo("α");
            assertThat(decoded("\\C2d4c\\\u00d0", Formatting.LINES)).isEqualTo("а");
        }

        @Test
        void japaneseSets() {
            assertThat(decoded("\\M2442\\45<T\\C2842\\ok", Formatting.LINES)).isEqualTo("患者ok");
            assertThat(decoded("\\C2949\\\u00b1", Formatting.LINES)).isEqualTo("ｱ");
        }

        @Test
        void aSecondByteThatEqualsTheEscapeCharacterIsNoEscape() {
            byte[] wire = "\\M2442\\I=\\C2842\\".getBytes(ISO_8859_1); // 表: 0x49 0x3D; then two with 0x5C
            assertThat(Escapes.decode(wire, Delimiters.standard(), ISO_8859_1)).isEqualTo("表");
            byte[] backslash = {'\\', 'M', '2', '4', '4', '2', '\\', 0x30, 0x5C, '\\', 'C', '2', '8', '4', '2', '\\'};
            assertThat(Escapes.decode(backslash, Delimiters.standard(), ISO_8859_1))
                    .hasSize(1);
        }

        @Test
        void unknownSetsStayAsTheyAre() {
            for (String wire : new String[] {"\\C9999\\", "\\M99\\", "\\C\\", "\\Cxyz\\"}) {
                assertThat(decoded(wire, Formatting.LINES)).isEqualTo(wire);
            }
        }
    }

    @Nested
    @DisplayName("2.7.5 hexadecimal")
    class Hexadecimal {
        @Test
        void sequencesThatFollowEachOtherAreOneRunOfBytes() {
            byte[] wire = "\\XB1\\\\XED\\|x".replace("|", "").getBytes(US_ASCII);
            assertThat(Escapes.decode(wire, Delimiters.standard(), Charset.forName("GB18030")))
                    .isEqualTo("表x");
        }

        @Test
        void aHalfCharacterDoesNotSwallowTheTextAfterIt() {
            assertThat(Escapes.decode("\\X81\\A".getBytes(US_ASCII), Delimiters.standard(), Charset.forName("GBK")))
                    .endsWith("A");
        }
    }

    @Nested
    @DisplayName("5.5 what may not go on the wire")
    class Encoding {
        @Test
        void lineEndsAndFramingBytes() {
            assertThat(encoded("1\r2\n3\r\n4\u000b\u001c", LineEnds.HEXADECIMAL))
                    .isEqualTo("1\\X0D\\2\\X0A\\3\\X0D\\\\X0A\\4\\X0B\\\\X1C\\");
            assertThat(encoded("1\r2\n3\r\n4\u000b", LineEnds.BREAK)).isEqualTo("1\\.br\\2\\.br\\3\\.br\\4\\X0B\\");
        }

        @Test
        void onlyDelimitersThatExistAreEscaped() {
            assertThat(new String(Escapes.encode("a#b&c", Delimiters.of('|', "^~\\"), US_ASCII), US_ASCII))
                    .isEqualTo("a#b&c");
            assertThat(new String(Escapes.encode("a#b&c", Delimiters.of('|', "^~\\&#"), US_ASCII), US_ASCII))
                    .isEqualTo("a\\P\\b\\T\\c");
        }

        @Test
        void aTextOfTwoQuotesIsNoDeletion() {
            assertThat(encoded("\"\"", LineEnds.HEXADECIMAL)).isEqualTo("\\X2222\\");
        }

        @Test
        void whatTheCharsetDoesNotHaveIsRefusedWithItsPlace() {
            assertThat(refused("ab\u00e9", Delimiters.standard(), US_ASCII))
                    .returns(Reason.UNMAPPABLE, UnwritableValue::reason)
                    .returns(2, UnwritableValue::offset)
                    .hasMessageNotContaining("\u00e9");
            assertThat(refused("a|\uD83E\uDDEA", Delimiters.standard(), Charset.forName("GBK"))
                            .offset())
                    .isEqualTo(2);
            assertThat(refused("x\uD83E", Delimiters.standard(), UTF_8).reason())
                    .isEqualTo(Reason.UNMAPPABLE);
            assertThat(refused("x\uFFFD", Delimiters.standard(), UTF_8).reason())
                    .isEqualTo(Reason.UNREADABLE);
        }

        @Test
        void whatMustBeEscapedIsRefusedWithoutAnEscapeCharacter() {
            Delimiters none = Delimiters.of('|', "^~");
            assertThat(refused("ab|c", none, US_ASCII)).returns(Reason.NO_ESCAPE, UnwritableValue::reason);
            assertThat(refused("ab|c", none, US_ASCII).offset()).isEqualTo(2);
            assertThat(refused("\"\"", none, US_ASCII).reason()).isEqualTo(Reason.NO_ESCAPE);
            assertThat(Escapes.encode("ab\\c", none, US_ASCII)).isEqualTo("ab\\c".getBytes(US_ASCII));
        }

        @Test
        @DisplayName("5.7 the byte of the escape character shows as a yen sign in Japan and is one none the less")
        void aYenSignIsRefusedWhereItsByteIsABackslash() {
            for (String name : new String[] {"JIS_X0201", "Shift_JIS", "EUC-JP"}) {
                Charset charset = Charset.forName(name);
                assertThat(refused("x\u00a5", Delimiters.standard(), charset))
                        .as(name)
                        .returns(Reason.UNMAPPABLE, UnwritableValue::reason)
                        .returns(1, UnwritableValue::offset);
                assertThat(Escapes.encode("\\", Delimiters.standard(), charset)).isEqualTo("\\E\\".getBytes(US_ASCII));
            }
        }
    }
}
