// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.value.Timestamp;
import io.assaylink.astm.view.Patient;

/** The fields of P. Each call replaces the field. */
public final class PatientFields {

    private final RecordFields fields;

    PatientFields(RecordFields fields) {
        this.fields = fields;
    }

    /** P-3. */
    public PatientFields practiceId(String id) {
        fields.set(3, id);
        return this;
    }

    /** P-4. */
    public PatientFields laboratoryId(String id) {
        fields.set(4, id);
        return this;
    }

    /** P-6. */
    public PatientFields name(PersonName name) {
        fields.set(6, name.components());
        return this;
    }

    /** P-8. */
    public PatientFields birthDate(Timestamp date) {
        fields.time(8, date);
        return this;
    }

    /** P-9. */
    public PatientFields sex(Patient.Sex sex) {
        fields.code(9, sex);
        return this;
    }

    /** P-14: id, last name, first name and so on. */
    public PatientFields physician(String... components) {
        fields.set(14, components);
        return this;
    }

    /** P-25. */
    public PatientFields admission(Patient.Admission status) {
        fields.code(25, status);
        return this;
    }

    /** P-26. */
    public PatientFields location(String... components) {
        fields.set(26, components);
        return this;
    }

    /** Any field, by its position, replaced by these components. */
    public PatientFields field(int position, String... components) {
        fields.set(position, components);
        return this;
    }

    /** All fields by their positions: repeats, raw text, {@code ""}. */
    public RecordFields fields() {
        return fields;
    }
}
