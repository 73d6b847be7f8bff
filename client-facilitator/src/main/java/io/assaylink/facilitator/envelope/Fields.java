// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The members of one object that are ours, asked for by name and type, and decoded only then. */
final class Fields {
    /** Of an object that is not there. */
    static final Fields NONE = new Fields(new byte[0], 0);

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final long MAX_WAIT_MS = Duration.ofDays(1).toMillis();

    private final byte[] frame;
    private final long offset;
    private final Map<Attribute, JsonValue> values = new EnumMap<>(Attribute.class);

    Fields(byte[] frame, long offset) {
        this.frame = frame;
        this.offset = offset;
    }

    void put(Attribute name, int from, int to) {
        values.put(name, new JsonValue(frame, from, to));
    }

    private @Nullable JsonValue present(Attribute name) {
        JsonValue value = values.get(name);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(Attribute name) {
        return present(name) != null;
    }

    String text(Attribute name) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            throw missing(name);
        }
        if (!value.isString()) {
            throw wrong(name);
        }
        String text = value.text();
        if (!JsonValue.isAttribute(text)) {
            throw wrong(name);
        }
        return text;
    }

    Optional<String> optionalText(Attribute name) throws EnvelopeException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** A person's sentence of the peer: cut, and control characters made blanks, so that it can stand in a log. */
    String prose(Attribute name) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            return "";
        }
        if (!value.isString()) {
            throw wrong(name);
        }
        String text = value.text();
        String cut = text.length() > 200 ? text.substring(0, 200) : text;
        return cut.replaceAll("[^\\x20-\\x7E]", " ");
    }

    long sequence(Attribute name) throws EnvelopeException {
        OptionalLong value = optionalSequence(name);
        if (value.isEmpty()) {
            throw missing(name);
        }
        return value.getAsLong();
    }

    OptionalLong optionalSequence(Attribute name) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        String text = value.isString() ? value.text() : "";
        if (text.length() != 19 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(name);
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException above) {
            throw wrong(name);
        }
    }

    long number(Attribute name, long from, long to) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            throw missing(name);
        }
        OptionalLong number = value.wholeNumber();
        if (number.isEmpty() || number.getAsLong() < from || number.getAsLong() > to) {
            throw wrong(name);
        }
        return number.getAsLong();
    }

    OptionalLong optionalMillis(Attribute name) throws EnvelopeException {
        return has(name) ? OptionalLong.of(number(name, 0, MAX_WAIT_MS)) : OptionalLong.empty();
    }

    boolean flag(Attribute name) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(name);
        }
        return value.isTrue();
    }

    Optional<Instant> optionalTime(Attribute name) throws EnvelopeException {
        JsonValue value = present(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<Instant> time = value.isString() ? Rfc3339.parse(value.text()) : Optional.empty();
        if (time.isEmpty()) {
            throw wrong(name);
        }
        return time;
    }

    /** The bytes of a value of any type as they came; {@code null} in JSON where it is not there. */
    byte[] json(Attribute name) {
        JsonValue value = values.get(name);
        return value == null ? NULL.clone() : value.json();
    }

    Problem problem() throws EnvelopeException {
        long wait = optionalMillis(Attribute.RETRY_AFTER_MS).orElse(0);
        return new Problem(
                text(Attribute.CODE),
                prose(Attribute.TITLE),
                flag(Attribute.RETRYABLE),
                Duration.ofMillis(wait),
                prose(Attribute.DETAIL));
    }

    EnvelopeException missing(Attribute name) {
        return new EnvelopeException(Code.ENVELOPE_FIELD_MISSING, offset, name.text());
    }

    EnvelopeException wrong(Attribute name) {
        JsonValue value = values.get(name);
        return new EnvelopeException(Code.ENVELOPE_FIELD_VALUE, value == null ? offset : value.from(), name.text());
    }
}
