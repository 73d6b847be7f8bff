// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes frames. The same arguments give the same bytes, so an event that is sent again is the same event.
 *
 * <p>Stateless and thread-safe. {@code data} arguments are JSON documents and are copied as they are.
 */
public final class EnvelopeWriter {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final String DOCUMENT = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private EnvelopeWriter() {}

    /** A sequence as it stands on the wire: 19 digits. */
    public static String sequence(long value) {
        String digits = Long.toString(value);
        return "0".repeat(19 - digits.length()) + digits;
    }

    public static byte[] hello(Envelope.Hello hello) {
        return object(json -> {
            json.writeStringProperty("kind", "hello");
            json.writeNumberProperty("protocol", hello.protocol());
            json.writeName("client");
            json.writeStartObject();
            json.writeStringProperty("id", hello.clientId());
            json.writeStringProperty("instance", hello.instance());
            json.writeStringProperty("software", hello.software());
            json.writeEndObject();
            json.writeStringProperty("outbox", hello.source());
            json.writeStringProperty("next", sequence(hello.next()));
            hello.received().ifPresent(value -> json.writeStringProperty("received", sequence(value)));
            json.writeName("features");
            json.writeStartArray();
            hello.features().forEach(json::writeString);
            json.writeEndArray();
        });
    }

    public static byte[] welcome(Envelope.Welcome welcome, Instant time) {
        return object(json -> {
            json.writeStringProperty("kind", "welcome");
            json.writeStringProperty("session", welcome.session());
            json.writeStringProperty("acked", sequence(welcome.acked()));
            json.writeNumberProperty("heartbeatMs", welcome.heartbeatMs());
            json.writeNumberProperty("maxInFlight", welcome.maxInFlight());
            json.writeNumberProperty("maxFrameBytes", welcome.maxFrameBytes());
            json.writeStringProperty("time", time.toString());
        });
    }

    public static byte[] ack(long upto) {
        return object(json -> {
            json.writeStringProperty("kind", "ack");
            json.writeStringProperty("upto", sequence(upto));
        });
    }

    public static byte[] nack(long sequence, Problem problem) {
        return object(json -> {
            json.writeStringProperty("kind", "nack");
            json.writeStringProperty("sequence", sequence(sequence));
            json.writeName("error");
            write(json, problem);
        });
    }

    /** Refuses a message that has no sequence. */
    public static byte[] nack(String id, Problem problem) {
        return object(json -> {
            json.writeStringProperty("kind", "nack");
            json.writeStringProperty("id", id);
            json.writeName("error");
            write(json, problem);
        });
    }

    public static byte[] skip(long sequence, String reason) {
        return object(json -> {
            json.writeStringProperty("kind", "skip");
            json.writeStringProperty("sequence", sequence(sequence));
            json.writeStringProperty("reason", reason);
        });
    }

    public static byte[] pong(long n) {
        return object(json -> {
            json.writeStringProperty("kind", "pong");
            json.writeNumberProperty("n", n);
        });
    }

    /** Says that the sender is about to close; {@code retryAfterMs} is not written where it is below 0. */
    public static byte[] bye(String code, long retryAfterMs) {
        return object(json -> {
            json.writeStringProperty("kind", "bye");
            json.writeStringProperty("code", code);
            if (retryAfterMs >= 0) {
                json.writeNumberProperty("retryAfterMs", retryAfterMs);
            }
        });
    }

    public static byte[] event(
            String type, String source, String id, long sequence, Instant time, String subject, byte[] data) {
        return event(type, source, id, sequence, time, subject, Optional.empty(), data);
    }

    /** An event that is worth nothing after {@code expiry}. */
    public static byte[] event(
            String type,
            String source,
            String id,
            long sequence,
            Instant time,
            String subject,
            Optional<Instant> expiry,
            byte[] data) {
        return message("event", type, source, id, time, DOCUMENT, data, json -> {
            json.writeStringProperty("sequence", sequence(sequence));
            json.writeStringProperty("subject", subject);
            expiry.ifPresent(at -> json.writeStringProperty("expirytime", at.toString()));
        });
    }

    public static byte[] request(
            String type,
            String source,
            String id,
            Instant time,
            Instant expiry,
            Optional<String> subject,
            byte[] data) {
        return message("request", type, source, id, time, DOCUMENT, data, json -> {
            json.writeStringProperty("expirytime", expiry.toString());
            subject.ifPresent(value -> json.writeStringProperty("subject", value));
        });
    }

    public static byte[] reply(String type, String source, String id, String causationId, Instant time, byte[] data) {
        return message("reply", type, source, id, time, DOCUMENT, data, json -> {
            json.writeStringProperty("causationid", causationId);
        });
    }

    public static byte[] error(String source, String id, String causationId, Instant time, Problem problem) {
        byte[] data = bytes(json -> write(json, problem));
        return message("error", "io.assaylink.error.v1", source, id, time, PROBLEM, data, json -> {
            json.writeStringProperty("causationid", causationId);
        });
    }

    private static byte[] message(
            String kind,
            String type,
            String source,
            String id,
            Instant time,
            String contentType,
            byte[] data,
            Consumer<JsonGenerator> more) {
        byte[] head = object(json -> {
            json.writeStringProperty("specversion", "1.0");
            json.writeStringProperty("kind", kind);
            json.writeStringProperty("type", type);
            json.writeStringProperty("source", source);
            json.writeStringProperty("id", id);
            json.writeStringProperty("time", time.toString());
            more.accept(json);
            json.writeStringProperty("datacontenttype", contentType);
        });
        byte[] frame = new byte[head.length + DATA.length + data.length];
        System.arraycopy(head, 0, frame, 0, head.length - 1);
        System.arraycopy(DATA, 0, frame, head.length - 1, DATA.length);
        System.arraycopy(data, 0, frame, head.length - 1 + DATA.length, data.length);
        frame[frame.length - 1] = '}';
        return frame;
    }

    private static void write(JsonGenerator json, Problem problem) {
        json.writeStartObject();
        json.writeStringProperty("code", problem.code());
        json.writeStringProperty("title", problem.title());
        json.writeBooleanProperty("retryable", problem.retryable());
        if (!problem.retryAfter().isZero()) {
            json.writeNumberProperty("retryAfterMs", problem.retryAfter().toMillis());
        }
        if (!problem.detail().isEmpty()) {
            json.writeStringProperty("detail", problem.detail());
        }
        json.writeEndObject();
    }

    private static byte[] object(Consumer<JsonGenerator> members) {
        return bytes(json -> {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        });
    }

    private static byte[] bytes(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
        return out.toByteArray();
    }
}
