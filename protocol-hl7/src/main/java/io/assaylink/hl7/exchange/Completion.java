// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;

/** Which answer to a message of ours is the last one. Commit answers and negative ones are not asked about. */
@FunctionalInterface
public interface Completion {

    /** Whether no further answer is to come after {@code answer}. */
    boolean isLast(Hl7Message answer);

    /** The first answer is the last: ACK, RSP, ORL, ORR. */
    static Completion firstAnswer() {
        return answer -> true;
    }

    /**
     * The display query of 2.3.1, QRY^Q02: QCK^Q02, then one or more DSR^Q03. QCK is the last if QAK-2 says something else
     * than OK; DSR is, unless a DSC with a pointer ends it.
     */
    static Completion displayResponse() {
        return answer -> switch (answer.type().code()) {
            case "QCK" -> {
                Value status = answer.get("QAK-2");
                yield !status.isAbsent() && !status.text().equals("OK");
            }
            case "DSR" -> answer.get("DSC-1").state() != Value.State.TEXT;
            default -> answer.type().code().equals("ACK");
        };
    }

    /** So many answers. */
    static Completion answers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one answer");
        }
        return new Completion() {
            private int seen;

            @Override
            public boolean isLast(Hl7Message answer) {
                return ++seen >= count;
            }
        };
    }
}
