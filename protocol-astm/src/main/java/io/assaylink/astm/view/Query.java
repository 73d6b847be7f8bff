// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Q, request information: E1394 12, LIS02-A2 11. A dialogue starts from {@code HostQuery}.
 *
 * @param record whose fields are read
 */
public record Query(AstmRecord record) implements RecordView {

    /** Q-6: what the time limits are about. */
    public enum TimeLimits implements Code {
        /** When specimens were collected. */
        SPECIMEN("S"),
        /** When results were made. */
        RESULT("R");

        private final String code;

        TimeLimits(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** Q-13: what is asked for. */
    public enum Status implements Code {
        /** Corrected results. */
        CORRECTED("C"),
        /** Preliminary results. */
        PRELIMINARY("P"),
        /** Final results. */
        FINAL("F"),
        /** Results that cannot be done. */
        CANNOT_BE_DONE("X"),
        /** Pending results. */
        PENDING("I"),
        /** Partial results. */
        PARTIAL("S"),
        /** Results that are a minimum inhibitory concentration. */
        MIC("M"),
        /** Results sent before. */
        SENT_BEFORE("R"),
        /** Cancel the last request. Roche e 411 writes it in requests that it means. */
        ABORT("A"),
        /** New or edited results only. */
        NEW("N"),
        /** Orders and demographics only, no results. */
        ORDERS("O"),
        /** Demographics only. */
        DEMOGRAPHICS("D");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** Q-3: components of each repeat; {@code ALL} is one repeat of one component. */
    public List<List<String>> startingRange() {
        return ranges(3);
    }

    /** Q-4: components of each repeat. */
    public List<List<String>> endingRange() {
        return ranges(4);
    }

    /** Q-5; {@code ALL} is one test id for which {@code isAll()} holds. */
    public List<TestId> tests() {
        return tests(5);
    }

    /** Q-6; no text means R. */
    public Field<TimeLimits> timeLimits() {
        return code(6, TimeLimits.class);
    }

    /** Q-7. */
    public Field<Timestamp> from() {
        return time(7);
    }

    /** Q-8. */
    public Field<Timestamp> to() {
        return time(8);
    }

    /** Q-9. */
    public List<String> physician() {
        return components(9, 1);
    }

    /** Q-10. */
    public String telephone() {
        return text(10);
    }

    /** Q-11. */
    public String userField1() {
        return text(11);
    }

    /** Q-12. */
    public String userField2() {
        return text(12);
    }

    /** Q-13. */
    public Field<Status> status() {
        return code(13, Status.class);
    }

    private List<List<String>> ranges(int field) {
        return IntStream.rangeClosed(1, record.repeatCount(field))
                .mapToObj(repeat -> components(field, repeat))
                .toList();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Query[" + record.index() + "]";
    }
}
