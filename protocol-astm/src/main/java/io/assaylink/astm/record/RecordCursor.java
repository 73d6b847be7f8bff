// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Walks through the records of messages without an index and without an object for a record or a field: for those who want a
 * few fields of many messages. Reads the same as {@link AstmMessage#records()}.
 *
 * <pre>
 *   while (cursor.next('R')) {
 *       if (cursor.seek(4)) … cursor.offset(), cursor.length(), cursor.byteAt(i), cursor.text()
 *   }
 * </pre>
 *
 * <p>One cursor serves any number of messages, one after the other; it allocates when {@link #text()} is asked for, and
 * once when the delimiters change to a set other than {@code |\^&}. Positions are those of {@link AstmRecord}. Not
 * thread-safe.
 */
public final class RecordCursor {

    private byte[] bytes = new byte[0];
    private Charset charset = StandardCharsets.ISO_8859_1;
    private CharacterWidth width = CharacterWidth.ASCII_TRANSPARENT;
    private Delimiters delimiters = Delimiters.standard();
    private byte lineEnd;
    /** Where the next record is looked for. */
    private int next;

    private int start;
    private int end;
    /** The value that was sought: [from, to). */
    private int from;

    private int to;
    /** The value is the delimiter string of a header, in which nothing is a delimiter. */
    private boolean opaque;

    /** A cursor over no message; see {@link #over}. */
    public RecordCursor() {}

    /** A cursor before the first record of {@code message}. */
    public RecordCursor(AstmMessage message) {
        over(message);
    }

    /** Goes before the first record of this message. */
    public RecordCursor over(AstmMessage message) {
        message.lend(this);
        return this;
    }

    void over(byte[] newBytes, Charset newCharset, CharacterWidth newWidth) {
        bytes = newBytes;
        charset = newCharset;
        width = newWidth;
        lineEnd = RecordIndex.lineEnd(bytes);
        next = 0;
        // what stands before the first header is read with its delimiters
        boolean found = false;
        while (!found && advance()) {
            found = takeHeader();
        }
        if (!found) {
            delimiters = Delimiters.standard();
        }
        next = 0;
        start = 0;
        end = 0;
        reset();
    }

    /** Goes to the next record; false when there is none, and no record is read then. */
    public boolean next() {
        reset();
        if (!advance()) {
            return false;
        }
        takeHeader();
        return true;
    }

    /** Goes to the next record whose type is this letter and nothing else; false when there is none. */
    public boolean next(char type) {
        while (next()) {
            if (is(type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether field 1 of the record is this letter and nothing else. */
    public boolean is(char type) {
        return start < end
                && bytes[start] == type
                && type != delimiters.field()
                && (start + 1 == end || bytes[start + 1] == delimiters.fieldByte());
    }

    /** Offset of the record in the message. */
    public int recordOffset() {
        return start;
    }

    /** Goes to a whole field of the record; false when it is absent or empty, and the value is empty then. */
    public boolean seek(int field) {
        AstmRecord.positive(field);
        reset();
        int at = start;
        for (int k = 1; k < field; k++) {
            at = width.indexOf(bytes, at, end, delimiters.fieldByte()) + 1;
            if (at > end) {
                return false;
            }
        }
        from = at;
        to = width.indexOf(bytes, at, end, delimiters.fieldByte());
        opaque = field == 2 && is('H');
        return from < to;
    }

    /** Goes to a component of the first repeat of a field; false when it is absent or empty. */
    public boolean seek(int field, int component) {
        AstmRecord.positive(component);
        if (!seek(field) || (opaque && component == 1)) {
            return from < to;
        }
        to = opaque ? from : find(from, to, delimiters.repeatByte());
        for (int k = 1; k < component; k++) {
            from = Math.min(to, find(from, to, delimiters.componentByte()) + 1);
        }
        to = find(from, to, delimiters.componentByte());
        return from < to;
    }

    /** Offset in the message of what was sought. */
    public int offset() {
        return from;
    }

    /** Bytes of what was sought, escapes and all; 0 when it is absent or empty. */
    public int length() {
        return to - from;
    }

    /** A byte of what was sought, from 0. */
    public byte byteAt(int index) {
        if (index < 0 || index >= to - from) {
            throw new IndexOutOfBoundsException("the value has " + (to - from) + " bytes, none at " + index);
        }
        return bytes[from + index];
    }

    /** Copies what was sought as it stands, escapes and all, into {@code out}, which has room for it. */
    public void copyTo(ByteBuffer out) {
        out.put(bytes, from, to - from);
    }

    /** What was sought as text, un-escaped as in {@link AstmRecord#field(int)}. */
    public String text() {
        return opaque
                ? new String(bytes, from, to - from, charset)
                : Escapes.unescape(bytes, from, to, delimiters, width, charset);
    }

    private int find(int at, int stop, byte delimiter) {
        return delimiter == 0 ? stop : width.indexOf(bytes, at, stop, delimiter);
    }

    private void reset() {
        from = 0;
        to = 0;
        opaque = false;
    }

    /** Goes to the next run of bytes that is no blank line. */
    private boolean advance() {
        start = next;
        end = next;
        while (start >= end && next < bytes.length) {
            start = next;
            end = ByteRun.indexOf(bytes, start, bytes.length, lineEnd);
            next = end + 1;
            start += start < end && bytes[start] == '\n' ? 1 : 0;
        }
        return start < end;
    }

    /** Takes over the delimiters of a header. Those that hold already are not made again. */
    private boolean takeHeader() {
        if (!RecordIndex.isHeader(bytes, start, end)) {
            return false;
        }
        if (!delimiters.areDeclaredBy(bytes, start, end)) {
            delimiters = Delimiters.of(bytes, start, end);
        }
        return true;
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "RecordCursor[record at " + start + ", " + (end - start) + " bytes]";
    }
}
