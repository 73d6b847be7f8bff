// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.ack.AckPolicy.Condition;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * MSH-1 to MSH-18 of one message after another: all that routing and an acknowledgment need.
 *
 * <p>A header of printable ASCII with the standard delimiters that stands at the start of the bytes is read in place: the rest of the message is not
 * looked at and nothing is made, so that a message of 5 MB costs what one of 300 bytes does. Any other header is read as
 * {@link Hl7Message} reads it, character set, byte order mark and all, and copied. AcknowledgmentBenchmark shows both.
 *
 * <p>Reused from message to message; valid until the next {@code read}, as long as the bytes do not change. Not
 * thread-safe.
 */
public final class RequestHeader {

    static final int LAST = 18;
    private static final int TYPE = 9;
    private static final int SHORTEST = 8; // MSH|^~\&

    private byte[] bytes = new byte[0];
    private final int[] start = new int[LAST + 2]; // of field n; field n ends before start[n + 1] - 1
    private char field = '|';
    private char component = '^';
    private char repetition = '~';
    private char escape = '\\';
    private char subcomponent = '&';
    private boolean readable;
    private int idStart;
    private int idEnd;
    private int version;
    private AckPolicy unreadable = AckPolicy.never(); // of a header that cannot be read; else without meaning
    private boolean unreadableAck; // as unreadable

    /** A header with nothing in it. */
    public RequestHeader() {}

    /**
     * Reads the header of the message that stands in {@code content} from {@code from} to before {@code to}; the bytes are
     * kept until the next read.
     *
     * @return this
     * @throws IndexOutOfBoundsException if the range is not within {@code content}
     */
    public RequestHeader read(byte[] content, int from, int to) {
        if (from < 0 || from > to || to > content.length) {
            throw new IndexOutOfBoundsException("range " + from + " to " + to + " of " + content.length);
        }
        if (!isPlain(content, from, to)) {
            return read(Hl7Message.of(Arrays.copyOfRange(content, from, to)));
        }
        return plain(content);
    }

    /**
     * Reads the header of {@code message}, of which no other byte is looked at.
     *
     * @return this
     */
    public RequestHeader read(Hl7Message message) {
        Segment header = message.header();
        readable = message.hasHeader();
        if (readable) {
            ByteBuffer raw = header.raw();
            byte[] line = new byte[raw.remaining()];
            raw.get(line);
            if (isPlain(line, 0, line.length)) {
                return plain(line);
            }
        }
        Delimiters delimiters = readable ? message.delimiters() : Delimiters.standard();
        use(delimiters);
        byte[] copy = new byte
                [readable
                        ? header.raw().remaining() + LAST
                        : message.controlId().length()];
        int at = 0;
        for (int n = 2; n <= LAST; n++) {
            start[n] = at;
            if (readable || n == 10) {
                byte[] value =
                        n == 10 ? message.controlId().bytes() : header.field(n).bytes();
                if (!readable && Acknowledgment.echoableId(message).isEmpty()) {
                    value = new byte[0];
                }
                System.arraycopy(value, 0, copy, at, value.length);
                at += value.length;
            }
            if (readable) {
                copy[at++] = (byte) field;
            }
        }
        start[LAST + 1] = at;
        bytes = copy;
        if (readable) {
            findId();
            version = Acknowledgment.number(message.version());
        } else {
            idStart = start[10];
            idEnd = start[11];
            version = 0;
            unreadable = AckPolicy.of(message);
            unreadableAck = AckPolicy.isAcknowledgment(message);
        }
        return this;
    }

    private RequestHeader plain(byte[] content) {
        bytes = content;
        readable = true;
        findId();
        version = versionOf();
        return this;
    }

    /** Whether there is a header that can be read; see {@link Hl7Message#hasHeader()}. */
    public boolean isReadable() {
        return readable;
    }

    /** Whether MSH-9 has this code and event, compared as bytes; both are case-sensitive. */
    public boolean is(String code, String event) {
        if (!readable) {
            return false;
        }
        int at = after(code, start[TYPE]);
        if (at < 0) {
            return false;
        }
        boolean another = at < end(TYPE) && bytes[at] == (byte) component;
        return another ? after(event, at + 1) >= 0 : event.isEmpty();
    }

    /** Whether MSH-9 says ACK: such a message is never acknowledged. */
    public boolean isAcknowledgment() {
        return readable ? after("ACK", start[TYPE]) >= 0 : unreadableAck;
    }

    /** Whether MSH-10 is there and can be echoed: see {@link Acknowledgment#echoableId}. */
    public boolean hasControlId() {
        return idEnd > idStart;
    }

    /** Which acknowledgments the message asks for; as {@link AckPolicy#of}. */
    public AckPolicy policy() {
        if (!readable) {
            return unreadable;
        }
        if (isAcknowledgment()) {
            return AckPolicy.never();
        }
        if (start[17] - start[15] == 2
                || start[17] == start[15]) { // two empty fields, or none: AcknowledgmentBenchmark
            return AckPolicy.originalMode();
        }
        return AckPolicy.of(condition(15), condition(16));
    }

