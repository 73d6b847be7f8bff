// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.encoding.LineEnds;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Path;
import io.assaylink.hl7.message.Segment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Changes single values of a message and nothing else: each edit replaces the bytes of its field, or adds the delimiters
 * that were missing before it; terminators, blank lines, trailing separators and what is broken elsewhere stay as they came.
 *
 * <p>The message it was made of stays as it was. Only segments that are edited are copied. Paths that name no segment of the
 * message are misuse ({@link NoSuchElementException}); values that may not go on the wire are refused by
 * {@link UnwritableValue} and change nothing. Not thread-safe.
 */
public final class MessageEditor {

    private final Hl7Message message;
    private final byte[] lead; // a byte order mark and line ends before the first segment
    private final List<EditedSegment> segments = new ArrayList<>();
    private final byte[] terminator; // of new segments
    private Wire wire;

    private MessageEditor(Hl7Message message) {
        this.message = message;
        this.wire = Wire.of(message.delimiters(), message.charset());
        byte[] bytes = message.toBytes();
        List<Segment> found = message.segments();
        for (int i = 0; i < found.size(); i++) {
            int start = found.get(i).offset();
            int next = i + 1 < found.size() ? found.get(i + 1).offset() : bytes.length;
            segments.add(new EditedSegment(bytes, start, start + found.get(i).length(), next));
        }
        lead = Arrays.copyOf(bytes, message.header().offset());
        terminator = segments.get(0).terminator();
    }

    /**
     * An editor on {@code message}, whose profile and charset it writes by.
     *
     * @throws IllegalArgumentException if the message has no usable header: its delimiters are not known
     */
    public static MessageEditor of(Hl7Message message) {
        if (!message.hasHeader()) {
            throw new IllegalArgumentException("a message without a usable header cannot be edited");
        }
        return new MessageEditor(message);
    }

    /** How line ends in the texts to come are written; {@link LineEnds#HEXADECIMAL} until this is called. */
    public MessageEditor lineEnds(LineEnds ends) {
        wire = wire.with(ends);
        return this;
    }

    /** As {@link #set(Path, String)}. */
    public MessageEditor set(String path, String text) {
        return set(Path.parse(path), text);
    }

    /** Makes the value this text; all of it is one component or subcomponent. Empty is as {@link #clear(String)}. */
    public MessageEditor set(Path path, String text) {
        return put(path, wire.encode(text, Place.of(path)));
    }

    /** Makes the value these bytes, which are encoded and escaped already. */
    public MessageEditor setEncoded(String path, byte[] encoded) {
        Path parsed = Path.parse(path);
        return put(parsed, wire.checked(encoded, Place.of(parsed)));
    }

    /** Makes the value two quotes, which say "delete what you have". */
    public MessageEditor setNull(String path) {
        return put(Path.parse(path), Wire.NULL);
    }

    /** Makes the value empty, which says nothing. The delimiters around it stay. */
    public MessageEditor clear(String path) {
        return put(Path.parse(path), new byte[0]);
    }

    /**
     * One more repetition of a field, of one component; the first one if the field is empty.
     *
     * @param path of a field, such as {@code PID-3}
     */
    public MessageEditor append(String path, String text) {
        Path parsed = Path.parse(path);
        if (parsed.repetition() != Path.WHOLE || parsed.component() != Path.WHOLE) {
            throw new IllegalArgumentException("only a field repeats, such as PID-3");
        }
        Place place = Place.of(parsed);
        byte[] value = wire.encode(text, place);
        return edit(parsed, bytes -> SegmentBytes.append(bytes, wire, place, value));
    }

    /** Number of segments now. */
    public int size() {
        return segments.size();
    }

    /**
     * Position, from 0, of the segment with this identifier.
     *
     * @param occurrence which of them, from 1
     * @throws NoSuchElementException if there are not so many
     */
    public int indexOf(String id, int occurrence) {
        int seen = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).is(id, wire.delimiters()) && ++seen == occurrence) {
                return i;
            }
        }
        throw new NoSuchElementException("no " + id + "[" + occurrence + "] in the message");
    }

    /**
     * A new segment.
     *
     * @param index its position, from 1: MSH stays the first; {@link #size()} is after the last
     * @throws IllegalArgumentException if {@code id} is no segment identifier, or one that begins a message or a batch
     */
    public MessageEditor insert(int index, String id, Consumer<SegmentFields> fill) {
        if (index < 1 || index > segments.size()) {
            throw new IndexOutOfBoundsException("segments go to 1 to " + segments.size() + ", not " + index);
        }
        SegmentFields fields = MessageBuilder.newSegment(id, wire);
        fill.accept(fields);
        segments.get(index - 1).terminate(terminator);
        segments.add(index, EditedSegment.of(fields.bytes(), terminator));
        return this;
    }

    /** A new segment after the last. */
    public MessageEditor add(String id, Consumer<SegmentFields> fill) {
        return insert(segments.size(), id, fill);
    }

    /**
     * Takes a segment out, with its terminator.
     *
     * @param index its position, from 1: MSH stays
     */
    public MessageEditor remove(int index) {
        if (index < 1 || index >= segments.size()) {
            throw new IndexOutOfBoundsException("segments 1 to " + (segments.size() - 1) + " can go, not " + index);
        }
        segments.remove(index);
        return this;
    }

    /** The message as it is now, read with the profile of the one it was made of; later edits do not change it. */
    public Hl7Message toMessage() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.size() + 64);
        out.writeBytes(lead);
        segments.forEach(segment -> segment.writeTo(out));
        return Hl7Message.of(out.toByteArray(), message.profile());
    }

    /** Number of segments; never text. */
    @Override
    public String toString() {
        return "MessageEditor[" + segments.size() + " segments]";
    }

    private MessageEditor put(Path path, byte[] value) {
        Place place = Place.of(path);
        return edit(path, bytes -> SegmentBytes.put(bytes, wire, place, value));
    }

    private MessageEditor edit(Path path, UnaryOperator<byte[]> edit) {
        if (Place.of(path).isInHeader() && path.field() <= 2) {
            throw new IllegalArgumentException("fields 1 and 2 of a header are what the rest is read by");
        }
        int index = indexOf(path.segment(), path.occurrence());
        EditedSegment before = segments.get(index);
        segments.set(index, before.with(edit.apply(before.bytes())));
        if (path.segment().equals("MSH") && path.field() == 18) {
            followCharset(index, before, path);
        }
        return this;
    }

    /** A change of MSH-18 changes how all texts are read; where there are none but ASCII it only sets what is to come. */
    private void followCharset(int index, EditedSegment before, Path path) {
        Hl7Message changed = toMessage();
        Charset charset = changed.charset();
        if (charset.equals(wire.charset())) {
            return;
        }
        boolean same = Hl7Charset.reading(charset).equals(Hl7Charset.reading(wire.charset()));
        if (!same && !isAscii(changed.toBytes())) {
            segments.set(index, before);
            throw new UnwritableValue(Reason.CHARSET_CHANGE, path.toString(), 0);
        }
        wire = wire.with(charset);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0 || b == 0x1B) { // ESC shifts to another set in ISO 2022
                return false;
            }
        }
        return true;
    }
}
