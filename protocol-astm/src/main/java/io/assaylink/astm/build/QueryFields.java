// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Query;

/** The fields of Q. Each call but {@link #specimen} and {@link #test} replaces the field. */
public final class QueryFields {

    private final RecordFields fields;

    QueryFields(RecordFields fields) {
        this.fields = fields;
    }

    /** Q-3, one more repeat: {@code patient^specimen}. */
    public QueryFields specimen(String id) {
        fields.add(3, "", id);
        return this;
    }

    /** {@code ALL}. */
    public QueryFields allSpecimens() {
        fields.set(3, "ALL");
        return this;
    }

    /** Q-3, one more repeat in the instrument's own form. */
    public QueryFields start(String... components) {
        fields.add(3, components);
        return this;
    }

    /** */
    public QueryFields end(String... components) {
        fields.set(4, components);
        return this;
    }

    /** Q-5, one more repeat: a code in component 4. */
    public QueryFields test(String localCode) {
        fields.add(5, TestId.local(localCode).components().toArray(new String[0]));
        return this;
    }

    /** {@code ALL}. */
    public QueryFields allTests() {
        fields.set(5, "ALL");
        return this;
    }

    /** */
    public QueryFields timeLimits(Query.TimeLimits nature) {
        fields.code(6, nature);
        return this;
    }

    /** */
    public QueryFields from(Timestamp time) {
        fields.time(7, time);
        return this;
    }

    /** */
    public QueryFields to(Timestamp time) {
        fields.time(8, time);
        return this;
    }

    /** */
    public QueryFields status(Query.Status status) {
        fields.code(13, status);
        return this;
    }

    /** Any field, by its position, replaced by these components. */
    public QueryFields field(int position, String... components) {
        fields.set(position, components);
        return this;
    }

    /** All fields by their positions: repeats, raw text, {@code ""}. */
    public RecordFields fields() {
        return fields;
    }
}
