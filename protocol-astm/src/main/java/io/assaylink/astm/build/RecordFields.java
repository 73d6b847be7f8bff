// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.record.AstmWriter;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.Timestamp;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one record by their positions, which count the record type as 1. Data is escaped, trailing empty components
 * and fields are left out. Positions start at 3: the type and what stands in field 2 are written by the builder.
 */
public final class RecordFields {

    private static final int FIRST = 3;
    private static final int LAST = 9_999;

    private final AstmWriter writer;
    private final List<String> written = new ArrayList<>();

    RecordFields(AstmWriter writer) {
        this.writer = writer;
    }

    /** Replaces the field by one repeat of these components. */
    public RecordFields set(int field, String... components) {
        return raw(field, writer.components(components));
    }

    /** Adds a repeat of these components to the field; an empty one keeps its place once another follows it. */
    public RecordFields add(int field, String... components) {
        String before = at(field);
        String more = writer.components(components);
        return raw(field, before.isEmpty() ? more : writer.repeats(List.of(before, more)));
    }

    /** Replaces the field by a code. */
    public RecordFields code(int field, Code code) {
        return set(field, code.code());
    }

    /** Replaces the field by a date, as precise as it is. */
    public RecordFields time(int field, Timestamp time) {
        return set(field, time.text());
    }

    /** Replaces the field by a number. */
    public RecordFields number(int field, NumericValue number) {
        return set(field, number.text());
    }

    /** Two quotation marks: the receiver is to delete what it has. */
    public RecordFields delete(int field) {
        return set(field, "\"\"");
    }

    /** Replaces the field by text that is written as it is: {@code 10^3/uL} for an instrument that knows no escapes. */
    public RecordFields raw(int field, String text) {
        at(field);
        while (written.size() <= field - FIRST) {
            written.add("");
        }
        written.set(field - FIRST, text);
        return this;
    }

    private String at(int field) {
        if (field < FIRST || field > LAST) {
            throw new IndexOutOfBoundsException("fields that can be set start at 3: " + field);
        }
        return field - FIRST < written.size() ? written.get(field - FIRST) : "";
    }

    /** From field 3 on. */
    List<String> written() {
        return written;
    }
}
