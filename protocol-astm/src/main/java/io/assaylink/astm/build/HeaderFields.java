// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Header;

/** The fields of H. Each call replaces the field. */
public final class HeaderFields {

    private final RecordFields fields;

    HeaderFields(RecordFields fields) {
        this.fields = fields;
    }

    /** H-3. */
    public HeaderFields controlId(String id) {
        fields.set(3, id);
        return this;
    }

    /** H-4. */
    public HeaderFields password(String password) {
        fields.set(4, password);
        return this;
    }

    /** H-5: usually name, version, serial number. */
    public HeaderFields sender(String... components) {
        fields.set(5, components);
        return this;
    }

    /** H-10. */
    public HeaderFields receiver(String... components) {
        fields.set(10, components);
        return this;
    }

    /** H-11: {@code TSDWN}, {@code REPLY} for Roche instruments. */
    public HeaderFields instructions(String... components) {
        fields.set(11, components);
        return this;
    }

    /** H-12. */
    public HeaderFields processing(Header.Processing processing) {
        fields.code(12, processing);
        return this;
    }

    /** H-13: {@code LIS2-A2}, {@code E 1394-97}, {@code 1}: as the instrument wants it. */
    public HeaderFields version(String version) {
        fields.set(13, version);
        return this;
    }

    /** H-14. */
    public HeaderFields time(Timestamp time) {
        fields.time(14, time);
        return this;
    }

    /** Any field, by its position, replaced by these components. */
    public HeaderFields field(int position, String... components) {
        fields.set(position, components);
        return this;
    }

    /** All fields by their positions: repeats, raw text, {@code ""}. */
    public RecordFields fields() {
        return fields;
    }
}
