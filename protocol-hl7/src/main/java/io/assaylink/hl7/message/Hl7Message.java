// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import io.assaylink.hl7.encoding.Delimiters;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An HL7 v2 message in ER7 encoding: an immutable view over its own bytes.
 *
 * <p>{@link #of} takes any bytes and never throws for what they are; {@link #hasHeader()} and {@link #problems()} tell what
 * is wrong with them, and everything that can be read is read. Segments are found once, on the first access that goes
 * beyond the header; fields when a segment is asked for them; text when a value is asked for it.
 *
 * <p>Segments end with CR. A message without any CR is read as ending its segments with LF; LFs beside a CR belong to
 * it, any other is data. A {@link MessageProfile} may force either.
 *
 * <p>Takes 4 bytes for each segment besides its bytes, once a segment after the first was asked for.
 *
 * <p>May be shared between threads. Holds patient data: {@link #toString()} shows the size only.
 */
public final class Hl7Message {

    private final byte[] bytes;
    private final MessageProfile profile;
    private @Nullable Preamble preamble; // set on first need; immutable, so a race only repeats work
    private int @Nullable [] starts; // of each segment; as preamble

    private Hl7Message(byte[] bytes, MessageProfile profile) {
        this.bytes = bytes;
        this.profile = profile;
    }

    /**
     * A view over {@code bytes}, which belong to the message from now on and must not be changed; read with
     * {@link MessageProfile#strict()}.
     */
    public static Hl7Message of(byte[] bytes) {
        return new Hl7Message(bytes, MessageProfile.strict());
    }

    /**
     * As {@link #of(byte[])} for a sender whose MSH-18 is wrong or empty.
     *
     * @param override charset of the texts, whatever MSH-18 says; only a byte order mark is believed more
     */
    public static Hl7Message of(byte[] bytes, Charset override) {
        return new Hl7Message(bytes, MessageProfile.strict().withCharset(override));
    }

    /** A view over {@code bytes}, which belong to the message from now on, read as the profile of their sender says. */
    public static Hl7Message of(byte[] bytes, MessageProfile profile) {
        return new Hl7Message(bytes, profile);
    }

    /** The same bytes read with another profile. */
    public Hl7Message withProfile(MessageProfile other) {
        return new Hl7Message(bytes, other);
    }

    /** How this message is read. */
    public MessageProfile profile() {
        return profile;
    }

    /**
     * Whether the message begins with MSH, at least eight bytes of it, and delimiters that can delimit: all of them, or those
     * that are left where the profile tolerates {@link Hl7Problem.Code#DELIMITERS}.
     */
    public boolean hasHeader() {
        return preamble().readable() && preamble().isMsh();
    }

    /** The first segment, found without looking at the rest; MSH where {@link #hasHeader()}. */
    public Segment header() {
        Preamble start = preamble();
        return new Segment(start, 0, start.start(), start.end());
    }

    /** What the sender got wrong, in order of offset within each code; looks at every byte. Empty for a clean message. */
    public List<Hl7Problem> problems() {
        return new Diagnosis(preamble()).of(segments());
    }

    /** The problems that this message's profile does not tolerate; empty for a message that may be accepted. */
    public List<Hl7Problem> refusals() {
        return problems().stream()
                .filter(problem -> !profile.tolerated().contains(problem.code()))
                .toList();
    }

    /** The delimiters of MSH-1 and MSH-2; the standard ones where there is no header. */
    public Delimiters delimiters() {
        return preamble().delimiters();
    }

    /**
     * The charset of the texts: that of a byte order mark, else the profile's override, else the one MSH-18 names, else the
     * profile's default, else UTF-8 where the profile detects it, else ASCII when MSH-18 is empty or Latin-1 when its name is
     * unknown. Texts said to be ASCII are read as Latin-1, which loses nothing.
     */
    public Charset charset() {
        return preamble().charset();
    }

    /**
     * All segments in order; blank lines are none, lines without an identifier are, unless the profile joins them to the
     * segment before. A light list: an element is made when asked for.
     */
    public List<Segment> segments() {
        return new Segments(preamble(), starts());
    }

    /** The segments with this identifier, in order. */
    public List<Segment> segments(String id) {
        return segments().stream().filter(segment -> segment.is(id)).toList();
    }

    /** The first segment with this identifier. */
    public Optional<Segment> segment(String id) {
        return segment(id, 1);
    }

    /** Segment number {@code occurrence}, from 1, of those with this identifier. */
    public Optional<Segment> segment(String id, int occurrence) {
        int seen = 0;
        int[] all = starts();
        for (int i = 0; i < all.length; i++) {
            if (Lines.is(preamble(), all[i], id) && ++seen == occurrence) {
                return Optional.of(segments().get(i));
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

    Preamble preamble() {
        Preamble known = preamble;
        if (known == null) {
            known = Preamble.read(bytes, profile);
            preamble = known;
        }
        return known;
    }

    private int[] starts() {
        int[] known = starts;
        if (known == null) {
            known = Lines.starts(preamble());
            starts = known;
        }
        return known;
    }
}
