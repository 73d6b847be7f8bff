// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;

/**
 * L, message terminator: E1394 13, LIS02-A2 12.
 *
 * @param record whose fields are read
 */
public record Terminator(AstmRecord record) implements RecordView {

    /** L-3: termination code. */
    public enum Reason implements Code {
        /** Normal. */
        NORMAL("N"),
        /** The sender broke off. */
        SENDER_ABORTED("T"),
        /** The receiver asked to break off. */
        RECEIVER_ABORTED("R"),
        /** Unknown error. */
        UNKNOWN_ERROR("E"),
        /** Error in the last query. */
        QUERY_ERROR("Q"),
        /** No information for the last query. */
        NO_INFORMATION("I"),
        /** The last query is answered. */
        QUERY_ANSWERED("F");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** L-3; no text means N. */
    public Field<Reason> reason() {
        return code(3, Reason.class);
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Terminator[" + record.index() + "]";
    }
}
