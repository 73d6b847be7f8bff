// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.ack.Acknowledgment.Content;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.message.Path;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Writes the acknowledgments of one connection (HL7 v2 chapter 2.9, 2.15.8 MSA, 2.15.5 ERR), from slices of the request.
 *
 * <p>Nothing is made for a positive answer beyond its bytes in the caller's buffer; MSH-7 is made once a second. Not
 * thread-safe.
 */
public final class AcknowledgmentWriter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int FIXED = 512; // more than all parts that do not come from the request or from errors
    private static final List<AckError> UNSPECIFIED = List.of(AckError.of(AckError.Code.APPLICATION_INTERNAL_ERROR));

    private final AckProfile profile;
    private final ControlIds ids;
    private final ZoneId zone;
    private byte[] out = new byte[2 * FIXED];
    private int length;
    private byte[] time = new byte[0]; // of second
    private long second = Long.MIN_VALUE;

    /**
     * A writer for one peer.
     *
     * @param profile how answers look
     * @param ids for MSH-10
     * @param zone for MSH-7
     */
    public AcknowledgmentWriter(AckProfile profile, ControlIds ids, ZoneId zone) {
        this.profile = profile;
        this.ids = ids;
        this.zone = zone;
    }

    /**
     * Writes the answer with this code to the message whose header was read last.
     *
     * @param epochSecond time of MSH-7, in seconds since 1970-01-01T00:00:00Z
     * @throws BufferOverflowException if {@code target} has not enough room; nothing was written then
     */
    public void write(RequestHeader request, AckCode code, long epochSecond, ByteBuffer target) {
        write(request, Content.of(code), epochSecond, target);
    }

    /** As {@link #write(RequestHeader, AckCode, long, ByteBuffer)}, with errors and an expected sequence number. */
    public void write(RequestHeader request, Content content, long epochSecond, ByteBuffer target) {
        build(request, content, epochSecond);
        if (target.remaining() < length) {
            throw new BufferOverflowException();
        }
        target.put(out, 0, length);
    }

    /** The answer in an array of its own. */
    public byte[] bytes(RequestHeader request, Content content, long epochSecond) {
        build(request, content, epochSecond);
        return Arrays.copyOf(out, length);
    }

    private void build(RequestHeader request, Content content, long epochSecond) {
        if (epochSecond != second) {
            time = TIME.format(Instant.ofEpochSecond(epochSecond).atZone(zone)).getBytes(ISO_8859_1);
            second = epochSecond;
        }
        int room = FIXED + 2 * request.size() + 2 * FIXED * content.errors().size();
        if (out.length < room) {
            out = new byte[room];
        }
        length = 0;
        header(request);
        msa(request, content);
        if (!content.code().isPositive()) {
            for (AckError error : errors(content)) {
                err(request, error, 'E');
            }
        } else if (profile.errorOnSuccess()) {
            success(request);
        }
        if (out.length > 64 * FIXED) {
            byte[] large = out; // not kept: one long header is no reason for a long buffer on every connection
            out = Arrays.copyOf(large, Math.max(length, 2 * FIXED));
        }
    }

    private static List<AckError> errors(Content content) {
        return content.errors().isEmpty() ? UNSPECIFIED : content.errors();
    }

    private void header(RequestHeader request) {
        byte separator = (byte) request.fieldSeparator();
        put('M');
        put('S');
        put('H');
        put(separator);
        encodingCharacters(request);
        put(separator);
        copyField(request, 5);
        put(separator);
        copyField(request, 6);
        put(separator);
        copyField(request, 3);
        put(separator);
        copyField(request, 4);
        put(separator);
        copy(time, 0, time.length);
        put(separator);
        put(separator);
        type(request);
        put(separator);
        length = ids.next(out, length);
        put(separator);
        copyField(request, 11);
        put(separator);
        copyField(request, 12);
        boolean charset = request.isReadable() && request.end(18) > request.start(18);
        if (charset || profile.conditions()) {
            separators(separator, 3);
            if (profile.conditions()) {
                put('N');
                put('E');
            }
            put(separator);
            if (profile.conditions()) {
                put('N');
                put('E');
            }
        }
        if (charset) {
            separators(separator, 2);
            copyField(request, 18);
        }
        put('\r');
    }

    private void encodingCharacters(RequestHeader request) {
        if (request.isReadable()) {
            copyField(request, 2);
        } else {
            text("^~\\&");
        }
    }

    /** MSH-9: ACK, with the event since 2.3.1, with the structure since 2.5. */
    private void type(RequestHeader request) {
        put('A');
        put('C');
        put('K');
        if (profile.plainType() || !request.isReadable() || request.version() < 231) {
            return;
        }
        int from = request.eventStart();
        int to = request.componentEnd(9, from);
        if (from == to) {
            return;
        }
        put(request.componentSeparator());
        copy(request, from, to);
        if (request.version() >= 250) {
            put(request.componentSeparator());
            put('A');
            put('C');
            put('K');
        }
    }

    private void msa(RequestHeader request, Content content) {
        char separator = request.fieldSeparator();
        AckCode code = content.code();
        put('M');
        put('S');
        put('A');
        put(separator);
        text(code.name());
        put(separator);
        copy(request, request.idStart(), request.idEnd());
        AckError.Code status = code.isPositive()
                ? AckError.Code.MESSAGE_ACCEPTED
                : errors(content).get(0).code();
        if (profile.statusText() || content.expectedSequence().isPresent() || profile.statusCode()) {
            put(separator);
            if (profile.statusText()) {
                text(status.hint());
            }
        }
        if (content.expectedSequence().isPresent() || profile.statusCode()) {
            put(separator);
            content.expectedSequence().ifPresent(number -> text(Long.toString(number)));
        }
        if (profile.statusCode()) {
            separators((byte) separator, 2);
            text(Integer.toString(status.number()));
            put(separator);
        }
        put('\r');
    }

    /** ERR with code 0, as the devices that want it show it. */
    private void success(RequestHeader request) {
        if (request.version() >= 250) {
            err(request, AckError.of(AckError.Code.MESSAGE_ACCEPTED), 'I');
            return;
        }
        text("ERR");
        put(request.fieldSeparator());
        put('0');
        put(request.fieldSeparator());
        put('\r');
    }

    private void err(RequestHeader request, AckError error, char severity) {
        char separator = request.fieldSeparator();
        text("ERR");
        put(separator);
        if (request.version() < 250) {
            location(request, error, 3);
            put(request.componentSeparator());
            text(Integer.toString(error.code().number()));
            put('\r');
            return;
        }
        put(separator);
        error.where().ifPresent(where -> location(request, error, 6));
        put(separator);
        text(Integer.toString(error.code().number()));
        put(request.componentSeparator());
        text(error.code().hint());
        put(request.componentSeparator());
        text("HL70357");
        put(separator);
        put(severity);
        if (!error.text().isEmpty()) {
            separators((byte) separator, 4);
            escaped(request, error.text());
        }
        put('\r');
    }

    /** Segment, its number, field (ELD), and repetition, component, subcomponent (ERL); what is whole is left out. */
    private void location(RequestHeader request, AckError error, int parts) {
        String[] values = {"", "", "", "", "", ""};
        if (error.where().isPresent()) {
            Path where = error.where().get();
            int[] numbers = {
                where.occurrence(), where.field(), where.repetition(), where.component(), where.subcomponent()
            };
            values[0] = where.segment();
            for (int i = 0; i < numbers.length; i++) {
                values[i + 1] = numbers[i] == Path.WHOLE ? "" : Integer.toString(numbers[i]);
            }
        }
        int used = parts;
        while (parts > 3 && used > 1 && values[used - 1].isEmpty()) {
            used--;
        }
        for (int i = 0; i < used; i++) {
            if (i > 0) {
                put(request.componentSeparator());
            }
            text(values[i]);
        }
    }

    /** A text with the request's delimiters escaped; where it declares no escape character, a blank in their place. */
    private void escaped(RequestHeader request, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char letter = 0;
            if (c == request.fieldSeparator()) {
                letter = 'F';
            } else if (c == request.componentSeparator()) {
                letter = 'S';
            } else if (c == request.repetitionSeparator()) {
                letter = 'R';
            } else if (c == request.subcomponentSeparator()) {
                letter = 'T';
            } else if (c == request.escapeCharacter()) {
                letter = 'E';
            }
            if (letter == 0) {
                put(c);
            } else if (request.escapeCharacter() == Delimiters.NONE) {
                put(' ');
            } else {
                put(request.escapeCharacter());
                put(letter);
                put(request.escapeCharacter());
            }
        }
    }

    private void separators(byte separator, int count) {
        for (int i = 0; i < count; i++) {
            out[length++] = separator;
        }
    }

    private void copyField(RequestHeader request, int n) {
        if (request.isReadable()) {
            copy(request.bytes(), request.start(n), request.end(n));
        }
    }

    private void copy(RequestHeader request, int from, int to) {
        copy(request.bytes(), from, to);
    }

    private void copy(byte[] bytes, int from, int to) {
        byte[] target = out;
        int at = length;
        if (to - from < 16) { // a loop is quicker than a call for what headers hold: AcknowledgmentBenchmark
            for (int i = from; i < to; i++) {
                target[at++] = bytes[i];
            }
        } else {
            System.arraycopy(bytes, from, target, at, to - from);
            at += to - from;
        }
        length = at;
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            out[length++] = (byte) text.charAt(i);
        }
    }

    private void put(int b) {
        out[length++] = (byte) b;
    }
}