    byte[] bytes() {
        return bytes;
    }

    char fieldSeparator() {
        return field;
    }

    char componentSeparator() {
        return component;
    }

    char repetitionSeparator() {
        return repetition;
    }

    char escapeCharacter() {
        return escape;
    }

    char subcomponentSeparator() {
        return subcomponent;
    }

    int version() {
        return version;
    }

    int idStart() {
        return idStart;
    }

    int idEnd() {
        return idEnd;
    }

    int start(int n) {
        return start[n];
    }

    /** The end of field {@code n}; not before its start. */
    int end(int n) {
        return Math.max(start[n], start[n + 1] - (readable ? 1 : 0));
    }

    int size() {
        return start[LAST + 1] - start[2];
    }

    /** Where the event of MSH-9 starts; the end of the field, or of its first repetition, where there is none. */
    int eventStart() {
        int end = end(TYPE);
        for (int at = start[TYPE]; at < end; at++) {
            if (bytes[at] == (byte) component) {
                return at + 1;
            } else if (bytes[at] == (byte) repetition) {
                return at;
            }
        }
        return end;
    }

    /** The end of the component of field {@code n} that starts at {@code from}. */
    int componentEnd(int n, int from) {
        int at = from;
        int end = end(n);
        while (at < end && bytes[at] != (byte) component && bytes[at] != (byte) repetition) {
            at++;
        }
        return at;
    }

    /** Where a component of MSH-9 that stands at {@code from} ends, if it is {@code text}; else -1. */
    private int after(String text, int from) {
        int to = from + text.length();
        int end = end(TYPE);
        if (to > end) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != (byte) text.charAt(i)) {
                return -1;
            }
        }
        return to == end || bytes[to] == (byte) component || bytes[to] == (byte) repetition ? to : -1;
    }

    /** Table 0155 by its two letters; anything else is no condition. */
    private Optional<Condition> condition(int n) {
        int from = start[n];
        int to = end(n);
        if (from == to) {
            return Optional.empty();
        }
        to = componentEnd(n, from);
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        while (from < to && bytes[to - 1] == ' ') {
            to--;
        }
        return to - from == 2 ? AckPolicy.condition(bytes[from] & 0xDF, bytes[from + 1] & 0xDF) : Optional.empty();
    }

    /** Reads a header of printable ASCII with the standard delimiters; false if it is another one. */
    private boolean isPlain(byte[] content, int from, int to) {
        if (!startsPlainly(content, from, to)) {
            return false;
        }
        start[2] = from + 4;
        int n = 2;
        int at = from + SHORTEST;
        int stop = to;
        while (at < to) {
            byte b = content[at++];
            if (b == '|') {
                start[++n] = at;
                if (n > LAST) {
                    break;
                }
            } else if (b < 0x20 || b == 0x7F) {
                if (b != '\r') {
                    return false;
                }
                stop = at - 1;
                break;
            }
        }
        if (n <= LAST) {
            while (n <= LAST) {
                start[++n] = stop + 1; // empty, as if separators followed
            }
        }
        if (start[3] != from + 9) {
            return false; // MSH-2 is not ^~\& alone
        }
        use(Delimiters.standard());
        return true;
    }

    private static boolean startsPlainly(byte[] content, int from, int to) {
        return to - from >= SHORTEST
                && content[from] == 'M'
                && content[from + 1] == 'S'
                && content[from + 2] == 'H'
                && content[from + 3] == '|'
                && content[from + 4] == '^'
                && content[from + 5] == '~'
                && content[from + 6] == '\\'
                && content[from + 7] == '&';
    }

    private void use(Delimiters delimiters) {
        field = delimiters.field();
        component = delimiters.component();
        repetition = delimiters.repetition();
        escape = delimiters.escape();
        subcomponent = delimiters.subcomponent();
    }

    private void findId() {
        idStart = start[10];
        idEnd = end(10);
        if (idEnd - idStart > Acknowledgment.CONTROL_ID_LIMIT) {
            idEnd = idStart;
        }
        for (int i = idStart; i < idEnd; i++) {
            if (bytes[i] >= 0 && bytes[i] < 0x20) {
                idEnd = idStart;
            }
        }
    }

    /** MSH-12 as three digits, 251 for 2.5.1; 0 where it cannot be read. */
    private int versionOf() {
        int number = 0;
        int digits = 0;
        int end = end(12);
        for (int i = start[12]; i < end && digits < 3; i++) {
            byte c = bytes[i];
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
                digits++;
            } else if (c != '.') {
                break;
            }
        }
        for (; digits > 0 && digits < 3; digits++) {
            number *= 10;
        }
        return number;
    }
}
