// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * H, message header: E1394 7, LIS02-A2 6.
 *
 * @param record whose fields are read
 */
public record Header(AstmRecord record) implements RecordView {

    /** H-12: what the message is for. */
    public enum Processing implements Code {
        /** A message of daily work. */
        PRODUCTION("P"),
        /** Training. */
        TRAINING("T"),
        /** Debugging. */
        DEBUGGING("D"),
        /** Quality control. */
        QUALITY_CONTROL("Q");

        private final String code;

        Processing(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** H-3: message control id. */
    public String controlId() {
        return text(3);
    }

    /** H-4: access password. */
    public String password() {
        return text(4);
    }

    /** H-5, first component: name of the sender. */
    public String sender() {
        return text(5, 1);
    }

    /** H-5: usually {@code name^version^serial}. */
    public List<String> senderParts() {
        return components(5, 1);
    }

    /** H-6. */
    public List<String> senderAddress() {
        return components(6, 1);
    }

    /** H-8. */
    public String senderTelephone() {
        return text(8);
    }

    /** H-9: characteristics of the sender. */
    public String characteristics() {
        return text(9);
    }

    /** H-10: id of the receiver. */
    public String receiver() {
        return text(10);
    }

    /** H-11: comment or special instructions, such as {@code TSREQ^REAL} from Roche instruments. */
    public String instructions() {
        return text(11);
    }

    /** H-12. */
    public Field<Processing> processing() {
        return code(12, Processing.class);
    }

    /** H-13: version of the standard as the sender writes it. */
    public String version() {
        return text(13);
    }

    /** H-14: date and time of the message. */
    public Field<Timestamp> time() {
        return time(14);
    }

    /** H has no sequence number: field 2 is the delimiters. */
    @Override
    public Optional<Integer> sequence() {
        return Optional.empty();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Header[" + record.index() + "]";
    }
}
