// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.Envelope.Kind;
import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one frame in one streaming pass; the {@code data} member is taken as the bytes that came.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnvelopeReader {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(1000)
                    .maxNameLength(4096)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final long maxFrameBytes;

    /** A reader that takes frames of up to {@code maxFrameBytes}, from 1. */
    public EnvelopeReader(long maxFrameBytes) {
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("maxFrameBytes " + maxFrameBytes + " is below 1");
        }
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Reads one frame, which is not changed.
     *
     * @throws EnvelopeException the frame is none; the next one is not affected
     */
    public Envelope read(byte[] frame) throws EnvelopeException {
        begin(frame, maxFrameBytes);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), frame, 0, frame.length)) {
            parser.nextToken();
            Fields fields = new Fields(0);
            Fields client = new Fields(0);
            Fields error = new Fields(0);
            List<String> features = new ArrayList<>();
            byte[] data = NULL;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("data")) {
                    data = slice(frame, parser);
                } else if (name.equals("client") && value == JsonToken.START_OBJECT) {
                    client = object(parser);
                } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                    error = object(parser);
                } else if (name.equals("features") && value == JsonToken.START_ARRAY) {
                    strings(parser, features);
                } else {
                    fields.take(name, parser);
                }
            }
            end(parser, frame);
            return build(fields, client, error, features, data);
        } catch (JacksonException broken) {
            throw translate(broken);
        }
    }

    /** The problem in the data of an {@code error} message. */
    public static Problem readProblem(byte[] data) throws EnvelopeException {
        begin(data, Long.MAX_VALUE);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data, 0, data.length)) {
            parser.nextToken();
            Fields fields = object(parser);
            end(parser, data);
            return fields.problem();
        } catch (JacksonException broken) {
            throw translate(broken);
        }
    }

    static void begin(byte[] frame, long limit) throws EnvelopeException {
        if (frame.length == 0) {
            throw new EnvelopeException(Code.ENVELOPE_EMPTY, 0, "");
        }
        if (frame.length > limit) {
            throw new EnvelopeException(Code.ENVELOPE_TOO_LARGE, limit, "");
        }
        int broken = Utf8.firstBroken(frame);
        if (broken >= 0) {
            throw new EnvelopeException(Code.ENVELOPE_UTF8, broken, "");
        }
        int at = 0;
        while (at < frame.length && isSpace(frame[at])) {
            at++;
        }
        // RFC 8259, section 8.1: UTF-8 without a mark; a zero byte here would be another encoding of Unicode
        if (at == frame.length || frame[at] != '{') {
            throw new EnvelopeException(Code.ENVELOPE_NOT_OBJECT, at, "");
        }
        if (at + 1 < frame.length && frame[at + 1] == 0) {
            throw new EnvelopeException(Code.ENVELOPE_JSON, at + 1, "");
        }
    }

    static void end(JsonParser parser, byte[] frame) throws EnvelopeException {
        int at = (int) parser.currentLocation().getByteOffset();
        while (at < frame.length && isSpace(frame[at])) {
            at++;
        }
        if (at < frame.length) {
            throw new EnvelopeException(Code.ENVELOPE_TRAILING, at, "");
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private static Fields object(JsonParser parser) {
        Fields fields = new Fields(parser.currentTokenLocation().getByteOffset());
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.take(name, parser);
        }
        return fields;
    }

    private static void strings(JsonParser parser, List<String> out) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING && out.size() < 64) {
                out.add(parser.getString());
            } else {
                parser.skipChildren();
            }
        }
    }

    static byte[] slice(byte[] frame, JsonParser parser) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        return Arrays.copyOfRange(frame, from, (int) parser.currentLocation().getByteOffset());
    }

    private static Envelope build(Fields fields, Fields client, Fields error, List<String> features, byte[] data)
            throws EnvelopeException {
        String kind = fields.text("kind");
        return switch (kind) {
            case "hello" ->
                new Envelope.Hello(
                        fields.number("protocol", 0, Integer.MAX_VALUE),
                        client.text("id"),
                        client.optionalText("instance").orElse(""),
                        client.optionalText("software").orElse(""),
                        fields.text("outbox"),
                        fields.sequence("next"),
                        fields.optionalSequence("received"),
                        List.copyOf(features));
            case "welcome" ->
                new Envelope.Welcome(
                        fields.optionalText("session").orElse(""),
                        fields.sequence("acked"),
                        fields.number("heartbeatMs", 1, 3_600_000),
                        fields.number("maxInFlight", 1, 1_000_000),
                        fields.number("maxFrameBytes", 1024, Integer.MAX_VALUE));
            case "ack" -> new Envelope.Ack(fields.sequence("upto"));
            case "nack" -> nack(fields, error);
            case "skip" ->
                new Envelope.Skip(
                        fields.sequence("sequence"),
                        fields.optionalText("reason").orElse(""));
            case "ping" -> new Envelope.Ping(fields.number("n", 0, Long.MAX_VALUE));
            case "pong" -> new Envelope.Pong(fields.number("n", 0, Long.MAX_VALUE));
            case "bye" -> new Envelope.Bye(fields.prose("code"), fields.optionalMillis("retryAfterMs"));
            case "event" -> message(Kind.EVENT, fields, data);
            case "request" -> message(Kind.REQUEST, fields, data);
            case "reply" -> message(Kind.REPLY, fields, data);
            case "error" -> message(Kind.ERROR, fields, data);
            default -> new Envelope.Unknown(kind, fields.optionalSequence("sequence"), fields.optionalText("id"));
        };
    }

    private static Envelope nack(Fields fields, Fields error) throws EnvelopeException {
        OptionalLong sequence = fields.optionalSequence("sequence");
        if (sequence.isEmpty() && !fields.has("id")) {
            throw fields.missing("sequence");
        }
        return new Envelope.Nack(sequence, fields.optionalText("id"), error.problem());
    }

    private static Envelope message(Kind kind, Fields fields, byte[] data) throws EnvelopeException {
        if (!fields.text("specversion").equals("1.0")) {
            throw fields.wrong("specversion");
        }
        Envelope.Message message = new Envelope.Message(
                kind,
                fields.text("type"),
                fields.text("source"),
                fields.text("id"),
                fields.optionalSequence("sequence"),
                fields.optionalTime("time"),
                fields.optionalText("subject"),
                fields.optionalText("causationid"),
                fields.optionalTime("expirytime"),
                data);
        if (kind == Kind.EVENT && message.sequence().isEmpty()) {
            throw fields.missing("sequence");
        }
        if ((kind == Kind.REPLY || kind == Kind.ERROR) && message.causationId().isEmpty()) {
            throw fields.missing("causationid");
        }
        return message;
    }

    static EnvelopeException translate(JacksonException broken) {
        long at = broken.getLocation() == null
                ? 0
                : Math.max(0, broken.getLocation().getByteOffset());
        String said = broken.getOriginalMessage() == null ? "" : broken.getOriginalMessage();
        if (broken instanceof StreamConstraintsException) {
            boolean depth = said.contains("nesting depth");
            return new EnvelopeException(depth ? Code.ENVELOPE_NESTING : Code.ENVELOPE_CONSTRAINT, at, "");
        }
        // the parser has no type for it; EnvelopeReaderTest holds the words
        boolean twice = said.startsWith("Duplicate");
        return new EnvelopeException(twice ? Code.ENVELOPE_DUPLICATE_KEY : Code.ENVELOPE_JSON, at, "");
    }
}
