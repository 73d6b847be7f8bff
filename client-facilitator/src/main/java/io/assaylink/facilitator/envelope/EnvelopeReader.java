// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.Envelope.Kind;
import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads one frame in one look at its bytes; the {@code data} member is taken as the bytes that came.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnvelopeReader {
    /** More features than any version has; what comes after them is passed over. */
    private static final int MAX_FEATURES = 64;

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
        JsonScanner json = begin(frame, maxFrameBytes);
        Fields fields = new Fields(frame, 0);
        Fields client = Fields.NONE;
        Fields error = Fields.NONE;
        List<String> features = List.of();
        while (json.next()) {
            Attribute name = json.attribute();
            int from = json.offset();
            byte first = frame[from];
            if (name == Attribute.CLIENT && first == '{') {
                client = object(json, frame);
            } else if (name == Attribute.ERROR && first == '{') {
                error = object(json, frame);
            } else if (name == Attribute.FEATURES && first == '[') {
                features = strings(json, frame);
            } else {
                json.skip();
                fields.put(name, from, json.offset());
            }
        }
        json.end();
        return build(fields, client, error, features);
    }

    /** The problem in the data of an {@code error} message. */
    public static Problem readProblem(byte[] data) throws EnvelopeException {
        JsonScanner json = begin(data, Long.MAX_VALUE);
        Fields fields = members(json, data, json.offset() - 1);
        json.end();
        return fields.problem();
    }

    /** A scanner that has entered the object that {@code frame} is. */
    static JsonScanner begin(byte[] frame, long limit) throws EnvelopeException {
        if (frame.length == 0) {
            throw new EnvelopeException(Code.ENVELOPE_EMPTY, 0, "");
        }
        if (frame.length > limit) {
            throw new EnvelopeException(Code.ENVELOPE_TOO_LARGE, limit, "");
        }
        JsonScanner json = new JsonScanner(frame, 0, frame.length);
        json.begin();
        return json;
    }

    private static Fields object(JsonScanner json, byte[] frame) throws EnvelopeException {
        int from = json.offset();
        json.enter();
        return members(json, frame, from);
    }

    private static Fields members(JsonScanner json, byte[] frame, int offset) throws EnvelopeException {
        Fields fields = new Fields(frame, offset);
        while (json.next()) {
            Attribute name = json.attribute();
            int from = json.offset();
            json.skip();
            fields.put(name, from, json.offset());
        }
        return fields;
    }

    private static List<String> strings(JsonScanner json, byte[] frame) throws EnvelopeException {
        List<String> strings = new ArrayList<>();
        json.enter();
        while (json.next()) {
            int from = json.offset();
            json.skip();
            if (frame[from] == '"' && strings.size() < MAX_FEATURES) {
                strings.add(JsonString.decode(frame, from + 1, json.offset() - 1));
            }
        }
        return strings;
    }

    private static Envelope build(Fields fields, Fields client, Fields error, List<String> features)
            throws EnvelopeException {
        String kind = fields.text(Attribute.KIND);
        return switch (kind) {
            case "hello" ->
                new Envelope.Hello(
                        fields.number(Attribute.PROTOCOL, 0, Integer.MAX_VALUE),
                        client.text(Attribute.ID),
                        client.optionalText(Attribute.INSTANCE).orElse(""),
                        client.optionalText(Attribute.SOFTWARE).orElse(""),
                        fields.text(Attribute.OUTBOX),
                        fields.sequence(Attribute.NEXT),
                        fields.optionalSequence(Attribute.RECEIVED),
                        List.copyOf(features));
            case "welcome" ->
                new Envelope.Welcome(
                        fields.optionalText(Attribute.SESSION).orElse(""),
                        fields.sequence(Attribute.ACKED),
                        fields.number(Attribute.HEARTBEAT_MS, 1, 3_600_000),
                        fields.number(Attribute.MAX_IN_FLIGHT, 1, 1_000_000),
                        fields.number(Attribute.MAX_FRAME_BYTES, 1024, Integer.MAX_VALUE));
            case "ack" -> new Envelope.Ack(fields.sequence(Attribute.UPTO));
            case "nack" -> nack(fields, error);
            case "skip" ->
                new Envelope.Skip(
                        fields.sequence(Attribute.SEQUENCE),
                        fields.optionalText(Attribute.REASON).orElse(""));
            case "ping" -> new Envelope.Ping(fields.number(Attribute.N, 0, Long.MAX_VALUE));
            case "pong" -> new Envelope.Pong(fields.number(Attribute.N, 0, Long.MAX_VALUE));
            case "bye" ->
                new Envelope.Bye(fields.prose(Attribute.CODE), fields.optionalMillis(Attribute.RETRY_AFTER_MS));
            case "event" -> message(Kind.EVENT, fields);
            case "request" -> message(Kind.REQUEST, fields);
            case "reply" -> message(Kind.REPLY, fields);
            case "error" -> message(Kind.ERROR, fields);
            default ->
                new Envelope.Unknown(
                        kind, fields.optionalSequence(Attribute.SEQUENCE), fields.optionalText(Attribute.ID));
        };
    }

    private static Envelope nack(Fields fields, Fields error) throws EnvelopeException {
        OptionalLong sequence = fields.optionalSequence(Attribute.SEQUENCE);
        if (sequence.isEmpty() && !fields.has(Attribute.ID)) {
            throw fields.missing(Attribute.SEQUENCE);
        }
        return new Envelope.Nack(sequence, fields.optionalText(Attribute.ID), error.problem());
    }

    private static Envelope message(Kind kind, Fields fields) throws EnvelopeException {
        if (!fields.text(Attribute.SPECVERSION).equals("1.0")) {
            throw fields.wrong(Attribute.SPECVERSION);
        }
        Envelope.Message message = new Envelope.Message(
                kind,
                fields.text(Attribute.TYPE),
                fields.text(Attribute.SOURCE),
                fields.text(Attribute.ID),
                fields.optionalSequence(Attribute.SEQUENCE),
                fields.optionalTime(Attribute.TIME),
                fields.optionalText(Attribute.SUBJECT),
                fields.optionalText(Attribute.CAUSATIONID),
                fields.optionalTime(Attribute.EXPIRYTIME),
                fields.json(Attribute.DATA));
        if (kind == Kind.EVENT && message.sequence().isEmpty()) {
            throw fields.missing(Attribute.SEQUENCE);
        }
        if ((kind == Kind.REPLY || kind == Kind.ERROR) && message.causationId().isEmpty()) {
            throw fields.missing(Attribute.CAUSATIONID);
        }
        return message;
    }
}
