// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Result;

/** The fields of R. Each call but {@link #flag} and {@link #referenceRange} replaces the field. */
public final class ResultFields {

    private final RecordFields fields;

    ResultFields(RecordFields fields) {
        this.fields = fields;
    }

    /** a code in component 4. */
    public ResultFields test(String localCode) {
        return test(TestId.local(localCode));
    }

    /** */
    public ResultFields test(TestId id) {
        fields.set(3, id.components().toArray(new String[0]));
        return this;
    }

    /** R-4 as text. */
    public ResultFields value(String... components) {
        fields.set(4, components);
        return this;
    }

    /** */
    public ResultFields value(NumericValue value) {
        fields.number(4, value);
        return this;
    }

    /** */
    public ResultFields units(String units) {
        fields.set(5, units);
        return this;
    }

    /** R-6, one more repeat. */
    public ResultFields referenceRange(String... components) {
        fields.add(6, components);
        return this;
    }

    /** R-7, one more repeat. */
    public ResultFields flag(Result.Flag flag) {
        fields.add(7, flag.code());
        return this;
    }

    /** */
    public ResultFields abnormalityTesting(Result.AbnormalityTesting nature) {
        fields.code(8, nature);
        return this;
    }

    /** */
    public ResultFields status(Result.Status status) {
        fields.code(9, status);
        return this;
    }

    /** who performed it, who verified it. */
    public ResultFields operator(String... components) {
        fields.set(11, components);
        return this;
    }

    /** */
    public ResultFields started(Timestamp time) {
        fields.time(12, time);
        return this;
    }

    /** */
    public ResultFields completed(Timestamp time) {
        fields.time(13, time);
        return this;
    }

    /** */
    public ResultFields instrument(String... components) {
        fields.set(14, components);
        return this;
    }

    /** Any field, by its position, replaced by these components. */
    public ResultFields field(int position, String... components) {
        fields.set(position, components);
        return this;
    }

    /** All fields by their positions: repeats, raw text, {@code ""}. */
    public RecordFields fields() {
        return fields;
    }
}
