// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("F9 frames of the facilitator protocol")
class EnvelopeReaderTest {
    private static final String EVENT = "{\"specversion\":\"1.0\",\"kind\":\"event\",\"type\":\"t\",\"source\":\"/s\","
            + "\"id\":\"i\",\"sequence\":\"0000000000000000007\",\"data\":%s}";

    private final EnvelopeReader reader = new EnvelopeReader(4096);

    private Envelope read(String frame) throws EnvelopeException {
        return reader.read(frame.getBytes(StandardCharsets.UTF_8));
    }

    private EnvelopeException refused(byte[] frame) {
        return catchThrowableOfType(EnvelopeException.class, () -> reader.read(frame));
    }

    @Test
    void everySessionFrameIsRead() throws EnvelopeException {
        assertThat(read(
                        "{\"kind\":\"welcome\",\"session\":\"s-7f3c\",\"acked\":\"0000000000000018340\",\"heartbeatMs\":20000,"
                                + "\"maxInFlight\":256,\"maxFrameBytes\":16777216,\"time\":\"2026-11-20T13:30:00Z\"}"))
                .isEqualTo(new Envelope.Welcome("s-7f3c", 18340, 20000, 256, 16777216));
        assertThat(read("{\"kind\":\"ack\",\"upto\":\"0000000000000018342\"}")).isEqualTo(new Envelope.Ack(18342));
        assertThat(read(
                        "{\"kind\":\"nack\",\"sequence\":\"0000000000000018343\",\"error\":{\"code\":\"schema.invalid\","
                                + "\"title\":\"t\",\"retryable\":false,\"detail\":\"/specimens/0/id is missing\"}}"))
                .isEqualTo(new Envelope.Nack(
                        OptionalLong.of(18343),
                        Optional.empty(),
                        new Problem("schema.invalid", "t", false, Duration.ZERO, "/specimens/0/id is missing")));
        assertThat(read("{\"kind\":\"skip\",\"sequence\":\"0000000000000000001\",\"reason\":\"expired\"}"))
                .isEqualTo(new Envelope.Skip(1, "expired"));
        assertThat(read("{\"kind\":\"ping\",\"n\":7}")).isEqualTo(new Envelope.Ping(7));
        assertThat(read("{\"kind\":\"pong\",\"n\":7}")).isEqualTo(new Envelope.Pong(7));
        assertThat(read("{\"kind\":\"bye\",\"code\":\"restart\",\"retryAfterMs\":5000}"))
                .isEqualTo(new Envelope.Bye("restart", OptionalLong.of(5000)));
    }

    @Test
    void whatIsWrittenIsRead() throws EnvelopeException {
        Envelope.Hello hello = new Envelope.Hello(
                1,
                "gw-lab-07",
                "01JD",
                "x/1",
                "/gateways/gw-lab-07/outbox/01JC",
                18343,
                OptionalLong.of(412),
                List.of("ack.upto"));
        assertThat(reader.read(EnvelopeWriter.hello(hello))).isEqualTo(hello);
        Envelope.Welcome welcome = new Envelope.Welcome("s", 0, 20_000, 256, 1 << 20);
        assertThat(reader.read(EnvelopeWriter.welcome(welcome, Instant.EPOCH))).isEqualTo(welcome);
        assertThat(reader.read(EnvelopeWriter.ack(Long.MAX_VALUE))).isEqualTo(new Envelope.Ack(Long.MAX_VALUE));
        Problem problem = new Problem("instrument.busy", "later", true, Duration.ofSeconds(3), "d");
        assertThat(reader.read(EnvelopeWriter.nack(5, problem)))
                .isEqualTo(new Envelope.Nack(OptionalLong.of(5), Optional.empty(), problem));
        Envelope.Message error =
                (Envelope.Message) reader.read(EnvelopeWriter.error("/s", "i", "cause", Instant.EPOCH, problem));
        assertThat(EnvelopeReader.readProblem(error.data())).isEqualTo(problem);
        assertThat(error.causationId()).contains("cause");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{ \"a\" : [1, {\"b\":\"\\u00e9\"}] }", "\"x\\\"y\"", "12", "-1.5e3", "true", "null", "[ ]"
            })
    void dataAreTheBytesThatCame(String data) throws EnvelopeException {
        Envelope.Message message = (Envelope.Message) read(EVENT.formatted(data));

        assertThat(new String(message.data(), StandardCharsets.UTF_8)).isEqualTo(data);
        assertThat(message.sequence()).hasValue(7);
    }

    @Test
    void anEventSentAgainIsTheSameBytes() {
        byte[] data = "{\"format\":\"lab.result/1\"}".getBytes(StandardCharsets.UTF_8);
        byte[] once = EnvelopeWriter.event("t", "/s", "i", 7, Instant.EPOCH, "chem-1", data);

        assertThat(EnvelopeWriter.event("t", "/s", "i", 7, Instant.EPOCH, "chem-1", data))
                .isEqualTo(once);
    }

