// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The fields of MSH (HL7 v2 chapter 2.14.9). Each call replaces the field. MSH-1, MSH-2 and MSH-18 are the builder's:
 * they follow from its delimiters and charset.
 */
public final class HeaderFields {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final int CONTROL_ID_LIMIT = 199;

    private final SegmentFields fields;

    HeaderFields(SegmentFields fields) {
        this.fields = fields;
    }

    /** MSH-3 and MSH-4: who sends. */
    public HeaderFields sender(String application, String facility) {
        return field(3, application).field(4, facility);
    }

    /** MSH-5 and MSH-6: who is to receive. */
    public HeaderFields receiver(String application, String facility) {
        return field(5, application).field(6, facility);
    }

    /** MSH-7: when the message was made, written to the second with its offset. */
    public HeaderFields time(OffsetDateTime time) {
        return field(7, TIME.format(time));
    }

    /** MSH-9, such as {@code ORU}, {@code R01}, {@code ORU_R01}; an empty structure is left out. */
    public HeaderFields type(String code, String event, String structure) {
        return field(9, code, event, structure);
    }

    /**
     * MSH-10, by which the answer names the message.
     *
     * @throws IllegalArgumentException if it is empty, longer than 199 characters or holds control characters: no answer
     *     could echo it
     */
    public HeaderFields controlId(String id) {
        if (id.isEmpty() || id.length() > CONTROL_ID_LIMIT || id.chars().anyMatch(c -> c < 0x20)) {
            throw new IllegalArgumentException("MSH-10 has 1 to 199 characters and no control characters");
        }
        return field(10, id);
    }

    /** MSH-11: {@code P} production, which is the default, {@code T} training, {@code D} debugging. */
    public HeaderFields processing(String id) {
        return field(11, id);
    }

    /** MSH-12, such as {@code 2.5.1}. */
    public HeaderFields version(String version) {
        return field(12, version);
    }

    /** MSH-15 and MSH-16, of table 0155: when a commit and an application answer are wanted; both empty is original mode. */
    public HeaderFields acknowledgments(String accept, String application) {
        return field(15, accept).field(16, application);
    }

    /** MSH-21, such as {@code LAB-29}, {@code IHE}. */
    public HeaderFields profile(String... components) {
        return field(21, components);
    }

    /**
     * Any field but 1, 2 and 18, replaced by these components.
     *
     * @throws IllegalArgumentException for field 1, 2 or 18
     */
    public HeaderFields field(int field, String... components) {
        if (field <= 2 || field == 18) {
            throw new IllegalArgumentException("MSH-" + field + " follows from the builder's delimiters and charset");
        }
        fields.set(field, components);
        return this;
    }

    /**
     * Any field but 1, 2 and 18, replaced by bytes that are encoded and escaped already, such as MSH-3 of the message that is
     * answered.
     *
     * @throws IllegalArgumentException for field 1, 2 or 18
     */
    public HeaderFields encoded(int field, byte[] value) {
        if (field <= 2 || field == 18) {
            throw new IllegalArgumentException("MSH-" + field + " follows from the builder's delimiters and charset");
        }
        fields.encoded(field, value);
        return this;
    }
}
