// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.Timestamp;

/**
 * S, scientific: E1394 14, LIS02-A2 13. Very rare.
 *
 * @param record whose fields are read
 */
public record Scientific(AstmRecord record) implements RecordView {

    /** S-3: analytical method. */
    public String method() {
        return text(3);
    }

    /** S-4. */
    public String instrumentation() {
        return text(4);
    }

    /** S-5. */
    public String reagents() {
        return text(5);
    }

    /** S-6: units of measure. */
    public String units() {
        return text(6);
    }

    /** S-7. */
    public String qualityControl() {
        return text(7);
    }

    /** S-8. */
    public String specimenDescriptor() {
        return text(8);
    }

    /** S-10. */
    public String container() {
        return text(10);
    }

    /** S-11. */
    public String specimenId() {
        return text(11);
    }

    /** S-12. */
    public String analyte() {
        return text(12);
    }

    /** S-13. */
    public String result() {
        return text(13);
    }

    /** S-14. */
    public String resultUnits() {
        return text(14);
    }

    /** S-15. */
    public Field<Timestamp> collected() {
        return time(15);
    }

    /** S-16. */
    public Field<Timestamp> resultTime() {
        return time(16);
    }

    /** S-17: steps before analysis. */
    public String preprocessing() {
        return text(17);
    }

    /** S-18. */
    public String diagnosis() {
        return text(18);
    }

    /** S-19. */
    public Field<Timestamp> birthDate() {
        return time(19);
    }

    /** S-20. */
    public Field<Patient.Sex> sex() {
        return code(20, Patient.Sex.class);
    }

    /** S-21. */
    public String race() {
        return text(21);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Scientific[" + record.index() + "]";
    }
}