    @Test
    void unknownFieldsAreIgnoredAndUnknownKindsKeepTheirIdentity() throws EnvelopeException {
        assertThat(read("{\"kind\":\"ping\",\"n\":1,\"more\":{\"a\":[1]},\"client\":3,\"features\":\"x\"}"))
                .isEqualTo(new Envelope.Ping(1));
        assertThat(read("{\"kind\":\"lease\",\"id\":\"x1\"}"))
                .isEqualTo(new Envelope.Unknown("lease", OptionalLong.empty(), Optional.of("x1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            ''~ENVELOPE_EMPTY~0
            [1]~ENVELOPE_NOT_OBJECT~0
            '  '~ENVELOPE_NOT_OBJECT~2
            {"kind":"ping","n":1}x~ENVELOPE_TRAILING~21
            {"kind":"ping","n":1}{}~ENVELOPE_TRAILING~21
            {"kind":"ping","n":1,"n":2}~ENVELOPE_DUPLICATE_KEY~24
            {"kind":"ping","n":1,"x":{"a":1,"a":2}}~ENVELOPE_DUPLICATE_KEY~35
            {"kind":"event","data":{"a":[{"b":1,"b":2}]}}~ENVELOPE_DUPLICATE_KEY~39
            {"kind":"ping"~ENVELOPE_JSON~14
            {"kind":"ping","n":01}~ENVELOPE_JSON~20
            {"kind":"ping"}~ENVELOPE_FIELD_MISSING~0
            {"kind":"ping","n":"1"}~ENVELOPE_FIELD_VALUE~19
            {"kind":"ping","n":-1}~ENVELOPE_FIELD_VALUE~19
            {"kind":"ping","n":99999999999999999999}~ENVELOPE_FIELD_VALUE~19
            {"kind":"ack","upto":"7"}~ENVELOPE_FIELD_VALUE~21
            {"kind":"ack","upto":"9999999999999999999"}~ENVELOPE_FIELD_VALUE~21
            {"kind":"ack","upto":7}~ENVELOPE_FIELD_VALUE~21
            {"kind":7}~ENVELOPE_FIELD_VALUE~8
            {"n":7}~ENVELOPE_FIELD_MISSING~0
            {"kind":"lease","id":"\\ud800"}~ENVELOPE_FIELD_VALUE~21
            {"kind":"lease","id":"\\u0000"}~ENVELOPE_FIELD_VALUE~21
            {"kind":"nack","error":{"code":"c"}}~ENVELOPE_FIELD_MISSING~0
            {"kind":"reply","specversion":"1.0","type":"t","source":"s","id":"i"}~ENVELOPE_FIELD_MISSING~0
            {"kind":"reply","specversion":"0.3","type":"t","source":"s","id":"i"}~ENVELOPE_FIELD_VALUE~30
            """)
    void whatAPeerGetsWrongHasACodeAndAPlace(String frame, Code code, long offset) {
        EnvelopeException refused = refused(frame.getBytes(StandardCharsets.UTF_8));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.offset()).isEqualTo(offset);
    }

    @Test
    void nestingDigitsSizeAndEncodingAreBounded() throws EnvelopeException {
        assertThat(read(EVENT.formatted("[".repeat(63) + "]".repeat(63)))).isInstanceOf(Envelope.Message.class);
        byte[] deep = EVENT.formatted("[".repeat(64) + "]".repeat(64)).getBytes(StandardCharsets.UTF_8);
        assertThat(refused(deep).code()).isEqualTo(Code.ENVELOPE_NESTING);
        byte[] digits = EVENT.formatted("1".repeat(2000)).getBytes(StandardCharsets.UTF_8);
        assertThat(refused(digits).code()).isEqualTo(Code.ENVELOPE_CONSTRAINT);
        assertThat(refused(new byte[4097]).code()).isEqualTo(Code.ENVELOPE_TOO_LARGE);
        byte[] broken = "{\"kind\":\"ping\",\"n\":1,\"x\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        broken[26] = (byte) 0xC0;
        assertThat(refused(broken).code()).isEqualTo(Code.ENVELOPE_UTF8);
        assertThat(refused(broken).offset()).isEqualTo(26);
        assertThat(refused("{\"kind\":\"ping\",\"n\":1}".getBytes(StandardCharsets.UTF_16LE))
                        .code())
                .isEqualTo(Code.ENVELOPE_JSON);
    }

    @Test
    void anErrorNeverHoldsPayload() {
        byte[] frame = "{\"kind\":\"ping\",\"n\":1,\"SECRET\":1,\"SECRET\":2}".getBytes(StandardCharsets.UTF_8);

        assertThat(refused(frame)).hasMessageNotContaining("SECRET").hasNoCause();
    }
}
