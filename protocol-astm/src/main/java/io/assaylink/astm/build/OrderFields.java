// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Order;

/** The fields of O. Each call but {@link #test} replaces the field. */
public final class OrderFields {

    private final RecordFields fields;

    OrderFields(RecordFields fields) {
        this.fields = fields;
    }

    /** O-3: usually the id alone. */
    public OrderFields specimen(String... components) {
        fields.set(3, components);
        return this;
    }

    /** O-4: rack, position and the like. */
    public OrderFields instrumentSpecimen(String... components) {
        fields.set(4, components);
        return this;
    }

    /** O-5, one more repeat: a code in component 4. */
    public OrderFields test(String localCode) {
        return test(TestId.local(localCode));
    }

    /** O-5, one more repeat. */
    public OrderFields test(TestId id) {
        fields.add(5, id.components().toArray(new String[0]));
        return this;
    }

    /** O-6. */
    public OrderFields priority(Order.Priority priority) {
        fields.code(6, priority);
        return this;
    }

    /** O-7. */
    public OrderFields requested(Timestamp time) {
        fields.time(7, time);
        return this;
    }

    /** O-8. */
    public OrderFields collected(Timestamp time) {
        fields.time(8, time);
        return this;
    }

    /** O-12. */
    public OrderFields action(Order.Action action) {
        fields.code(12, action);
        return this;
    }

    /** O-16: type and source. */
    public OrderFields specimenType(String... components) {
        fields.set(16, components);
        return this;
    }

    /** O-17: id, last name, first name and so on. */
    public OrderFields physician(String... components) {
        fields.set(17, components);
        return this;
    }

    /** O-26. */
    public OrderFields reportType(Order.ReportType type) {
        fields.code(26, type);
        return this;
    }

    /** Any field, by its position, replaced by these components. */
    public OrderFields field(int position, String... components) {
        fields.set(position, components);
        return this;
    }

    /** All fields by their positions: repeats, raw text, {@code ""}. */
    public RecordFields fields() {
        return fields;
    }
}
