// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.value.Timestamp;
import java.util.List;

/**
 * P, patient: E1394 8, LIS02-A2 7.
 *
 * @param record whose fields are read
 */
public record Patient(AstmRecord record) implements RecordView {

    /** P-9. */
    public enum Sex implements Code {
        /** Male. */
        MALE("M"),
        /** Female. */
        FEMALE("F"),
        /** Unknown. */
        UNKNOWN("U");

        private final String code;

        Sex(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** P-25: admission status. */
    public enum Admission implements Code {
        /** Outpatient. */
        OUTPATIENT("OP"),
        /** Before admission. */
        PRE_ADMIT("PA"),
        /** Inpatient. */
        INPATIENT("IP"),
        /** Emergency room. */
        EMERGENCY("ER");

        private final String code;

        Admission(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** P-3: id given by the practice. */
    public String practiceId() {
        return text(3);
    }

    /** P-4: id given by the laboratory. */
    public String laboratoryId() {
        return text(4);
    }

    /** P-5: third id. */
    public String otherId() {
        return text(5);
    }

    /** P-6. */
    public PersonName name() {
        return name(6);
    }

    /** P-7. */
    public PersonName mothersMaidenName() {
        return name(7);
    }

    /** P-8. */
    public Field<Timestamp> birthDate() {
        return time(8);
    }

    /** P-9. */
    public Field<Sex> sex() {
        return code(9, Sex.class);
    }

    /** P-10. */
    public String race() {
        return text(10);
    }

    /** P-11: {@code street^city^state^zip^country}. */
    public List<String> address() {
        return components(11, 1);
    }

    /** P-13. */
    public String telephone() {
        return text(13);
    }

    /** P-14: attending physician. */
    public List<String> physician() {
        return components(14, 1);
    }

    /** P-15. */
    public String special1() {
        return text(15);
    }

    /** P-16. */
    public String special2() {
        return text(16);
    }

    /** P-17, with its unit. */
    public String height() {
        return text(17);
    }

    /** P-18, with its unit. */
    public String weight() {
        return text(18);
    }

    /** P-19. */
    public String diagnosis() {
        return text(19);
    }

    /** P-20. */
    public String medication() {
        return text(20);
    }

    /** P-21. */
    public String diet() {
        return text(21);
    }

    /** P-22. */
    public String practiceField1() {
        return text(22);
    }

    /** P-23. */
    public String practiceField2() {
        return text(23);
    }

    /** P-24, first repeat: admission. */
    public Field<Timestamp> admitted() {
        return Field.of(record.field(24, 1, 1), Timestamp::parse);
    }

    /** P-24, second repeat: discharge. */
    public Field<Timestamp> discharged() {
        return Field.of(record.field(24, 2, 1), Timestamp::parse);
    }

    /** P-25. */
    public Field<Admission> admission() {
        return code(25, Admission.class);
    }

    /** P-26, components unsplit. */
    public String location() {
        return text(26);
    }

    /** P-27: nature of the alternative diagnostic code. */
    public String diagnosticCodeNature() {
        return text(27);
    }

    /** P-28: alternative diagnostic code. */
    public String diagnosticCode() {
        return text(28);
    }

    /** P-29. */
    public String religion() {
        return text(29);
    }

    /** P-30. */
    public String maritalStatus() {
        return text(30);
    }

    /** P-31. */
    public String isolation() {
        return text(31);
    }

    /** P-32. */
    public String language() {
        return text(32);
    }

    /** P-33. */
    public String hospitalService() {
        return text(33);
    }

    /** P-34. */
    public String institution() {
        return text(34);
    }

    /** P-35. */
    public String dosageCategory() {
        return text(35);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Patient[" + record.index() + "]";
    }
}
