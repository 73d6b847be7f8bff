// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a protocol that is not ours, read as strictly as our own frames: UTF-8, one object, no name twice,
 * bounded depth. Scalars are asked for by name and type, everything else is had as the bytes that came.
 *
 * <p>Immutable. Members that nobody asks for are passed over.
 */
public final class JsonFrame {
    private final byte[] frame;
    private final Map<String, JsonValue> members = new LinkedHashMap<>();
    private final long offset;

    private JsonFrame(byte[] frame, long offset) {
        this.frame = frame;
        this.offset = offset;
    }

    /**
     * Reads one frame of up to {@code maxBytes}.
     *
     * @throws EnvelopeException the frame is none
     */
    public static JsonFrame read(byte[] frame, long maxBytes) throws EnvelopeException {
        JsonFrame object = new JsonFrame(frame.clone(), 0);
        object.take(EnvelopeReader.begin(object.frame, maxBytes));
        return object;
    }

    /** The object within the frame; offsets stay those of the frame. */
    private JsonFrame inner(int from, int to) throws EnvelopeException {
        JsonFrame object = new JsonFrame(frame, from);
        JsonScanner json = new JsonScanner(frame, from, to);
        json.begin();
        object.take(json);
        return object;
    }

    private void take(JsonScanner json) throws EnvelopeException {
        while (json.next()) {
            String name = json.name();
            int from = json.offset();
            json.skip();
            members.put(name, new JsonValue(frame, from, json.offset()));
        }
        json.end();
    }

    private @Nullable JsonValue present(String name) {
        JsonValue member = members.get(name);
        return member == null || member.isNull() ? null : member;
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
        Optional<String> text = text(name);
        if (text.isPresent() && !JsonValue.isAttribute(text.get())) {
            throw wrong(name);
        }
        return text;
    }

    /** Any string. */
    public Optional<String> text(String name) throws EnvelopeException {
        JsonValue member = present(name);
        if (member == null) {
            return Optional.empty();
        }
        if (!member.isString()) {
            throw wrong(name);
        }
        return Optional.of(member.text());
    }

    /** A whole number; {@code absent} where there is none. */
    public long number(String name, long absent) throws EnvelopeException {
        JsonValue member = present(name);
        if (member == null) {
            return absent;
        }
        OptionalLong number = member.wholeNumber();
        if (number.isEmpty()) {
            throw wrong(name);
        }
        return number.getAsLong();
    }

    /** False where it is not there. */
    public boolean flag(String name) throws EnvelopeException {
        JsonValue member = present(name);
        if (member == null) {
            return false;
        }
        if (!member.isBoolean()) {
            throw wrong(name);
        }
        return member.isTrue();
    }

    /** The bytes of the member as they came, owned by the caller; empty where it is not there or null. */
    public Optional<byte[]> json(String name) {
        JsonValue member = present(name);
        return member == null ? Optional.empty() : Optional.of(member.json());
    }

    /** The object of this name; empty where it is not there or null. */
    public Optional<JsonFrame> object(String name) throws EnvelopeException {
        JsonValue member = present(name);
        if (member == null) {
            return Optional.empty();
        }
        if (!member.isObject()) {
            throw wrong(name);
        }
        return Optional.of(inner(member.from(), member.to()));
    }

    /** The strings of an array; none where it is not there. */
    public List<String> texts(String name) throws EnvelopeException {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements(name)) {
            if (!element.isString()) {
                throw wrong(name);
            }
            texts.add(element.text());
        }
        return List.copyOf(texts);
    }

    /** The objects of an array; none where it is not there. */
    public List<JsonFrame> objects(String name) throws EnvelopeException {
        List<JsonFrame> objects = new ArrayList<>();
        for (JsonValue element : elements(name)) {
            if (!element.isObject()) {
                throw wrong(name);
            }
            objects.add(inner(element.from(), element.to()));
        }
        return List.copyOf(objects);
    }

    private List<JsonValue> elements(String name) throws EnvelopeException {
        JsonValue member = present(name);
        if (member == null) {
            return List.of();
        }
        if (!member.isArray()) {
            throw wrong(name);
        }
        List<JsonValue> elements = new ArrayList<>();
        JsonScanner json = new JsonScanner(frame, member.from(), member.to());
        json.enter();
        while (json.next()) {
            int from = json.offset();
            json.skip();
            elements.add(new JsonValue(frame, from, json.offset()));
        }
        return elements;
    }

    private EnvelopeException wrong(String name) {
        JsonValue member = members.get(name);
        return new EnvelopeException(Code.ENVELOPE_FIELD_VALUE, member == null ? offset : member.from(), name);
    }
}
