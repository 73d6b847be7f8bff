// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import java.util.List;

/**
 * C, comment on the record before it: E1394 11, LIS02-A2 10.
 *
 * @param record whose fields are read
 */
public record Comment(AstmRecord record) implements RecordView {

    /** C-3: who comments. */
    public enum Source implements Code {
        /** The practice. */
        PRACTICE("P"),
        /** The laboratory's computer. */
        COMPUTER("L"),
        /** The instrument. */
        INSTRUMENT("I");

        private final String code;

        Source(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** C-5: what the comment is. */
    public enum Type implements Code {
        /** Generic. */
        GENERIC("G"),
        /** Test name. */
        TEST_NAME("T"),
        /** Positive test result. */
        POSITIVE("P"),
        /** Negative test result. */
        NEGATIVE("N"),
        /** Flag of the instrument. */
        INSTRUMENT_FLAG("I");

        private final String code;

        Type(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** C-3. */
    public Field<Source> source() {
        return code(3, Source.class);
    }

    /** C-4, repeats and components unsplit. */
    public String text() {
        return text(4);
    }

    /** C-4: components of the first repeat, usually {@code code^text}. */
    public List<String> texts() {
        return components(4, 1);
    }

    /** C-5. */
    public Field<Type> type() {
        return code(5, Type.class);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Comment[" + record.index() + "]";
    }
}
