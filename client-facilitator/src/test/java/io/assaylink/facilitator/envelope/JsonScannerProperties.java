// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.JacksonOracle.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The scanner and another strict parser come to the same, for whatever bytes. */
@Label("F9 JSON")
class JsonScannerProperties {

    /** One change of some bytes. */
    record Change(int what, int at, byte value) {
        byte[] of(byte[] frame) {
            int place = at % (frame.length + 1);
            byte[] before = Arrays.copyOf(frame, place);
            byte[] after = Arrays.copyOfRange(frame, place, frame.length);
            byte[] rest = after.length == 0 ? after : Arrays.copyOfRange(after, 1, after.length);
            return switch (what) {
                case 0 -> join(before, value, rest);
                case 1 -> join(before, value, after);
                case 2 -> join(before, rest);
                default -> before;
            };
        }

        private static byte[] join(byte[] before, byte value, byte[] after) {
            return join(join(before, new byte[] {value}), after);
        }

        private static byte[] join(byte[] before, byte[] after) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(before);
            out.writeBytes(after);
            return out.toByteArray();
        }
    }

    @Property
    void documentsAreReadAlike(@ForAll("objects") String json) {
        byte[] frame = json.getBytes(UTF_8);

        assertThat(verdict(frame)).isEqualTo(JacksonOracle.verdict(frame));
    }

    @Property(tries = 5000)
    void spoiledDocumentsAreReadOrRefusedAlike(
            @ForAll("objects") String json, @ForAll("changes") List<Change> changes) {
        byte[] frame = json.getBytes(UTF_8);
        for (Change change : changes) {
            frame = change.of(frame);
        }

        assertThat(verdict(frame)).isEqualTo(JacksonOracle.verdict(frame));
    }

    @Property
    void depthIsCountedAlike(@ForAll @IntRange(min = 55, max = 70) int depth, @ForAll boolean objects) {
        String open = objects ? "{\"a\":" : "[";
        String close = objects ? "}" : "]";
        byte[] frame = ("{\"x\":" + open.repeat(depth) + "1" + close.repeat(depth) + "}").getBytes(UTF_8);

        assertThat(verdict(frame)).isEqualTo(JacksonOracle.verdict(frame));
    }

    @Property
    void digitsAreCountedAlike(
            @ForAll @IntRange(min = 330, max = 340) int whole,
            @ForAll @IntRange(min = 330, max = 340) int fraction,
            @ForAll @IntRange(min = 330, max = 340) int exponent) {
        String number = "-" + "1".repeat(whole) + "." + "2".repeat(fraction) + "e+" + "3".repeat(exponent);
        byte[] frame = ("{\"x\":" + number + "}").getBytes(UTF_8);

        assertThat(verdict(frame)).isEqualTo(JacksonOracle.verdict(frame));
    }

    @Property
    void aPartOfAnArrayIsReadAsIfItStoodAlone(
            @ForAll("objects") String json, @ForAll byte[] before, @ForAll byte[] after) throws EnvelopeException {
        byte[] alone = json.getBytes(UTF_8);
        Verdict wanted = verdict(alone);
        if (wanted.fault().isEmpty()) {
            byte[] all = Change.join(Change.join(before, alone), after);
            JsonScanner scanner = new JsonScanner(all, before.length, before.length + alone.length);
            List<String> read = new ArrayList<>();
            walk(all, before.length, scanner, read);
            assertThat(read).isEqualTo(wanted.read());
        }
    }

    @Property
    void whatIsPassedOverIsWhatIsWalkedThrough(@ForAll("objects") String json) throws EnvelopeException {
        byte[] frame = ("{\"x\":" + json.strip() + "}").getBytes(UTF_8);
        if (verdict(frame).fault().isEmpty()) {
            JsonScanner scanner = new JsonScanner(frame, 0, frame.length);
            scanner.begin();
            assertThat(scanner.next()).isTrue();
            assertThat(scanner.name()).isEqualTo("x");
            scanner.skip();
            assertThat(new String(frame, 5, scanner.offset() - 5, UTF_8)).isEqualTo(json.strip());
            assertThat(scanner.next()).isFalse();
            scanner.end();
        }
    }

    private static Verdict verdict(byte[] frame) {
        List<String> read = new ArrayList<>();
        try {
            walk(frame, 0, new JsonScanner(frame, 0, frame.length), read);
            assertThat(isPassedOver(frame)).isTrue();
            return new Verdict(Optional.empty(), read);
        } catch (EnvelopeException fault) {
            assertThat(fault.offset()).isBetween(0L, (long) frame.length);
            assertThat(isPassedOver(frame)).isFalse();
            return new Verdict(Optional.of(fault.code()), List.of());
        }
    }

    private static boolean isPassedOver(byte[] frame) {
        try {
            JsonScanner scanner = new JsonScanner(frame, 0, frame.length);
            scanner.begin();
            while (scanner.next()) {
                scanner.skip();
            }
            scanner.end();
            return true;
        } catch (EnvelopeException fault) {
            return false;
        }
    }

    private static void walk(byte[] frame, int base, JsonScanner scanner, List<String> read) throws EnvelopeException {
        scanner.begin();
        read.add("begin " + (scanner.offset() - 1 - base));
        List<Boolean> open = new ArrayList<>(List.of(true));
        while (!open.isEmpty()) {
            if (!scanner.next()) {
                read.add("end");
                open.remove(open.size() - 1);
                continue;
            }
            if (open.get(open.size() - 1)) {
                read.add("name " + scanner.name());
            }
            int from = scanner.offset();
            if (frame[from] == '{' || frame[from] == '[') {
                read.add("begin " + (from - base));
                open.add(frame[from] == '{');
                scanner.enter();
            } else {
                scanner.skip();
                JsonValue value = new JsonValue(frame, from, scanner.offset());
                String text = value.isString() ? value.text() : new String(value.json(), UTF_8);
                read.add("value " + text + " " + (from - base) + " to " + (scanner.offset() - base));
            }
        }
        scanner.end();
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Byte> telling = Arbitraries.of("{}[],:\"\\ \t\r\n0123456789+-.eEtrufalsn\0\u0001x"
                .chars()
                .mapToObj(c -> (byte) c)
                .toList());
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 4000),
                        Arbitraries.frequencyOf(Tuple.of(4, telling), Tuple.of(1, Arbitraries.bytes())))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> objects() {
        return Combinators.combine(space(), object(4), space()).as((before, json, after) -> before + json + after);
    }

    private static Arbitrary<String> value(int depth) {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                string().map(text -> "\"" + text + "\""), number(), Arbitraries.of("true", "false", "null"));
        return depth == 0
                ? scalar
                : Arbitraries.frequencyOf(
                        Tuple.of(3, scalar),
                        Tuple.of(1, Arbitraries.lazy(() -> object(depth - 1))),
                        Tuple.of(1, Arbitraries.lazy(() -> array(depth - 1))));
    }

    private static Arbitrary<String> object(int depth) {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of("a", "\\u0061", "kind", "", "abcdefgh", "abcdefgh1abcdefgh")),
                Tuple.of(9, string()));
        Arbitrary<String> member = Combinators.combine(space(), names, space(), space(), value(depth), space())
                .as((a, name, b, c, value, d) -> a + "\"" + name + "\"" + b + ":" + c + value + d);
        return member.list().ofMaxSize(6).map(members -> "{" + String.join(",", members) + "}");
    }

    private static Arbitrary<String> array(int depth) {
        return Combinators.combine(space(), value(depth), space())
                .as((a, value, b) -> a + value + b)
                .list()
                .ofMaxSize(5)
                .map(values -> "[" + String.join(",", values) + "]");
    }

    private static Arbitrary<String> string() {
        Arbitrary<String> escape = Arbitraries.of(
                "\\n",
                "\\r",
                "\\t",
                "\\b",
                "\\f",
                "\\\"",
                "\\\\",
                "\\/",
                "\\u0000",
                "\\u00E9",
                "\\u20aC",
                "\\ud83d\\ude00",
                "\\ud83d",
                "\\uDE00");
        Arbitrary<String> beyond = Arbitraries.of("\u007f", "\u0080", "é", "\u07ff", "\u0800", "漢", "\uffff", "😀");
        Arbitrary<String> plain = Arbitraries.strings()
                .withCharRange(' ', '~')
                .excludeChars('"', '\\')
                .ofMaxLength(20);
        return Arbitraries.frequencyOf(Tuple.of(6, plain), Tuple.of(1, escape), Tuple.of(1, beyond))
                .list()
                .ofMaxSize(4)
                .map(pieces -> String.join("", pieces));
    }

    private static Arbitrary<String> number() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25);
        return Combinators.combine(
                        Arbitraries.of("", "-"),
                        Arbitraries.oneOf(Arbitraries.just("0"), digits.map(text -> "1" + text)),
                        digits.map(text -> "." + text).optional(),
                        Combinators.combine(Arbitraries.of("e", "E", "e+", "E-"), digits)
                                .as(String::concat)
                                .optional())
                .as((sign, whole, fraction, exponent) -> sign + whole + fraction.orElse("") + exponent.orElse(""));
    }

    private static Arbitrary<String> space() {
        return Arbitraries.strings().withChars(' ', '\t', '\r', '\n').ofMaxLength(2);
    }
}
