// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Frames of other protocols are read as strictly as ours. */
class JsonFrameTest {
    private static JsonFrame read(String json) throws EnvelopeException {
        return JsonFrame.read(json.getBytes(UTF_8), 1 << 20);
    }

    private static void fails(ThrowingCallable reading, Code code, long offset) {
        EnvelopeException bad = catchThrowableOfType(EnvelopeException.class, reading);
        assertThat(bad.code()).isEqualTo(code);
        assertThat(bad.offset()).isEqualTo(offset);
    }

    @Test
    void scalarsByNameAndType() throws Exception {
        JsonFrame frame = read("{\"a\":\"x\",\"n\":-7,\"t\":true,\"z\":null,\"e\":\"\"}");

        assertThat(frame.key("a")).isEqualTo("x");
        assertThat(frame.number("n", 0)).isEqualTo(-7);
        assertThat(frame.number("absent", 5)).isEqualTo(5);
        assertThat(frame.flag("t")).isTrue();
        assertThat(frame.flag("z")).isFalse();
        assertThat(frame.has("z")).isFalse();
        assertThat(frame.text("e")).contains("");
        assertThat(frame.names()).containsExactly("a", "n", "t", "z", "e");
    }

    @Test
    void everythingElseAsTheBytesThatCame() throws Exception {
        JsonFrame frame = read("{\"o\": { \"k\" : 1.0e3 } ,\"l\":[\"p\",\"q\"],\"c\":[{\"i\":\"1\"},{\"i\":\"2\"}]}");

        assertThat(new String(frame.json("o").orElseThrow(), UTF_8)).isEqualTo("{ \"k\" : 1.0e3 }");
        assertThat(frame.texts("l")).containsExactly("p", "q");
        assertThat(frame.objects("c")).hasSize(2);
        assertThat(frame.objects("c").get(1).key("i")).isEqualTo("2");
        assertThat(frame.texts("absent")).isEmpty();
        assertThat(frame.object("absent")).isEmpty();
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithItsPlace() throws Exception {
        JsonFrame frame = read("{\"a\":1,\"l\":[1],\"o\":{\"b\":2},\"k\":\"a\\u0001\"}");

        fails(() -> frame.key("a"), Code.ENVELOPE_FIELD_VALUE, 5);
        fails(() -> frame.texts("l"), Code.ENVELOPE_FIELD_VALUE, 11);
        fails(() -> frame.objects("o"), Code.ENVELOPE_FIELD_VALUE, 19);
        fails(() -> frame.object("o").orElseThrow().flag("b"), Code.ENVELOPE_FIELD_VALUE, 24);
        fails(() -> frame.key("k"), Code.ENVELOPE_FIELD_VALUE, 31);
        fails(() -> frame.key("absent"), Code.ENVELOPE_FIELD_MISSING, 0);
    }

    @Test
    void theFormIsThatOfOurFrames() {
        fails(() -> read(""), Code.ENVELOPE_EMPTY, 0);
        fails(() -> read("[]"), Code.ENVELOPE_NOT_OBJECT, 0);
        fails(() -> read("{} x"), Code.ENVELOPE_TRAILING, 3);
        fails(() -> JsonFrame.read(new byte[] {'{', (byte) 0xFF, '}'}, 9), Code.ENVELOPE_UTF8, 1);
        fails(() -> JsonFrame.read("{\"a\":1}".getBytes(UTF_8), 6), Code.ENVELOPE_TOO_LARGE, 6);
        EnvelopeException twice = catchThrowableOfType(EnvelopeException.class, () -> read("{\"a\":1,\"a\":2}"));
        assertThat(twice.code()).isEqualTo(Code.ENVELOPE_DUPLICATE_KEY);
        EnvelopeException deep = catchThrowableOfType(
                EnvelopeException.class, () -> read("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}"));
        assertThat(deep.code()).isEqualTo(Code.ENVELOPE_NESTING);
    }
}
