// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 8259")
class JsonScannerTest {

    private static JsonScanner passed(byte[] frame) throws EnvelopeException {
        JsonScanner scanner = new JsonScanner(frame, 0, frame.length);
        scanner.begin();
        while (scanner.next()) {
            scanner.skip();
        }
        scanner.end();
        return scanner;
    }

    /** The value stands from byte 5. */
    private static byte[] frame(String value) {
        return ("{\"x\":" + value + "}").getBytes(UTF_8);
    }

    private static void refused(byte[] frame, Code code, long offset) {
        EnvelopeException fault = catchThrowableOfType(EnvelopeException.class, () -> passed(frame));
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.offset()).isEqualTo(offset);
    }

    private static JsonValue value(String json) throws EnvelopeException {
        byte[] frame = frame(json);
        JsonScanner scanner = new JsonScanner(frame, 0, frame.length);
        scanner.begin();
        assertThat(scanner.next()).isTrue();
        int from = scanner.offset();
        scanner.skip();
        return new JsonValue(frame, from, scanner.offset());
    }

    @Nested
    @DisplayName("2 and 3: structure and literals")
    class Structure {
        @ParameterizedTest
        @CsvSource(delimiter = '~', textBlock = """
                [1,]~8
                [,1]~6
                [1 2]~8
                [1}~7
                {"a" 1}~10
                {"a":}~10
                {"a":1,}~12
                {a:1}~6
                {,}~6
                tru~8
                nul1~8
                falsy~9
                True~5
                ]~5
                ,~5
                'x'~5
                NaN~5
                /* no */1~5
                """, quoteCharacter = '`')
        void theFirstByteAtFaultIsTold(String json, long offset) {
            refused(frame(json), Code.ENVELOPE_JSON, offset);
        }

        @Test
        void whatIsCutShortIsAtFaultWhereItEnds() {
            String whole = "{\"x\":[1,{\"a\":\"\\u00e9\"},true],\"y\":-1.5e+7}";
            for (int length = 1; length < whole.length(); length++) {
                refused(whole.substring(0, length).getBytes(UTF_8), Code.ENVELOPE_JSON, length);
            }
        }

        @Test
        void onlyFourBytesAreSpace() {
            assertThatCode(() -> passed(" \t\r\n{ \"x\"\t:\r1\n,\"y\" : [ ] , \"z\":{ } } ".getBytes(UTF_8)))
                    .doesNotThrowAnyException();
            refused("{\f}".getBytes(UTF_8), Code.ENVELOPE_JSON, 1);
            refused("{\u00a0}".getBytes(UTF_8), Code.ENVELOPE_JSON, 1);
            refused("{\0}".getBytes(UTF_8), Code.ENVELOPE_JSON, 1);
            refused("{}\0".getBytes(UTF_8), Code.ENVELOPE_TRAILING, 2);
        }
    }

    @Nested
    @DisplayName("4: names, each once in its object")
    class Names {
        @Test
        void aNameIsComparedAsItIsMeant() {
            refused("{\"a\":1,\"\\u0061\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 15);
            refused("{\"\\u0061\":1,\"a\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 15);
            refused("{\"\":1,\"\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 8);
            refused("{\"é\":1,\"\\u00e9\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 16);
        }

        @Test
        void objectsHaveTheirOwn() {
            String json = "{\"a\":{\"a\":[{\"a\":1},{\"a\":2}],\"b\":1},\"b\":{\"\\u0061\":{\"a\":1}}}";
            assertThatCode(() -> passed(json.getBytes(UTF_8))).doesNotThrowAnyException();
            refused("{\"a\":{\"b\":1},\"a\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 16);
            refused("{\"\\u0061\":{\"\\u0061\":1},\"a\":2}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 26);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, OpenNames.FEW - 1, OpenNames.FEW, OpenNames.FEW + 1, 1000})
        void theFirstIsFoundAmongHoweverMany(int count) {
            String names = IntStream.range(0, count)
                    .mapToObj(i -> "\"name-" + i + "\":{\"name-0\":0}")
                    .collect(Collectors.joining(",", "{", ""));
            assertThatCode(() -> passed((names + "}").getBytes(UTF_8))).doesNotThrowAnyException();
            refused((names + ",\"name-0\":1}").getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, names.length() + 9);
        }

        /** The same first and last eight bytes, so that the keys are the same. */
        @Test
        void namesOfOneKeyAreToldApart() throws EnvelopeException {
            byte[] frame = "{\"12345678-a-12345678\":1,\"12345678-b-12345678\":2}".getBytes(UTF_8);
            assertThat(OpenNames.key(frame, 2, 21)).isEqualTo(OpenNames.key(frame, 26, 45));
            assertThat(passed(frame).comparisons()).isEqualTo(1);
        }

        @Test
        void halfAPairOfSurrogatesIsNoPartOfAName() {
            refused("{\"\\ud83d\":1}".getBytes(UTF_8), Code.ENVELOPE_JSON, 1);
            refused("{\"\\ude00\\ud83d\":1}".getBytes(UTF_8), Code.ENVELOPE_JSON, 1);
            refused("{\"😀\":1,\"\\ud83d\\ude00\":1}".getBytes(UTF_8), Code.ENVELOPE_DUPLICATE_KEY, 24);
        }
    }

    @Nested
    @DisplayName("6: numbers")
    class Numbers {
        @ParameterizedTest
        @ValueSource(strings = {"0", "-0", "10", "-1.0", "0.00", "1e5", "1E+05", "-0e-0", "12345678901234567890.5"})
        void grammar(String number) throws EnvelopeException {
            assertThat(new String(value(number).json(), UTF_8)).isEqualTo(number);
        }

        @ParameterizedTest
        @CsvSource({"01,6", "-01,7", "1.,7", ".5,5", "1e,7", "1e+,8", "+1,5", "-,6", "--1,6", "1.e5,7", "0x1,6", "1_0,6"
        })
        void theFirstByteAtFaultIsTold(String number, long offset) {
            refused(frame(number), Code.ENVELOPE_JSON, offset);
        }

        @Test
        void lengthIsBounded() {
            assertThatCode(() -> passed(frame("1".repeat(JsonScanner.MAX_DIGITS))))
                    .doesNotThrowAnyException();
            refused(frame("1".repeat(JsonScanner.MAX_DIGITS + 1)), Code.ENVELOPE_CONSTRAINT, 5);
            refused(frame("0." + "1".repeat(JsonScanner.MAX_DIGITS)), Code.ENVELOPE_CONSTRAINT, 5);
            refused(frame("1e" + "1".repeat(JsonScanner.MAX_DIGITS)), Code.ENVELOPE_CONSTRAINT, 5);
        }

        @ParameterizedTest
        @CsvSource({
            "0,0",
            "-0,0",
            "-7,-7",
            "9223372036854775807,9223372036854775807",
            "-9223372036854775808,-9223372036854775808"
        })
        void wholeNumbers(String number, long wanted) throws EnvelopeException {
            assertThat(value(number).wholeNumber()).hasValue(wanted);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "9223372036854775808",
                    "-9223372036854775809",
                    "10000000000000000000",
                    "1.0",
                    "1e0",
                    "true",
                    "\"1\"",
                    "[]"
                })
        void whatIsNoWholeNumberOf64Bits(String number) throws EnvelopeException {
            assertThat(value(number).wholeNumber()).isEmpty();
        }
    }

    @Nested
    @DisplayName("7: strings")
    class Strings {
        @Test
        void escapes() throws EnvelopeException {
            assertThat(value("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9é\"").text())
                    .isEqualTo("a\"\\/\b\f\n\r\tAéé");
            assertThat(value("\"\\ud83d\\uDE00\"").text()).isEqualTo("😀");
            assertThat(value("\"\\ud83d\"").text()).isEqualTo("\ud83d");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                "\\x"~7
                "\\u12"~10
                "\\u12g4"~10
                "\\U1234"~7
                "abcdefghijk\\'"~18
                """)
        void theFirstByteAtFaultIsTold(String string, long offset) {
            refused(frame(string), Code.ENVELOPE_JSON, offset);
        }

        /** At each of the places that eight bytes at a time have, and of the rest behind them. */
        @Test
        void everyControlCharacterIsRefusedWhereverItStands() {
            for (int before = 0; before < 20; before++) {
                for (char c = 0; c < 0x20; c++) {
                    refused(frame("\"" + "x".repeat(before) + c + "\""), Code.ENVELOPE_JSON, 6 + before);
                }
                int length = before;
                assertThatCode(() -> passed(frame("\"" + " ".repeat(length) + "\u007f\u0080\"")))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Nested
    @DisplayName("8.1, and RFC 3629: UTF-8")
    class Utf8Only {
        @Test
        void aMarkIsNoPartOfAText() {
            refused("\ufeff{}".getBytes(UTF_8), Code.ENVELOPE_NOT_OBJECT, 0);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\u0080",
                    "\u00c0\u0080",
                    "\u00c3",
                    "\u00c3A",
                    "\u00e0\u0080\u0080",
                    "\u00ed\u00a0\u0080",
                    "\u00f0\u0080\u0080\u0080",
                    "\u00f4\u0090\u0080\u0080",
                    "\u00f5\u0080\u0080\u0080",
                    "\u00e2\u0082",
                    "\u00ff"
                })
        void whatIsNoCharacterIsToldWithItsFirstByte(String bytes) {
            for (int before = 0; before < 9; before++) {
                String string = "{\"x\":\"" + "x".repeat(before) + bytes + "\"}";
                refused(string.getBytes(ISO_8859_1), Code.ENVELOPE_UTF8, 6 + before);
            }
            refused(("{\"x\":1" + bytes + "}").getBytes(ISO_8859_1), Code.ENVELOPE_UTF8, 6);
        }

        @Test
        void isToldBeforeWhateverElseIsWrong() {
            refused("{\"a\":1,\"a\":01}\u00ff".getBytes(ISO_8859_1), Code.ENVELOPE_UTF8, 14);
        }
    }

    @Nested
    @DisplayName("9: bounds that hold whatever a peer sends")
    class Bounds {
        @Test
        void sixtyFourLevels() {
            assertThatCode(() -> passed(frame("[".repeat(63) + "]".repeat(63)))).doesNotThrowAnyException();
            refused(frame("[".repeat(64) + "]".repeat(64)), Code.ENVELOPE_NESTING, 5 + 63);
            refused(frame("{\"a\":".repeat(63) + "[".repeat(1_000_000)), Code.ENVELOPE_NESTING, 5 + 63 * 5);
        }

        @Test
        void namesOf4096Bytes() {
            assertThatCode(() -> passed(("{\"" + "n".repeat(4096) + "\":1}").getBytes(UTF_8)))
                    .doesNotThrowAnyException();
            refused(("{\"" + "n".repeat(4097) + "\":1}").getBytes(UTF_8), Code.ENVELOPE_CONSTRAINT, 1);
        }

        @Test
        void aStringOfAMegabyte() throws EnvelopeException {
            String text = "0123456789é".repeat(100_000);
            assertThat(value("\"" + text + "\"").text()).isEqualTo(text);
        }

        /** As many comparisons for a name whatever stands before it, also where all names have one key or one hash. */
        @ParameterizedTest
        @ValueSource(strings = {"%d", "12345678%d12345678", "\\u0061%d"})
        void aHundredThousandNamesInOneObject(String pattern) throws EnvelopeException {
            assertThat(comparisons(100_000, pattern)).isLessThanOrEqualTo(OpenNames.FEW * OpenNames.FEW + 100_000L);
        }

        @Test
        void aHundredThousandNamesOfOneStringHash() throws EnvelopeException {
            String names = IntStream.range(0, 1 << 17)
                    .mapToObj(i -> "\"" + sameHash(i) + "\":0")
                    .collect(Collectors.joining(",", "{", "}"));
            assertThat(sameHash(5)).hasSameHashCodeAs(sameHash(6)).isNotEqualTo(sameHash(6));
            assertThat(passed(names.getBytes(UTF_8)).comparisons()).isLessThan(1 << 18);
        }

        private static String sameHash(int number) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append(((number >> bit) & 1) == 0 ? "Aa" : "BB");
            }
            return name.toString();
        }

        @Test
        void aHundredThousandObjectsOfFewNames() throws EnvelopeException {
            String object = IntStream.range(0, OpenNames.FEW)
                    .mapToObj(i -> "\"" + i + "\":0")
                    .collect(Collectors.joining(",", "{", "}"));
            byte[] frame = frame("[" + (object + ",").repeat(10_000) + object + "]");
            assertThat(passed(frame).comparisons()).isEqualTo(10_001L * OpenNames.FEW * (OpenNames.FEW - 1) / 2);
        }

        private static long comparisons(int count, String pattern) throws EnvelopeException {
            String names = IntStream.range(0, count)
                    .mapToObj(i -> "\"" + pattern.formatted(i) + "\":0")
                    .collect(Collectors.joining(",", "{", "}"));
            return passed(names.getBytes(UTF_8)).comparisons();
        }
    }
}
