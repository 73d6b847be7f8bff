// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * A message of E1394 / LIS02-A2: the records H to L, an immutable view over its bytes.
 *
 * <p>The index of records is made on first access, and so is their tree; text is decoded when asked for. Records end with CR; the LF of a CR LF
 * is skipped, and LF ends them in a text that has no CR. Any bytes at all make a message: what is wrong with it says
 * {@link #errors()}. Thread-safe; the {@link AstmRecord}s are not.
 */
public final class AstmMessage {

    private final byte[] bytes;
    private final Charset charset;
    private final CharacterWidth width;
    private RecordIndex index = RecordIndex.NOT_MADE;
    private RecordTree tree = RecordTree.NOT_MADE;

    private AstmMessage(byte[] bytes, Charset charset) {
        this.bytes = bytes;
        this.charset = charset;
        this.width = CharacterWidth.of(charset);
    }

    /** A message in ISO 8859-1, which loses no byte. The array is not copied: it belongs to the message from now on. */
    public static AstmMessage of(byte[] bytes) {
        return new AstmMessage(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * A message in the character set of its link; the array belongs to the message from now on.
     *
     * @throws IllegalArgumentException if the character set does not contain ASCII (UTF-16, EBCDIC)
     */
    public static AstmMessage of(byte[] bytes, Charset charset) {
        return new AstmMessage(bytes, charset);
    }

    /** The same bytes read in another character set. */
    public AstmMessage withCharset(Charset other) {
        return new AstmMessage(bytes, other);
    }

    /** The character set in which text is read. */
    public Charset charset() {
        return charset;
    }

    /**
     * The records in order, blank lines left out. The list is a view that makes a record when it is asked for;
     * {@link RecordCursor} makes none.
     */
    public List<AstmRecord> records() {
        return new Records(this, index());
    }

    /** The record at this position, from 0. */
    public AstmRecord record(int position) {
        return records().get(position);
    }

    /** Those of the first header; the default when there is none. */
    public Delimiters delimiters() {
        return index().delimiters(0);
    }

    /** A copy of the message's bytes, exactly as they came. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes without a copy, read-only. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Bytes in the message. */
    public int size() {
        return bytes.length;
    }

    /**
     * The record above this one in the tree of E1394 5.2: R under O, O under P, P, Q and S under H; M and unknown types
     * under the nearest of these before them, C under the nearest record before that is no C; each in its place under the
     * nearest possible record when the one it needs is missing, never under that of another patient.
     *
     * @return its position, or -1 for H, L and what has nothing above it
     * @throws IndexOutOfBoundsException if there is no such record
     */
    public int parentOf(int record) {
        return tree().parentOf(record);
    }

    /**
     * The records directly under this one, in order: those whose {@link #parentOf} it is.
     *
     * @throws IndexOutOfBoundsException if there is no such record
     */
    public List<AstmRecord> children(int record) {
        Objects.checkIndex(record, index().count());
        return tree().children(record).stream().map(this::record).toList();
    }

    /** The records without a parent, in order: H, L and what stands before the first H. */
    public List<AstmRecord> roots() {
        return tree().children(-1).stream().map(this::record).toList();
    }

    private RecordTree tree() {
        RecordTree made = tree;
        if (made == RecordTree.NOT_MADE) {
            made = RecordTree.of(records());
            tree = made;
        }
        return made;
    }

    /** What departs from the standard in this message, in order of offset; empty for most. Computed at each call. */
    public List<RecordError> errors() {
        return MessageCheck.errorsOf(this);
    }

    /**
     * The text at a path: record type, its occurrence (from 1) in brackets, field, repeat in brackets, component:
     * {@code R[2].4.1}, {@code O.5[2].4}, {@code P.6}. Un-escaped.
     *
     * @return empty when the message has nothing there, or an empty field
     * @throws IllegalArgumentException if {@code path} is no path
     */
    public Optional<String> get(String path) {
        RecordPath at = RecordPath.of(path);
        int seen = 0;
        for (AstmRecord record : records()) {
            if (record.type().equals(at.type()) && ++seen == at.occurrence()) {
                return Optional.of(at.read(record)).filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    private RecordIndex index() {
        RecordIndex made = index;
        if (made == RecordIndex.NOT_MADE) {
            made = RecordIndex.of(bytes);
            index = made;
        }
        return made;
    }

    void lend(RecordCursor cursor) {
        cursor.over(bytes, charset, width);
    }

    byte byteAt(int at) {
        return bytes[at];
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, charset);
    }

    String unescaped(int from, int to, Delimiters delimiters) {
        return Escapes.unescape(bytes, from, to, delimiters, width, charset);
    }

    /** As {@link Escapes#firstWrong} within one component. */
    int firstWrongEscape(int from, int to, Delimiters delimiters) {
        return Escapes.firstWrong(bytes, from, to, delimiters, width);
    }

    RecordError.Code wrongEscape(int open, int to, Delimiters delimiters) {
        return Escapes.wrong(bytes, open, to, delimiters);
    }

    /** Index of a delimiter in [from, to), or {@code to}; a delimiter of value 0 is nowhere. */
    int find(int from, int to, byte delimiter) {
        return delimiter == 0 ? to : width.indexOf(bytes, from, to, delimiter);
    }

    int count(int from, int to, byte delimiter) {
        int count = 0;
        for (int at = find(from, to, delimiter); at < to; at = find(at + 1, to, delimiter)) {
            count++;
        }
        return count;
    }

    /** Same bytes, same character set. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AstmMessage that && Arrays.equals(bytes, that.bytes) && charset.equals(that.charset);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "AstmMessage[" + bytes.length + " bytes]";
    }

    private static final class Records extends AbstractList<AstmRecord> implements RandomAccess {
        private final AstmMessage message;
        private final RecordIndex index;

        Records(AstmMessage message, RecordIndex index) {
            this.message = message;
            this.index = index;
        }

        @Override
        public AstmRecord get(int i) {
            return new AstmRecord(message, i, index.start(i), index.end(i), index.delimiters(i));
        }

        @Override
        public int size() {
            return index.count();
        }

        /** Never the payload. */
        @Override
        public String toString() {
            return "[" + index.count() + " records]";
        }
    }
}
