// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.Arrays;
import java.util.Optional;

/**
 * One record of a message: a view, cheap to make and to throw away.
 *
 * <p>Positions are those of E1394: they start at 1 and <em>the record type is field 1</em>; in H the delimiter string is
 * field 2. What a record does not have is the empty string: the standard makes no difference between an empty field and
 * one behind the end. {@code ""} in quotation marks (delete) comes back as these two characters. Not thread-safe.
 */
public final class AstmRecord {

    private static final int[] NOT_MADE = new int[0];

    private final AstmMessage message;
    private final int index;
    private final int start;
    private final int end;
    private final Delimiters delimiters;
    /** End of each field; made on first access. */
    private int[] fieldEnds = NOT_MADE;

    AstmRecord(AstmMessage message, int index, int start, int end, Delimiters delimiters) {
        this.message = message;
        this.index = index;
        this.start = start;
        this.end = end;
        this.delimiters = delimiters;
    }

    /** Position in the message, from 0. */
    public int index() {
        return index;
    }

    /** Field 1 as it stands: normally one letter, such as H, P, O, R, C, Q, M, S or L. */
    public String type() {
        return message.text(start, fieldEnd(1));
    }

    /** Whether field 1 is this letter and nothing else. */
    public boolean is(char type) {
        return letter() == type;
    }

    /** Field 1 if it is one byte, else -1; looks at two bytes and makes nothing. */
    int letter() {
        int end1 = message.find(start, Math.min(end, start + 2), delimiters.fieldByte());
        return end1 == start + 1 ? message.byteAt(start) : -1;
    }

    /** The delimiters that hold in this record. */
    public Delimiters delimiters() {
        return delimiters;
    }

    /** Offset of the first byte of this record in the message. */
    public int offset() {
        return start;
    }

    /** Number of fields, the type and trailing empty ones counted. */
    public int fieldCount() {
        return ends().length;
    }

    /** The record as text, escapes and all, without its end. */
    public String raw() {
        return message.text(start, end);
    }

    /** A copy of the record's bytes without its end. */
    public byte[] rawBytes() {
        return message.copy(start, end);
    }

    /** The field as text with nothing un-escaped; {@code ""} when absent. */
    public String rawField(int field) {
        return exists(field) ? message.text(fieldStart(field), fieldEnd(field)) : "";
    }

    /** The whole field, repeats and components unsplit, un-escaped: {@code 10^3/uL} stays in one piece. */
    public String field(int field) {
        if (!exists(field)) {
            return "";
        }
        return isDelimiterField(field)
                ? rawField(field)
                : message.unescaped(fieldStart(field), fieldEnd(field), delimiters);
    }

    /** Component of the first repeat, un-escaped. */
    public String field(int field, int component) {
        return field(field, 1, component);
    }

    /** Component (from 1) of a repeat (from 1), un-escaped. */
    public String field(int field, int repeat, int component) {
        positive(component);
        if (isDelimiterField(field)) {
            return repeat == 1 && component == 1 ? rawField(field) : "";
        }
        int from = repeatStart(field, repeat);
        if (from < 0) {
            return "";
        }
        int to = message.find(from, fieldEnd(field), delimiters.repeatByte());
        for (int k = 1; k < component; k++) {
            int next = message.find(from, to, delimiters.componentByte());
            if (next == to) {
                return "";
            }
            from = next + 1;
        }
        return message.unescaped(from, message.find(from, to, delimiters.componentByte()), delimiters);
    }

    /** A whole repeat (from 1), components unsplit, un-escaped. */
    public String repeat(int field, int repeat) {
        if (isDelimiterField(field)) {
            return repeat == 1 ? rawField(field) : "";
        }
        int from = repeatStart(field, repeat);
        return from < 0
                ? ""
                : message.unescaped(from, message.find(from, fieldEnd(field), delimiters.repeatByte()), delimiters);
    }

    /** Number of repeats: 0 when the field is absent or empty, else one more than it has repeat delimiters. */
    public int repeatCount(int field) {
        if (!exists(field) || fieldStart(field) == fieldEnd(field)) {
            return 0;
        }
        return isDelimiterField(field)
                ? 1
                : 1 + message.count(fieldStart(field), fieldEnd(field), delimiters.repeatByte());
    }

    /** Number of components of a repeat (from 1): 0 when the repeat is absent or empty. */
    public int componentCount(int field, int repeat) {
        if (isDelimiterField(field)) {
            return repeat == 1 ? repeatCount(field) : 0;
        }
        int from = repeatStart(field, repeat);
        if (from < 0) {
            return 0;
        }
        int to = message.find(from, fieldEnd(field), delimiters.repeatByte());
        return from == to ? 0 : 1 + message.count(from, to, delimiters.componentByte());
    }

    /** The first escape delimiter of this record that starts no escape sequence: only the first, the rest may follow from it. */
    Optional<RecordError> wrongEscape() {
        if (message.find(start, end, delimiters.escapeByte()) == end) {
            return Optional.empty(); // nearly all records
        }
        for (int field = 1; field <= fieldCount(); field++) {
            int to = fieldEnd(field);
            int repeat = isDelimiterField(field) ? to : fieldStart(field);
            while (repeat < to) {
                int repeatEnd = message.find(repeat, to, delimiters.repeatByte());
                int from = repeat;
                while (from < repeatEnd) {
                    int pieceEnd = message.find(from, repeatEnd, delimiters.componentByte());
                    int open = message.firstWrongEscape(from, pieceEnd, delimiters);
                    if (open < pieceEnd) {
                        RecordError.Code code = message.wrongEscape(open, pieceEnd, delimiters);
                        return Optional.of(new RecordError(code, index, field, open));
                    }
                    from = pieceEnd + 1;
                }
                repeat = repeatEnd + 1;
            }
        }
        return Optional.empty();
    }

    private boolean isDelimiterField(int field) {
        return field == 2 && is('H');
    }

    /** -1 when there is no such repeat. */
    private int repeatStart(int field, int repeat) {
        positive(repeat);
        if (!exists(field)) {
            return -1;
        }
        int from = fieldStart(field);
        int to = fieldEnd(field);
        for (int k = 1; k < repeat; k++) {
            int next = message.find(from, to, delimiters.repeatByte());
            if (next == to) {
                return -1;
            }
            from = next + 1;
        }
        return from;
    }

    private boolean exists(int field) {
        positive(field);
        return field <= ends().length;
    }

    /** The field that holds this byte of the message. */
    int fieldAt(int offset) {
        int field = 1;
        while (field < ends().length && fieldEnd(field) < offset) {
            field++;
        }
        return field;
    }

    static void positive(int position) {
        if (position < 1) {
            throw new IndexOutOfBoundsException("positions start at 1: " + position);
        }
    }

    private int fieldStart(int field) {
        return field == 1 ? start : ends()[field - 2] + 1;
    }

    private int fieldEnd(int field) {
        return ends()[field - 1];
    }

    private int[] ends() {
        if (fieldEnds.length == 0) {
            int[] ends = new int[16];
            int count = 0;
            int from = start;
            int at;
            do {
                at = message.find(from, end, delimiters.fieldByte());
                if (count == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                ends[count++] = at;
                from = at + 1;
            } while (at < end);
            fieldEnds = Arrays.copyOf(ends, count);
        }
        return fieldEnds;
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "AstmRecord[" + index + ", " + (end - start) + " bytes]";
    }
}
