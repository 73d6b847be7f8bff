// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.io.ByteArrayOutputStream;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Builds general acknowledgments from slices of the request (HL7 v2 chapter 2.9, 2.15.8 MSA).
 *
 * <p>Sender and receiver are swapped with all their components, delimiters and version are the request's, MSA-2 is its
 * MSH-10 byte for byte. Only the header of the request is looked at, whatever its size.
 */
public final class Acknowledgment {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int CONTROL_ID_LIMIT = 199;

    private final Hl7Message request;
    private final Segment header; // one, so that its fields are found once
    private final Delimiters delimiters;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(192);

    private Acknowledgment(Hl7Message request) {
        this.request = request;
        this.header = request.header();
        this.delimiters = request.hasHeader() ? request.delimiters() : Delimiters.standard();
    }

    /**
     * The answer to {@code request}. A negative one carries an ERR segment with code 207 of table 0357.
     *
     * @param request what is answered; where its header cannot be read, standard delimiters and empty fields are used
     * @param code MSA-1
     * @param ownId MSH-10 of the answer
     * @param time MSH-7 of the answer, written to the second with its offset
     */
    public static Hl7Message of(Hl7Message request, AckCode code, String ownId, OffsetDateTime time) {
        Acknowledgment answer = new Acknowledgment(request);
        answer.header(ownId, time);
        answer.msa(code);
        if (!code.isPositive()) {
            answer.err();
        }
        return Hl7Message.of(answer.out.toByteArray());
    }

    /**
     * MSH-10 of {@code request} if it can be echoed: 1 to 199 bytes, none below 0x20; no standard delimiter among them where
     * the header cannot be read and those will be used.
     */
    public static Optional<Value> echoableId(Hl7Message request) {
        Value id = request.controlId();
        if (id.isAbsent() || id.length() > CONTROL_ID_LIMIT) {
            return Optional.empty();
        }
        boolean readable = request.hasHeader();
        for (byte b : id.bytes()) {
            if ((b >= 0 && b < 0x20) || (!readable && "|^~\\&".indexOf(b) >= 0)) {
                return Optional.empty();
            }
        }
        return Optional.of(id);
    }

    private void header(String ownId, OffsetDateTime time) {
        text("MSH");
        separator();
        text(delimiters.encodingCharacters());
        for (int field : new int[] {5, 6, 3, 4}) {
            separator();
            copy(field);
        }
        separator();
        text(TIME.format(time));
        separator();
        separator();
        type();
        separator();
        text(ownId);
        separator();
        copy(11);
        separator();
        copy(12);
        if (request.hasHeader() && !header.field(18).isAbsent()) {
            for (int i = 12; i < 18; i++) {
                separator();
            }
            copy(18);
        }
        out.write('\r');
    }

    /** MSH-9: ACK, with the event since 2.3.1, with the structure since 2.5. */
    private void type() {
        text("ACK");
        Value event = request.hasHeader() ? header.component(9, 2) : header.field(Integer.MAX_VALUE);
        int version = version();
        if (version < 231 || event.isAbsent()) {
            return;
        }
        out.write(delimiters.component());
        out.writeBytes(event.bytes());
        if (version >= 250) {
            out.write(delimiters.component());
            text("ACK");
        }
    }

    private void msa(AckCode code) {
        text("MSA");
        separator();
        text(code.name());
        separator();
        echoableId(request).ifPresent(id -> out.writeBytes(id.bytes()));
        out.write('\r');
    }

    private void err() {
        text("ERR");
        separator();
        if (version() >= 250) {
            separator();
            separator();
            text("207" + delimiters.component() + "Application internal error" + delimiters.component() + "HL70357");
            separator();
            text("E");
        } else {
            text(String.valueOf(delimiters.component()).repeat(3) + "207");
        }
        out.write('\r');
    }

    /** MSH-12 as three digits, 251 for 2.5.1; 0 where it cannot be read. */
    private int version() {
        String text = request.version();
        int number = 0;
        int digits = 0;
        for (int i = 0; i < text.length() && digits < 3; i++) {
            char c = text.charAt(i);
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

    private void separator() {
        out.write(delimiters.field());
    }

    private void copy(int field) {
        if (request.hasHeader()) {
            out.writeBytes(header.field(field).bytes());
        }
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(ISO_8859_1));
    }
}
