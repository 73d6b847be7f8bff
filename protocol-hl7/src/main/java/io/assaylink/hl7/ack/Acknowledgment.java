// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Builds general acknowledgments from slices of the request (HL7 v2 chapter 2.9, 2.15.8 MSA).
 *
 * <p>Sender and receiver are swapped with all their components, delimiters and version are the request's, MSA-2 is its
 * MSH-10 byte for byte. Only the header of the request is looked at, whatever its size. For many answers on one connection
 * see {@link AcknowledgmentWriter}.
 */
public final class Acknowledgment {

    static final int CONTROL_ID_LIMIT = 199;

    /**
     * What an answer says.
     *
     * @param code MSA-1
     * @param errors one ERR segment each; a negative answer without any says 207, application internal error
     * @param expectedSequence MSA-4 of the sequence number protocol (HL7 v2 chapter 2.10.1), -1 or more
     */
    public record Content(AckCode code, List<AckError> errors, OptionalLong expectedSequence) {

        /** Copies the errors. */
        public Content {
            errors = List.copyOf(errors);
            if (expectedSequence.isPresent() && expectedSequence.getAsLong() < -1) {
                throw new IllegalArgumentException("an expected sequence number is -1 or more");
            } else if (code.isPositive() && !errors.isEmpty()) {
                throw new IllegalArgumentException("a positive answer has no errors");
            }
        }

        /** This code and nothing else. */
        public static Content of(AckCode code) {
            return new Content(code, List.of(), OptionalLong.empty());
        }

        /** A copy with these errors. */
        public Content withErrors(List<AckError> reasons) {
            return new Content(code, reasons, expectedSequence);
        }

        /** A copy with this number in MSA-4. */
        public Content withExpectedSequence(long number) {
            return new Content(code, errors, OptionalLong.of(number));
        }
    }

    private Acknowledgment() {}

    /**
     * The answer to {@code request}. A negative one carries an ERR segment with code 207 of table 0357.
     *
     * @param request what is answered; where its header cannot be read, standard delimiters and empty fields are used
     * @param code MSA-1
     * @param ownId MSH-10 of the answer
     * @param time MSH-7 of the answer, written to the second with its offset
     */
    public static Hl7Message of(Hl7Message request, AckCode code, String ownId, OffsetDateTime time) {
        return of(request, Content.of(code), AckProfile.defaults(), ownId, time);
    }

    /**
     * The answer to {@code request} as {@code profile} wants it.
     *
     * @param request what is answered; where its header cannot be read, standard delimiters and empty fields are used
     * @param content what the answer says
     * @param profile how it looks
     * @param ownId MSH-10 of the answer, at most 20 characters
     * @param time MSH-7 of the answer, written to the second with its offset
     */
    public static Hl7Message of(
            Hl7Message request, Content content, AckProfile profile, String ownId, OffsetDateTime time) {
        if (ownId.length() > ControlIds.LONGEST) {
            throw new IllegalArgumentException("an id is at most " + ControlIds.LONGEST + " characters");
        }
        AcknowledgmentWriter writer = new AcknowledgmentWriter(profile, () -> ownId, time.getOffset());
        return Hl7Message.of(writer.bytes(new RequestHeader().read(request), content, time.toEpochSecond()));
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

    /** A version as three digits, 251 for 2.5.1; 0 where it cannot be read. */
    static int number(String version) {
        int number = 0;
        int digits = 0;
        for (int i = 0; i < version.length() && digits < 3; i++) {
            char c = version.charAt(i);
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
