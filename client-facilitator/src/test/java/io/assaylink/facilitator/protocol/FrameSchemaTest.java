// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.protocol;

import static io.assaylink.facilitator.protocol.PublishedSchemas.FRAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.assaylink.facilitator.conformance.CheckResult;
import io.assaylink.facilitator.conformance.ConformanceReport;
import io.assaylink.facilitator.conformance.HubCheck;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The frame schema and the reader and writer of frames say the same. */
class FrameSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] DATA = "{}".getBytes(UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-20T13:33:00.180Z");
    private static final Problem PROBLEM =
            new Problem("schema.invalid", "no", true, Duration.ofSeconds(3), "/specimens/0");
    private static final EnvelopeReader READER = new EnvelopeReader(1 << 20);

    /** One of each kind, as written. */
    static Stream<byte[]> written() {
        return Stream.of(
                EnvelopeWriter.hello(new Envelope.Hello(
                        1, "gw", "run", "test/1", "/a", Long.MAX_VALUE, OptionalLong.of(412), List.of("ack.upto"))),
                EnvelopeWriter.hello(
                        new Envelope.Hello(1, "gw", "run", "test/1", "/a", 1, OptionalLong.empty(), List.of())),
                EnvelopeWriter.welcome(new Envelope.Welcome("s", 0, 20_000, 256, 16 << 20), NOW),
                EnvelopeWriter.ack(5),
                EnvelopeWriter.nack(5, PROBLEM),
                EnvelopeWriter.nack("id", Problem.of("type.unknown", "unknown kind", false)),
                EnvelopeWriter.skip(5, "expired"),
                "{\"kind\":\"ping\",\"n\":7}".getBytes(UTF_8),
                EnvelopeWriter.pong(7),
                EnvelopeWriter.bye("restart", 5000),
                EnvelopeWriter.bye("closed", -1),
                EnvelopeWriter.event("t", "/a", "id", 5, NOW, "chem-1", DATA),
                EnvelopeWriter.request("t", "/a", "id", NOW, NOW, Optional.of("chem-1"), DATA),
                EnvelopeWriter.reply("t.reply", "/a", "id", "cause", NOW, DATA),
                EnvelopeWriter.error("/a", "id", "cause", NOW, PROBLEM));
    }

    @ParameterizedTest
    @MethodSource("written")
    void whatIsWrittenIsValid(byte[] frame) {
        assertThat(PublishedSchemas.errors(FRAME, frame))
                .as(new String(frame, UTF_8))
                .isEmpty();
    }

    /** Each required field left out, of each kind. */
    static Stream<String> lacking() {
        List<String> lacking = new ArrayList<>();
        JsonNode defs = MAPPER.readTree(PublishedSchemas.text(FRAME)).path("$defs");
        for (byte[] frame : written().toList()) {
            ObjectNode whole = (ObjectNode) MAPPER.readTree(frame);
            for (JsonNode name :
                    defs.path(whole.path("kind").asString()).path("required").values()) {
                ObjectNode without = whole.deepCopy();
                without.remove(name.asString());
                lacking.add(without.toString());
            }
        }
        return lacking.stream();
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void aRequiredFieldIsRequiredByBoth(String frame) {
        assertThat(PublishedSchemas.errors(FRAME, frame)).isNotEmpty();
        if (!frame.contains("\"kind\":\"error\"")) { // whose data the reader reads when somebody asks for it
            assertThatThrownBy(() -> READER.read(frame.getBytes(UTF_8))).isInstanceOf(EnvelopeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":7}",
                "{\"kind\":\"ack\",\"upto\":5}",
                "{\"kind\":\"ack\",\"upto\":\"5\"}",
                "{\"kind\":\"ack\",\"upto\":\"000000000000000000a\"}",
                "{\"kind\":\"ping\",\"n\":-1}",
                "{\"kind\":\"ping\",\"n\":\"1\"}",
                "{\"kind\":\"bye\",\"code\":\"x\",\"retryAfterMs\":-1}",
                "{\"kind\":\"bye\",\"code\":\"x\",\"retryAfterMs\":86400001}",
                "{\"kind\":\"nack\",\"error\":{\"code\":\"x\"}}",
                "{\"kind\":\"nack\",\"id\":\"x\",\"error\":{\"code\":\"\"}}",
                "{\"kind\":\"nack\",\"id\":\"x\",\"error\":{\"code\":\"x\",\"retryable\":\"no\"}}",
                "{\"kind\":\"welcome\",\"acked\":\"0000000000000000000\",\"heartbeatMs\":0,\"maxInFlight\":1,\"maxFrameBytes\":1024}",
                "{\"kind\":\"welcome\",\"acked\":\"0000000000000000000\",\"heartbeatMs\":1,\"maxInFlight\":0,\"maxFrameBytes\":1024}",
                "{\"kind\":\"welcome\",\"acked\":\"0000000000000000000\",\"heartbeatMs\":1,\"maxInFlight\":1,\"maxFrameBytes\":1023}",
                "{\"specversion\":\"0.3\",\"kind\":\"request\",\"type\":\"t\",\"source\":\"/a\",\"id\":\"x\"}",
                "{\"specversion\":\"1.0\",\"kind\":\"request\",\"type\":\"t\",\"source\":\"/a\",\"id\":\"\"}",
                "{\"specversion\":\"1.0\",\"kind\":\"request\",\"type\":\"t\",\"source\":\"/a\",\"id\":\"a\\nb\"}",
                "{\"specversion\":\"1.0\",\"kind\":\"request\",\"type\":\"t\",\"source\":\"/a\",\"id\":\"x\",\"expirytime\":\"tomorrow\"}"
            })
    void aWrongValueIsRefusedByBoth(String frame) {
        assertThat(PublishedSchemas.errors(FRAME, frame)).as(frame).isNotEmpty();
        assertThatThrownBy(() -> READER.read(frame.getBytes(UTF_8))).as(frame).isInstanceOf(EnvelopeException.class);
    }

    @Test
    void unknownFieldsAreFineEverywhere() throws EnvelopeException {
        for (byte[] frame : written().toList()) {
            ObjectNode more = (ObjectNode) MAPPER.readTree(frame);
            more.putObject("later").put("x", 1);
            if (more.path("client") instanceof ObjectNode client) {
                client.put("mood", "good");
            }
            assertThat(PublishedSchemas.errors(FRAME, more.toString()))
                    .as(more.toString())
                    .isEmpty();
            assertThat(READER.read(more.toString().getBytes(UTF_8))).isNotInstanceOf(Envelope.Unknown.class);
        }
    }

    @Test
    void aReportOfAConformanceRunHasItsSchema() {
        CheckResult result =
                new CheckResult(HubCheck.GAP, CheckResult.Verdict.SKIPPED, "because", Duration.ofMillis(3));
        ConformanceReport report = new ConformanceReport("ws://hub", NOW, true, List.of(result));

        assertThat(PublishedSchemas.errors("hub.conformance.1", report.json())).isEmpty();
        assertThat(PublishedSchemas.errors("hub.conformance.1", report.json().replace("skipped\"", "maybe\"")))
                .isNotEmpty();
    }

    /** Each is a schema, is named as its file, and travels in the jar as it is published. */
    @Test
    void theSchemasAreSchemas() throws Exception {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var meta = registry.getSchema(
                com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(PublishedSchemas.names()).contains(FRAME, "lab.result.1", "hub.conformance.1");
        for (String name : PublishedSchemas.names()) {
            String text = PublishedSchemas.text(name);
            assertThat(meta.validate(text, com.networknt.schema.InputFormat.JSON))
                    .as(name)
                    .isEmpty();
            assertThat(MAPPER.readTree(text).path("$id").asString())
                    .isEqualTo("https://assaylink.io/schemas/" + name + PublishedSchemas.ENDING);
            try (var jar = EnvelopeReader.class.getResourceAsStream(
                    "/io/assaylink/schemas/" + name + PublishedSchemas.ENDING)) {
                assertThat(jar).as("%s in the jar", name).isNotNull();
                assertThat(jar.readAllBytes())
                        .isEqualTo(Files.readAllBytes(PublishedSchemas.FOLDER.resolve(name + PublishedSchemas.ENDING)));
            }
        }
    }
}
