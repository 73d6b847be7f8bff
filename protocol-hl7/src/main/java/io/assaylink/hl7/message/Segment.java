// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One segment of a message: an identifier and fields that count from 1.
 *
 * <p>The fields are found once, when the first one is asked for. In MSH, FHS and BHS, field 1 is the separator itself and
 * field 2 is never split. Not shared between threads until a field was read; a message hands out a new one each time.
 */
public final class Segment {

    private final Preamble message;
    private final int index;
    private final int start;
    private final int end;
    private int @Nullable [] separators; // where each field separator stands; unset until a field is asked for

    Segment(Preamble message, int index, int start, int end) {
        this.message = message;
        this.index = index;
        this.start = start;
        this.end = end;
    }

    /** The three characters of the identifier; empty if the segment has none, as after a raw line break in a text. */
    public String id() {
        return hasId(message.bytes(), start, end, message.delimiters())
                ? new String(message.bytes(), start, 3, US_ASCII)
                : "";
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

    /** Number of fields the sender wrote, trailing empty ones included. */
    public int fieldCount() {
        return separators().length + (isHeader() ? 1 : 0);
    }

    /**
     * Field {@code n} with all its repetitions; absent beyond the end.
     *
     * @throws IllegalArgumentException if {@code n} is less than 1
     */
    public Value field(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("fields count from 1, not " + n);
        }
        int[] at = separators();
        if (!isHeader()) {
            return slice(at, n - 1, Value.Level.FIELD);
        }
        return switch (n) {
            case 1 -> new Value(message, start + 3, start + 4, Value.Level.OPAQUE);
            case 2 -> slice(at, 0, Value.Level.OPAQUE);
            default -> slice(at, n - 2, Value.Level.FIELD);
        };
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

    static boolean hasId(byte[] bytes, int start, int end, Delimiters delimiters) {
        return end - start >= 3
                && isLetter(bytes[start])
                && isLetterOrDigit(bytes[start + 1])
                && isLetterOrDigit(bytes[start + 2])
                && (end - start == 3 || bytes[start + 3] == (byte) delimiters.field());
    }

    boolean is(String id) {
        return id.length() == 3
                && end - start >= 3
                && message.bytes()[start] == (byte) id.charAt(0)
                && message.bytes()[start + 1] == (byte) id.charAt(1)
                && message.bytes()[start + 2] == (byte) id.charAt(2)
                && hasId(message.bytes(), start, end, message.delimiters());
    }

    private boolean isHeader() {
        return Preamble.isHeader(message.bytes(), start, end)
                && hasId(message.bytes(), start, end, message.delimiters());
    }

    /** What stands after separator {@code i} and before the next one. */
    private Value slice(int[] at, int i, Value.Level level) {
        if (i >= at.length) {
            return Value.ABSENT;
        }
        return new Value(message, at[i] + 1, i + 1 < at.length ? at[i + 1] : end, level);
    }

    private int[] separators() {
        int[] known = separators;
        if (known == null) {
            known = find();
            separators = known;
        }
        return known;
    }

    private int[] find() {
        int[] found = new int[16];
        int count = 0;
        char separator = message.delimiters().field();
        int at = message.scan().find(message.bytes(), start, end, separator);
        while (at < end) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = at;
            at = message.scan().find(message.bytes(), at + 1, end, separator);
        }
        return Arrays.copyOf(found, count);
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean isLetterOrDigit(byte b) {
        return isLetter(b) || (b >= '0' && b <= '9');
    }
}
