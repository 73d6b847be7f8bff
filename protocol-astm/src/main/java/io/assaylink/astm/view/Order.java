// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import java.util.List;

/**
 * O, test order: E1394 9, LIS02-A2 8.
 *
 * @param record whose fields are read
 */
public record Order(AstmRecord record) implements RecordView {

    /** O-6. */
    public enum Priority implements Code {
        /** At once. */
        STAT("S"),
        /** As soon as possible. */
        AS_SOON_AS_POSSIBLE("A"),
        /** Routine. */
        ROUTINE("R"),
        /** Call with the result. */
        CALL_BACK("C"),
        /** Before an operation. */
        PREOPERATIVE("P");

        private final String code;

        Priority(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** O-12: what is to be done with the order. */
    public enum Action implements Code {
        /** Cancel the order. */
        CANCEL("C"),
        /** Add to the tests of a known specimen. */
        ADD("A"),
        /** New tests for a new specimen. */
        NEW("N"),
        /** Specimen has not arrived. */
        PENDING("P"),
        /** Reserved. */
        RESERVED("L"),
        /** Specimen or test in process. */
        IN_PROCESS("X"),
        /** The specimen is a control: its results are no patient's. */
        QUALITY_CONTROL("Q");

        private final String code;

        Action(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** O-26. */
    public enum ReportType implements Code {
        /** Order. */
        ORDER("O"),
        /** Correction of results sent before. */
        CORRECTION("C"),
        /** Preliminary results. */
        PRELIMINARY("P"),
        /** Final results. */
        FINAL("F"),
        /** Order cannot be done. */
        CANNOT_BE_DONE("X"),
        /** Pending in the instrument. */
        PENDING("I"),
        /** No order on record for this test. */
        NO_ORDER("Y"),
        /** No record of this patient. */
        NO_PATIENT("Z"),
        /** Answer to a query. */
        QUERY_ANSWER("Q");

        private final String code;

        ReportType(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** O-3, first component. */
    public String specimenId() {
        return text(3, 1);
    }

    /** O-3 with all components: many instruments add rack and position here. */
    public List<String> specimen() {
        return components(3, 1);
    }

    /** O-4: the instrument's own id, rack, position. */
    public List<String> instrumentSpecimen() {
        return components(4, 1);
    }

    /** O-5. */
    public List<TestId> tests() {
        return tests(5);
    }

    /** O-6. */
    public List<Field<Priority>> priorities() {
        return codes(6, Priority.class);
    }

    /** O-7: requested or ordered. */
    public Field<Timestamp> requested() {
        return time(7);
    }

    /** O-8: specimen collected. */
    public Field<Timestamp> collected() {
        return time(8);
    }

    /** O-9. */
    public Field<Timestamp> collectionEnd() {
        return time(9);
    }

    /** O-10: volume collected, with its unit. */
    public String volume() {
        return text(10);
    }

    /** O-11. */
    public String collector() {
        return text(11);
    }

    /** O-12. */
    public Field<Action> action() {
        return code(12, Action.class);
    }

    /** O-13. */
    public String dangerCode() {
        return text(13);
    }

    /** O-14. */
    public String clinicalInformation() {
        return text(14);
    }

    /** O-15: received in the laboratory. */
    public Field<Timestamp> received() {
        return time(15);
    }

    /** O-16, first component. */
    public String specimenType() {
        return text(16, 1);
    }

    /** O-16, second component. */
    public String specimenSource() {
        return text(16, 2);
    }

    /** O-17. */
    public List<String> physician() {
        return components(17, 1);
    }

    /** O-18. */
    public String physicianTelephone() {
        return text(18);
    }

    /** O-19. */
    public String userField1() {
        return text(19);
    }

    /** O-20. */
    public String userField2() {
        return text(20);
    }

    /** O-21. */
    public String laboratoryField1() {
        return text(21);
    }

    /** O-22. */
    public String laboratoryField2() {
        return text(22);
    }

    /** O-23: reported or modified. */
    public Field<Timestamp> reported() {
        return time(23);
    }

    /** O-24. */
    public String charge() {
        return text(24);
    }

    /** O-25: section of the laboratory. */
    public String section() {
        return text(25);
    }

    /** O-26. */
    public List<Field<ReportType>> reportTypes() {
        return codes(26, ReportType.class);
    }

    /** O-28: location or ward of collection. */
    public String ward() {
        return text(28);
    }

    /** O-29: nosocomial infection flag. */
    public String nosocomial() {
        return text(29);
    }

    /** O-30: specimen service. */
    public String service() {
        return text(30);
    }

    /** O-31: specimen institution. */
    public String institution() {
        return text(31);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Order[" + record.index() + "]";
    }
}
