// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * One JSON object of a protocol that is not ours, read as strictly as our own frames: UTF-8, one object, no name twice,
 * bounded depth. Scalars are asked for by name and type, everything else is had as the bytes that came.
 *
 * <p>Immutable. Members that nobody asks for are passed over.
 */
public final class JsonFrame {
    private record Member(JsonToken token, String text, byte[] json, long offset) {}

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final long offset;

    private JsonFrame(long offset) {
        this.offset = offset;
    }

    /**
     * Reads one frame of up to {@code maxBytes}.
     *
     * @throws EnvelopeException the frame is none
     */
    public static JsonFrame read(byte[] frame, long maxBytes) throws EnvelopeException {
        return read(frame, maxBytes, 0);
    }

    private static JsonFrame read(byte[] frame, long maxBytes, long offset) throws EnvelopeException {
        EnvelopeReader.begin(frame, maxBytes);
        JsonFrame object = new JsonFrame(offset);
        try (JsonParser parser = EnvelopeReader.JSON.createParser(ObjectReadContext.empty(), frame, 0, frame.length)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                long at = offset + parser.currentTokenLocation().getByteOffset();
                String text = token.isStructStart() ? "" : parser.getString();
                object.members.put(name, new Member(token, text, EnvelopeReader.slice(frame, parser), at));
            }
            EnvelopeReader.end(parser, frame);
            return object;
        } catch (JacksonException broken) {
            throw EnvelopeReader.translate(broken);
        }
    }

    private @Nullable Member present(String name) {
        Member member = members.get(name);
        return member == null || member.token == JsonToken.VALUE_NULL ? null : member;
    }

    /** The names of all members, those that are null included, in their order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** Whether it is there and not null. */
    public boolean has(String name) {
        return present(name) != null;
    }

    /** A string that is used as a key: not empty, 1,024 characters at most, no control characters. */
    public String key(String name) throws EnvelopeException {
        return optionalKey(name).orElseThrow(() -> new EnvelopeException(Code.ENVELOPE_FIELD_MISSING, offset, name));
    }

    public Optional<String> optionalKey(String name) throws EnvelopeException {
        Member member = present(name);
        if (member == null) {
            return Optional.empty();
        }
        if (member.token != JsonToken.VALUE_STRING || !Fields.isAttribute(member.text)) {
            throw wrong(name, member);
        }
        return Optional.of(member.text);
    }

    /** Any string. */
    public Optional<String> text(String name) throws EnvelopeException {
        Member member = present(name);
        if (member == null) {
            return Optional.empty();
        }
        if (member.token != JsonToken.VALUE_STRING) {
            throw wrong(name, member);
        }
        return Optional.of(member.text);
    }

    /** A whole number; {@code absent} where there is none. */
    public long number(String name, long absent) throws EnvelopeException {
        Member member = present(name);
        if (member == null) {
            return absent;
        }
        try {
            if (member.token == JsonToken.VALUE_NUMBER_INT) {
                return Long.parseLong(member.text);
            }
        } catch (NumberFormatException above) {
            // more than 19 digits
        }
        throw wrong(name, member);
    }

    /** False where it is not there. */
    public boolean flag(String name) throws EnvelopeException {
        Member member = present(name);
        if (member == null) {
            return false;
        }
        if (!member.token.isBoolean()) {
            throw wrong(name, member);
        }
        return member.token == JsonToken.VALUE_TRUE;
    }

    /** The bytes of the member as they came, owned by the caller; empty where it is not there or null. */
    public Optional<byte[]> json(String name) {
        Member member = present(name);
        return member == null ? Optional.empty() : Optional.of(member.json.clone());
    }

    /** The object of this name; empty where it is not there or null. */
    public Optional<JsonFrame> object(String name) throws EnvelopeException {
        Member member = present(name);
        if (member == null) {
            return Optional.empty();
        }
        if (member.token != JsonToken.START_OBJECT) {
            throw wrong(name, member);
        }
        return Optional.of(read(member.json, Long.MAX_VALUE, member.offset));
    }

    /** The strings of an array; none where it is not there. */
    public List<String> texts(String name) throws EnvelopeException {
        List<String> texts = new ArrayList<>();
        Member member = array(name);
        if (member != null) {
            try (JsonParser parser = parser(member)) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (parser.currentToken() != JsonToken.VALUE_STRING) {
                        throw wrong(name, member);
                    }
                    texts.add(parser.getString());
                }
            } catch (JacksonException broken) {
                throw EnvelopeReader.translate(broken);
            }
        }
        return List.copyOf(texts);
    }

    /** The objects of an array; none where it is not there. */
    public List<JsonFrame> objects(String name) throws EnvelopeException {
        List<JsonFrame> objects = new ArrayList<>();
        Member member = array(name);
        if (member != null) {
            try (JsonParser parser = parser(member)) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (parser.currentToken() != JsonToken.START_OBJECT) {
                        throw wrong(name, member);
                    }
                    long at = member.offset + parser.currentTokenLocation().getByteOffset();
                    objects.add(read(EnvelopeReader.slice(member.json, parser), Long.MAX_VALUE, at));
                }
            } catch (JacksonException broken) {
                throw EnvelopeReader.translate(broken);
            }
        }
        return List.copyOf(objects);
    }

    private @Nullable Member array(String name) throws EnvelopeException {
        Member member = present(name);
        if (member != null && member.token != JsonToken.START_ARRAY) {
            throw wrong(name, member);
        }
        return member;
    }

    private static JsonParser parser(Member member) {
        return EnvelopeReader.JSON.createParser(ObjectReadContext.empty(), member.json, 0, member.json.length);
    }

    private static EnvelopeException wrong(String name, Member member) {
        return new EnvelopeException(Code.ENVELOPE_FIELD_VALUE, member.offset, name);
    }
}
