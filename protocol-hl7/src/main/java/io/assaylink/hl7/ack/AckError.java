// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Path;
import java.util.Optional;

/**
 * One reason why a message was refused: one ERR segment.
 *
 * @param code what is wrong (ERR-3)
 * @param where the field (ERR-2; ERR-1 before 2.5), if it is one
 * @param text for a human (ERR-8, since 2.5): printable ASCII, at most 250 characters, never patient data; may be empty
 */
public record AckError(Code code, Optional<Path> where, String text) {

    private static final int TEXT_LIMIT = 250; // the length of ERR-8

    /** HL7 table 0357: what was wrong with a message. */
    public enum Code {
        /** Nothing. */
        MESSAGE_ACCEPTED(0, "Message accepted"),
        /** Segments out of order, or a required one missing. */
        SEGMENT_SEQUENCE_ERROR(100, "Segment sequence error"),
        /** A required field is empty. */
        REQUIRED_FIELD_MISSING(101, "Required field missing"),
        /** A value is not of its type. */
        DATA_TYPE_ERROR(102, "Data type error"),
        /** A coded value is not in its table. */
        TABLE_VALUE_NOT_FOUND(103, "Table value not found"),
        /** A value is longer than allowed. */
        VALUE_TOO_LONG(104, "Value too long"),
        /** MSH-9.1 is not taken here. */
        UNSUPPORTED_MESSAGE_TYPE(200, "Unsupported message type"),
        /** MSH-9.2 is not taken here. */
        UNSUPPORTED_EVENT_CODE(201, "Unsupported event code"),
        /** MSH-11 is not taken here, as a test message by a productive system. */
        UNSUPPORTED_PROCESSING_ID(202, "Unsupported processing id"),
        /** MSH-12 is not taken here. */
        UNSUPPORTED_VERSION_ID(203, "Unsupported version id"),
        /** A patient, order or the like that is not known. */
        UNKNOWN_KEY_IDENTIFIER(204, "Unknown key identifier"),
        /** A patient, order or the like that exists already. */
        DUPLICATE_KEY_IDENTIFIER(205, "Duplicate key identifier"),
        /** Something is in use elsewhere; passes. */
        APPLICATION_RECORD_LOCKED(206, "Application record locked"),
        /** Anything else, such as a full disk. */
        APPLICATION_INTERNAL_ERROR(207, "Application internal error");

        private final int number;
        private final String hint;

        Code(int number, String hint) {
            this.number = number;
            this.hint = hint;
        }

        /** The value in table 0357. */
        public int number() {
            return number;
        }

        /** The description in table 0357. */
        public String hint() {
            return hint;
        }
    }

    /** Checks the text. */
    public AckError {
        if (text.length() > TEXT_LIMIT || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new IllegalArgumentException("a text is at most " + TEXT_LIMIT + " printable ASCII characters");
        }
    }

    /** An error of the whole message. */
    public static AckError of(Code code) {
        return new AckError(code, Optional.empty(), "");
    }

    /** An error in one place. */
    public static AckError at(Code code, Path where) {
        return new AckError(code, Optional.of(where), "");
    }

    /** A copy with this text for a human. */
    public AckError withText(String newText) {
        return new AckError(code, where, newText);
    }
}
