// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

/**
 * Goes through messages segment by segment and allocates nothing until a text is asked for
 * ({@code ObservationValuesBenchmark}). For those who read a few fields of very many messages; all others take
 * {@link Hl7Message#segments()}.
 *
 * <pre>
 *   for (cursor.over(message); cursor.next("OBX"); ) {
 *       String value = cursor.field(5).text();
 *   }
 * </pre>
 *
 * <p>A cursor is on one segment and on one value in it; {@link #field} goes to a field of the segment, the other steps go
 * deeper from where it is, as those of {@link Value} do. One for each thread; keeps the last message alive.
 */
public final class Hl7Cursor {

    private static final int USUAL = 32;

    private final FieldIndex fields = new FieldIndex(USUAL);
    private Preamble message = Preamble.NOTHING;
    private int next; // start of the segment to come
    private int from;
    private int to;
    private Value.Level level = Value.Level.OPAQUE;

    /** A cursor on nothing. */
    public Hl7Cursor() {}

    /** Before the first segment of {@code other}; the message before is left. */
    public Hl7Cursor over(Hl7Message other) {
        message = other.preamble();
        next = message.start();
        return on(next, next);
    }

    /** Goes to the next segment; false after the last. */
    public boolean next() {
        byte[] bytes = message.bytes();
        if (next >= bytes.length) {
            return false;
        }
        int start = next;
        next = Lines.following(message, start);
        on(start, Lines.end(bytes, start, next));
        return true;
    }

    /** Goes to the next segment with this identifier; false when there is none, and the cursor is after the last. */
    public boolean next(String id) {
        while (next < message.bytes().length) {
            int start = next;
            next = Lines.following(message, start);
            if (Lines.is(message, start, id)) {
                on(start, Lines.end(message.bytes(), start, next));
                return true;
            }
        }
        return false;
    }

    /** Whether the segment has this identifier. */
    public boolean is(String id) {
        return fields.end() > fields.start() && Lines.is(message, fields.start(), id);
    }

    /** Number of fields of the segment, trailing empty ones included. */
    public int fieldCount() {
        return fields.fields();
    }

    /** Goes to field {@code n}, from 1, of the segment; beyond the last it is on nothing. */
    public Hl7Cursor field(int n) {
        int start = fields.from(n);
        if (start < 0) {
            return nothing();
        }
        from = start;
        to = fields.to(n);
        level = fields.level(n);
        return this;
    }

    /** Goes to repetition {@code n}, from 1, of the field. */
    public Hl7Cursor repetition(int n) {
        return level == Value.Level.FIELD
                ? part(message.delimiters().repetition(), n, Value.Level.REPETITION)
                : whole(n);
    }

    /** Goes to component {@code n}, from 1; of the first repetition if the cursor is on a field. */
    public Hl7Cursor component(int n) {
        if (level == Value.Level.FIELD) {
            repetition(1);
        }
        return level == Value.Level.REPETITION
                ? part(message.delimiters().component(), n, Value.Level.COMPONENT)
                : whole(n);
    }

    /** Goes to subcomponent {@code n}, from 1; of the first component if the cursor is on more. */
    public Hl7Cursor subcomponent(int n) {
        if (level == Value.Level.FIELD || level == Value.Level.REPETITION) {
            component(1);
        }
        return level == Value.Level.COMPONENT
                ? part(message.delimiters().subcomponent(), n, Value.Level.SUBCOMPONENT)
                : whole(n);
    }

    /** Whether the value is empty or beyond the end. */
    public boolean isAbsent() {
        return from == to;
    }

    /** Whether the value is exactly two quotes. */
    public boolean isNull() {
        return to - from == 2 && message.bytes()[from] == '"' && message.bytes()[from + 1] == '"';
    }

    /** Offset of the value in the message. */
    public int offset() {
        return from;
    }

    /** Number of bytes of the value. */
    public int length() {
        return to - from;
    }

    /** Whether the bytes of the value are these ASCII characters. */
    public boolean contentEquals(String ascii) {
        if (ascii.length() != to - from) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (message.bytes()[from + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The text of the value, as {@link Value#text()}. */
    public String text() {
        return value().text();
    }

    /** The value, to be kept when the cursor goes on. */
    public Value value() {
        return from == to ? Value.ABSENT : new Value(message, from, to, level);
    }

    /** Where it is; never the text. */
    @Override
    public String toString() {
        return "Hl7Cursor[" + from + ", " + (to - from) + " bytes]";
    }

    private Hl7Cursor on(int start, int end) {
        fields.on(message, start, end);
        from = start;
        to = start;
        level = Value.Level.OPAQUE;
        return this;
    }

    private Hl7Cursor nothing() {
        to = from;
        level = Value.Level.OPAQUE;
        return this;
    }

    private Hl7Cursor whole(int n) {
        requireCounted(n);
        return n == 1 ? this : nothing();
    }

    private Hl7Cursor part(char delimiter, int n, Value.Level deeper) {
        requireCounted(n);
        int at = from;
        for (int i = 1; i < n; i++) {
            int stop = Value.find(message, at, to, delimiter);
            if (stop == to) {
                return nothing();
            }
            at = stop + 1;
        }
        to = Value.find(message, at, to, delimiter);
        from = at;
        level = deeper;
        return this;
    }

    private static void requireCounted(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("parts count from 1, not " + n);
        }
    }
}
