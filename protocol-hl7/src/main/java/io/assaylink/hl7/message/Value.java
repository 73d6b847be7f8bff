// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.Formatting;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A field, repetition, component or subcomponent: a slice of the message's bytes.
 *
 * <p>Three states (HL7 v2 chapter 2.5.3.8): ABSENT says nothing, NULL ({@code ""}) says "delete what you have", TEXT is a
 * value. Immutable; a slice keeps its whole message alive.
 */
public final class Value {

    /** What a value says. */
    public enum State {
        /** Empty or beyond the end: no information. */
        ABSENT,
        /** Exactly two quotes: explicitly no value. */
        NULL,
        /** Anything else. */
        TEXT
    }

    /** How deep a value is; an OPAQUE one is never split nor unescaped (MSH-1, MSH-2). */
    enum Level {
        OPAQUE,
        FIELD,
        REPETITION,
        COMPONENT,
        SUBCOMPONENT
    }

    static final Value ABSENT = new Value(Preamble.NOTHING, 0, 0, Level.SUBCOMPONENT);

    private final Preamble message;
    private final int start;
    private final int end;
    private final Level level;

    Value(Preamble message, int start, int end, Level level) {
        this.message = message;
        this.start = start;
        this.end = end;
        this.level = level;
    }

    /** What this value says. */
    public State state() {
        if (start == end) {
            return State.ABSENT;
        }
        return end - start == 2 && message.bytes()[start] == '"' && message.bytes()[start + 1] == '"'
                ? State.NULL
                : State.TEXT;
    }

    /** True for {@link State#ABSENT}. */
    public boolean isAbsent() {
        return start == end;
    }

    /** True for {@link State#NULL}. */
    public boolean isNull() {
        return state() == State.NULL;
    }

    /**
     * The text in the message's charset, unescaped ({@link Escapes#decode(byte[], io.assaylink.hl7.encoding.Delimiters,
     * java.nio.charset.Charset, Formatting)}); delimiters of deeper levels stay in it. Empty unless the state is TEXT. Bytes the charset does not know become U+FFFD here and stay what they are in
     * {@link #bytes()}.
     */
    public String text() {
        return text(message.profile().formatting());
    }

    /** As {@link #text()} with formatting commands shown so, whatever the message's profile says. */
    public String text(Formatting formatting) {
        if (state() != State.TEXT) {
            return "";
        }
        if (level == Level.OPAQUE) {
            return new String(message.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
        }
        return Escapes.decode(
                message.bytes(), start, end, message.delimiters(), message.charset(), message.scan(), formatting);
    }

    /** A copy of the bytes as they stand in the message: escapes untouched, {@code ""} as two quotes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(message.bytes(), start, end);
    }

    /** The bytes as they stand in the message, without a copy; read-only. */
    public ByteBuffer raw() {
        return ByteBuffer.wrap(message.bytes(), start, end - start).slice().asReadOnlyBuffer();
    }

    /** Number of bytes. */
    public int length() {
        return end - start;
    }

    /** Offset of the first byte in the message; 0 for a value beyond the end of its segment. */
    public int offset() {
        return start;
    }

    /** All repetitions of a field; the value itself where nothing repeats; an empty list when absent. */
    public List<Value> repetitions() {
        return level == Level.FIELD ? split(message.delimiters().repetition(), Level.REPETITION) : self();
    }

    /** All components of a field's first repetition, or of a repetition; empty when absent. */
    public List<Value> components() {
        return switch (level) {
            case FIELD -> repetition(1).components();
            case REPETITION -> split(message.delimiters().component(), Level.COMPONENT);
            default -> self();
        };
    }

    /** All subcomponents of a component, or of the first component; empty when absent. */
    public List<Value> subcomponents() {
        return switch (level) {
            case FIELD, REPETITION -> component(1).subcomponents();
            case COMPONENT -> split(message.delimiters().subcomponent(), Level.SUBCOMPONENT);
            default -> self();
        };
    }

    /** Repetition {@code n}, from 1. */
    public Value repetition(int n) {
        return level == Level.FIELD
                ? part(message.delimiters().repetition(), n, Level.REPETITION)
                : part(Delimiters.NONE, n, level);
    }

    /** Component {@code n}, from 1, of the first repetition. What is not split has itself as its only component. */
    public Value component(int n) {
        return switch (level) {
            case FIELD -> repetition(1).component(n);
            case REPETITION -> part(message.delimiters().component(), n, Level.COMPONENT);
            default -> part(Delimiters.NONE, n, level);
        };
    }

    /** Subcomponent {@code n}, from 1, of the first component. */
    public Value subcomponent(int n) {
        return switch (level) {
            case FIELD, REPETITION -> component(1).subcomponent(n);
            case COMPONENT -> part(message.delimiters().subcomponent(), n, Level.SUBCOMPONENT);
            default -> part(Delimiters.NONE, n, level);
        };
    }

    /** State and size; never the text. */
    @Override
    public String toString() {
        return "Value[" + state() + ", " + length() + " bytes]";
    }

    private List<Value> self() {
        return isAbsent() ? List.of() : List.of(this);
    }

    private List<Value> split(char delimiter, Level deeper) {
        if (isAbsent()) {
            return List.of();
        }
        List<Value> parts = new ArrayList<>();
        int from = start;
        while (true) {
            int stop = find(delimiter, from);
            parts.add(new Value(message, from, stop, deeper));
            if (stop == end) {
                return parts;
            }
            from = stop + 1;
        }
    }

    private Value part(char delimiter, int n, Level deeper) {
        if (n < 1) {
            throw new IllegalArgumentException("parts count from 1, not " + n);
        }
        int from = start;
        for (int i = 1; i < n; i++) {
            int stop = find(delimiter, from);
            if (stop == end) {
                return ABSENT;
            }
            from = stop + 1;
        }
        return new Value(message, from, find(delimiter, from), deeper);
    }

    private int find(char delimiter, int from) {
        return find(message, from, end, delimiter);
    }

    static int find(Preamble message, int from, int end, char delimiter) {
        return delimiter == Delimiters.NONE ? end : message.scan().find(message.bytes(), from, end, delimiter);
    }
}
