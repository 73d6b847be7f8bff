// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import java.util.List;
import java.util.stream.IntStream;

/**
 * R, result: E1394 10, LIS02-A2 9.
 *
 * @param record whose fields are read
 */
public record Result(AstmRecord record) implements RecordView {

    /** R-7: abnormal flags. */
    public enum Flag implements Code {
        /** Below the normal range. */
        LOW("L"),
        /** Above the normal range. */
        HIGH("H"),
        /** Below panic normal. */
        PANIC_LOW("LL"),
        /** Above panic normal. */
        PANIC_HIGH("HH"),
        /** Below the absolute low of the instrument. */
        BELOW_SCALE("<"),
        /** Above the absolute high of the instrument. */
        ABOVE_SCALE(">"),
        /** Normal. */
        NORMAL("N"),
        /** Abnormal. */
        ABNORMAL("A"),
        /** Significant change up. */
        SIGNIFICANT_CHANGE_UP("U"),
        /** Significant change down. */
        SIGNIFICANT_CHANGE_DOWN("D"),
        /** Better. */
        BETTER("B"),
        /** Worse. */
        WORSE("W");

        private final String code;

        Flag(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** R-8: nature of abnormality testing. */
    public enum AbnormalityTesting implements Code {
        /** By age. */
        AGE("A"),
        /** By sex. */
        SEX("S"),
        /** By race. */
        RACE("R"),
        /** Generic normal range. */
        GENERIC("N");

        private final String code;

        AbnormalityTesting(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** R-9. */
    public enum Status implements Code {
        /** Correction of a result sent before. */
        CORRECTION("C"),
        /** Preliminary. */
        PRELIMINARY("P"),
        /** Final. */
        FINAL("F"),
        /** Order cannot be done, or no result. */
        CANNOT_BE_DONE("X"),
        /** In the instrument, result pending. */
        PENDING("I"),
        /** Partial results. */
        PARTIAL("S"),
        /** Minimum inhibitory concentration. */
        MIC("M"),
        /** Was sent before. */
        SENT_BEFORE("R"),
        /** Needed for a new order. */
        NEEDED("N"),
        /** Answer to a query. */
        QUERY_ANSWER("Q"),
        /** Verified by the operator. */
        VERIFIED("V"),
        /** Validity in question. */
        QUESTIONABLE("W");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** R-3. */
    public TestId test() {
        return tests(3).stream().findFirst().orElse(new TestId(List.of()));
    }

    /** R-4, repeats and components unsplit: what is not a number is here. */
    public String valueText() {
        return text(4);
    }

    /** R-4 as a number, with a decimal point. */
    public Field<NumericValue> value() {
        return number(4);
    }

    /** R-4: components of the first repeat, such as Roche's {@code -1^0.325}. */
    public List<String> values() {
        return components(4, 1);
    }

    /** R-5, unsplit: {@code 10^3/uL} stays whole. */
    public String units() {
        return text(5);
    }

    /** R-6: each repeat, unsplit. */
    public List<String> referenceRanges() {
        return repeats(6);
    }

    /** R-7. */
    public List<Field<Flag>> flags() {
        return codes(7, Flag.class);
    }

    /** R-8: what the flags are relative to. */
    public List<Field<AbnormalityTesting>> abnormalityTesting() {
        return codes(8, AbnormalityTesting.class);
    }

    /** R-9; normally one. */
    public List<Field<Status>> statuses() {
        return codes(9, Status.class);
    }

    /** R-9, first repeat. */
    public Field<Status> status() {
        return Code.field(Status.class, record.repeat(9, 1));
    }

    /** R-10: when the instrument's normal values or units changed. */
    public Field<Timestamp> normalsChanged() {
        return time(10);
    }

    /** R-11, first component: who performed the test. */
    public String operator() {
        return text(11, 1);
    }

    /** R-11, second component: who verified it. */
    public String verifier() {
        return text(11, 2);
    }

    /** R-12. */
    public Field<Timestamp> started() {
        return time(12);
    }

    /** R-13. */
    public Field<Timestamp> completed() {
        return time(13);
    }

    /** R-14. */
    public String instrument() {
        return text(14);
    }

    private List<String> repeats(int field) {
        return IntStream.rangeClosed(1, record.repeatCount(field))
                .mapToObj(repeat -> record.repeat(field, repeat).strip())
                .toList();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Result[" + record.index() + "]";
    }
}
