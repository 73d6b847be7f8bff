// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * An HL7 v2 message in ER7 encoding: an immutable view over its own bytes.
 *
 * <p>{@link #of} takes any bytes and never throws for what they are; {@link #hasHeader()} and {@link #problems()} tell what
 * is wrong with them, and everything that can be read is read. Segments are found once, on the first access that goes
 * beyond the header; fields when a segment is asked for them; text when a value is asked for it.
 *
 * <p>Segments end with CR. A message without any CR is read as ending its segments with LF; an LF next to a CR belongs to
 * it, any other is data.
 *
 * <p>May be shared between threads. Holds patient data: {@link #toString()} shows the size only.
 */
public final class Hl7Message {

    private final byte[] bytes;
    private final Optional<Charset> override;
    private @Nullable Preamble preamble; // set on first need; immutable, so a race only repeats work
    private int @Nullable [] bounds; // start and end of each segment in turn; as preamble

    private Hl7Message(byte[] bytes, Optional<Charset> override) {
        this.bytes = bytes;
        this.override = override;
    }

    /** A view over {@code bytes}, which belong to the message from now on and must not be changed. */
    public static Hl7Message of(byte[] bytes) {
        return new Hl7Message(bytes, Optional.empty());
    }

    /**
     * As {@link #of(byte[])} for a sender whose MSH-18 is wrong or empty.
     *
     * @param override charset of the texts, whatever MSH-18 says; only a byte order mark is believed more
     */
    public static Hl7Message of(byte[] bytes, Charset override) {
        return new Hl7Message(bytes, Optional.of(override));
    }

    /** Whether the message begins with MSH, at least eight bytes of it, and delimiters that can delimit. */
    public boolean hasHeader() {
        return Diagnosis.isReadable(preamble()) && bytes[preamble().start()] == 'M';
    }

    /** The first segment, found without looking at the rest; MSH where {@link #hasHeader()}. */
    public Segment header() {
        Preamble start = preamble();
        return new Segment(start, 0, start.start(), start.end());
    }

    /** What the sender got wrong, in order of offset within each code; looks at every byte. Empty for a clean message. */
    public List<Hl7Problem> problems() {
        return new Diagnosis(preamble(), override.isPresent()).of(segments());
    }

    /** The delimiters of MSH-1 and MSH-2; the standard ones where there is no header. */
    public Delimiters delimiters() {
        return preamble().delimiters();
    }

    /**
     * The charset of the texts: that of a byte order mark, else the override, else the one MSH-18 names, else ASCII when
     * MSH-18 is empty or Latin-1 when its name is unknown. Texts said to be ASCII are read as Latin-1, which loses nothing.
     */
    public Charset charset() {
        return preamble().charset();
    }

    /** All segments in order; blank lines are none. A light list: an element is made when asked for. */
    public List<Segment> segments() {
        return new Segments(preamble(), bounds());
    }

    /** The first segment with this identifier. */
    public Optional<Segment> segment(String id) {
        return segment(id, 1);
    }

    /** Segment number {@code occurrence}, from 1, of those with this identifier. */
    public Optional<Segment> segment(String id, int occurrence) {
        int seen = 0;
        for (Segment segment : segments()) {
            if (segment.is(id) && ++seen == occurrence) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    /**
     * The value at a path such as {@code OBX[2]-5.1}; absent where there is none.
     *
     * @throws IllegalArgumentException if {@code path} is not a path ({@link Path#parse})
     */
    public Value get(String path) {
        return get(Path.parse(path));
    }

    /** The value at {@code path}; absent where there is none. */
    public Value get(Path path) {
        if (path.segment().equals("MSH") && path.occurrence() == 1) {
            Segment header = header();
            if (header.is("MSH")) {
                return header.at(path);
            }
        }
        return segment(path.segment(), path.occurrence())
                .map(segment -> segment.at(path))
                .orElse(Value.ABSENT);
    }

    /** MSH-10, which the answer echoes byte for byte. */
    public Value controlId() {
        return msh(10);
    }

    /** MSH-9; its parts are empty where there is none. */
    public MessageType type() {
        Value type = msh(9);
        return new MessageType(
                type.component(1).text(),
                type.component(2).text(),
                type.component(3).text());
    }

    /** MSH-12, first component, such as {@code 2.5.1}; empty when absent. */
    public String version() {
        return msh(12).component(1).text();
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** A copy of the bytes this message was made of. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes this message was made of, without a copy; read-only. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Equal when the bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Hl7Message message && Arrays.equals(bytes, message.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size; never the text. */
    @Override
    public String toString() {
        return "Hl7Message[" + bytes.length + " bytes]";
    }

    private Value msh(int field) {
        Segment header = header();
        return header.is("MSH") ? header.field(field) : Value.ABSENT;
    }

    private Preamble preamble() {
        Preamble known = preamble;
        if (known == null) {
            known = Preamble.read(bytes, override);
            preamble = known;
        }
        return known;
    }

    private int[] bounds() {
        int[] known = bounds;
        if (known == null) {
            known = findSegments(preamble());
            bounds = known;
        }
        return known;
    }

    private static int[] findSegments(Preamble message) {
        byte[] bytes = message.bytes();
        byte terminator = message.terminator();
        int[] found = new int[32];
        int count = 0;
        int start = message.start();
        while (start < bytes.length) {
            if (bytes[start] == terminator || (bytes[start] == Preamble.LF && isAfterCr(bytes, start))) {
                start++;
                continue;
            }
            int stop = Preamble.indexOf(bytes, terminator, start);
            stop = stop < 0 ? bytes.length : stop;
            int end = terminator == Preamble.CR && stop < bytes.length ? Preamble.trimmed(bytes, start, stop) : stop;
            if (end > start) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = start;
                found[count++] = end;
            }
            start = stop + 1;
        }
        return Arrays.copyOf(found, count);
    }

    private static boolean isAfterCr(byte[] bytes, int at) {
        return at > 0 && bytes[at - 1] == Preamble.CR;
    }

    /** The segments between pairs of bounds. */
    private static final class Segments extends AbstractList<Segment> implements RandomAccess {
        private final Preamble message;
        private final int[] bounds;

        Segments(Preamble message, int[] bounds) {
            this.message = message;
            this.bounds = bounds;
        }

        @Override
        public Segment get(int index) {
            return new Segment(message, index, bounds[2 * index], bounds[2 * index + 1]);
        }

        @Override
        public int size() {
            return bounds.length / 2;
        }
    }
}
