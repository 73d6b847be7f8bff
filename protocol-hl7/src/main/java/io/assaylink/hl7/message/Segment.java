// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * One segment of a message: an identifier and fields that count from 1.
 *
 * <p>Fields are found when they are asked for, and those before them. In MSH, FHS and BHS, field 1 is the separator itself
 * and field 2 is never split. Not thread-safe; a message hands out a new one each time.
 */
public final class Segment {

    private static final int USUAL = 16;

    private final Preamble message;
    private final int index;
    private final int start;
    private final int end;
    private @Nullable FieldIndex fields; // unset until a field is asked for

    Segment(Preamble message, int index, int start, int end) {
        this.message = message;
        this.index = index;
        this.start = start;
        this.end = end;
    }

    /** The three characters of the identifier; empty if the segment has none, as after a raw line break in a text. */
    public String id() {
        return Lines.hasId(message, start) ? new String(message.bytes(), start, 3, US_ASCII) : "";
    }

    /** Whether the identifier is this; looks at the bytes and makes no string. */
    public boolean is(String id) {
        return Lines.is(message, start, id);
    }

    /** Position among the message's segments, from 0. */
    public int index() {
        return index;
    }

    /** Offset of the first byte in the message. */
    public int offset() {
        return start;
    }

    /** The bytes from the identifier to before the terminator, without a copy; read-only. */
    public ByteBuffer raw() {
        return ByteBuffer.wrap(message.bytes(), start, end - start).slice().asReadOnlyBuffer();
    }

    /** Number of bytes, the terminator not counted. */
    public int length() {
        return end - start;
    }

    /** Number of fields the sender wrote, trailing empty ones included. */
    public int fieldCount() {
        return fields().fields();
    }

    /**
     * Field {@code n} with all its repetitions; absent beyond the end.
     *
     * @throws IllegalArgumentException if {@code n} is less than 1
     */
    public Value field(int n) {
        FieldIndex known = fields();
        int from = known.from(n);
        return from < 0 ? Value.ABSENT : new Value(message, from, known.to(n), known.level(n));
    }

    /** Repetition {@code repetition}, from 1, of field {@code n}. */
    public Value field(int n, int repetition) {
        return field(n).repetition(repetition);
    }

    /** Component of the first repetition of field {@code n}. */
    public Value component(int n, int component) {
        return field(n).component(component);
    }

    /** Subcomponent of a component of the first repetition of field {@code n}. */
    public Value subcomponent(int n, int component, int subcomponent) {
        return field(n).component(component).subcomponent(subcomponent);
    }

    /** The value at a path whose segment part is this segment. */
    Value at(Path path) {
        Value value = field(path.field());
        if (path.repetition() != Path.WHOLE) {
            value = value.repetition(path.repetition());
        }
        if (path.component() != Path.WHOLE) {
            value = value.component(path.component());
        }
        return path.subcomponent() == Path.WHOLE ? value : value.subcomponent(path.subcomponent());
    }

    /** Position and size; never the text. */
    @Override
    public String toString() {
        return "Segment[" + index + ", " + (end - start) + " bytes]";
    }

    private FieldIndex fields() {
        FieldIndex known = fields;
        if (known == null) {
            known = new FieldIndex(USUAL).on(message, start, end);
            fields = known;
        }
        return known;
    }
}
