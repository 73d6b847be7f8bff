// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The scalar members of one object, with their offsets, asked for by name and type. */
final class Fields {
    /** Characters of an attribute at most; CloudEvents asks receivers for 64 KiB in all. */
    static final int MAX_ATTRIBUTE = 1024;

    private static final long MAX_WAIT_MS = Duration.ofDays(1).toMillis();

    private record Value(JsonToken token, String text, long offset) {}

    private final Map<String, Value> values = new HashMap<>();
    private final long offset;

    Fields(long offset) {
        this.offset = offset;
    }

    /** Keeps the scalar that {@code parser} stands on; nested values are passed over. */
    void take(String name, JsonParser parser) {
        JsonToken token = parser.currentToken();
        long at = parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
            parser.skipChildren();
            values.put(name, new Value(token, "", at));
        } else {
            values.put(name, new Value(token, parser.getString(), at));
        }
    }

    private @Nullable Value present(String name) {
        Value value = values.get(name);
        return value == null || value.token == JsonToken.VALUE_NULL ? null : value;
    }

    boolean has(String name) {
        return present(name) != null;
    }

    String text(String name) throws EnvelopeException {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value.token != JsonToken.VALUE_STRING || !isAttribute(value.text)) {
            throw wrong(name, value);
        }
        return Optional.of(value.text);
    }

    /** A person's sentence of the peer: cut, and control characters made blanks, so that it can stand in a log. */
    String prose(String name) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            return "";
        }
        if (value.token != JsonToken.VALUE_STRING) {
            throw wrong(name, value);
        }
        String cut = value.text.length() > 200 ? value.text.substring(0, 200) : value.text;
        return cut.replaceAll("[^\\x20-\\x7E]", " ");
    }

    long sequence(String name) throws EnvelopeException {
        OptionalLong value = optionalSequence(name);
        if (value.isEmpty()) {
            throw missing(name);
        }
        return value.getAsLong();
    }

    OptionalLong optionalSequence(String name) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value.token != JsonToken.VALUE_STRING || value.text.length() != 19 || !isDigits(value.text)) {
            throw wrong(name, value);
        }
        try {
            return OptionalLong.of(Long.parseLong(value.text));
        } catch (NumberFormatException above) {
            throw wrong(name, value);
        }
    }

    long number(String name, long from, long to) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            throw missing(name);
        }
        return number(name, value, from, to);
    }

    OptionalLong optionalMillis(String name) throws EnvelopeException {
        Value value = present(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(number(name, value, 0, MAX_WAIT_MS));
    }

    boolean flag(String name) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            return false;
        }
        if (!value.token.isBoolean()) {
            throw wrong(name, value);
        }
        return value.token == JsonToken.VALUE_TRUE;
    }

    Optional<Instant> optionalTime(String name) throws EnvelopeException {
        Value value = present(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(value.text).toInstant());
        } catch (DateTimeParseException noTime) {
            throw wrong(name, value);
        }
    }

    Problem problem() throws EnvelopeException {
        long wait = optionalMillis("retryAfterMs").orElse(0);
        return new Problem(text("code"), prose("title"), flag("retryable"), Duration.ofMillis(wait), prose("detail"));
    }

    EnvelopeException missing(String name) {
        return new EnvelopeException(Code.ENVELOPE_FIELD_MISSING, offset, name);
    }

    EnvelopeException wrong(String name) {
        Value value = values.get(name);
        return new EnvelopeException(Code.ENVELOPE_FIELD_VALUE, value == null ? offset : value.offset, name);
    }

    private static EnvelopeException wrong(String name, Value value) {
        return new EnvelopeException(Code.ENVELOPE_FIELD_VALUE, value.offset, name);
    }

    private static long number(String name, Value value, long from, long to) throws EnvelopeException {
        try {
            long number = value.token == JsonToken.VALUE_NUMBER_INT ? Long.parseLong(value.text) : Long.MIN_VALUE;
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException above) {
            // more than 19 digits: out of every range
        }
        throw wrong(name, value);
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Well-formed, without control characters (CloudEvents 1.0, section 3), not empty, and bounded. */
    static boolean isAttribute(String text) {
        if (text.isEmpty() || text.length() > MAX_ATTRIBUTE) {
            return false;
        }
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF));
    }
}
