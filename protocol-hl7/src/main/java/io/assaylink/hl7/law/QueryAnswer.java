// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.message.Hl7Message;
import java.util.Optional;

/**
 * LAB-27: the manager's answer to a query (RSP^K11). It says that the query was taken; it holds no work.
 *
 * @param message as it came
 * @param code MSA-1; empty if it is none of table 0008
 * @param tag QPD-2 of the query, from QAK-1
 * @param status QAK-2; empty if it is none of table 0208
 */
public record QueryAnswer(Hl7Message message, Optional<AckCode> code, String tag, Optional<Status> status) {

    /** QAK-2, table 0208. */
    public enum Status {
        /** The query was taken and found steps; they follow as LAB-28. */
        OK,
        /** The query was taken and found nothing; a negative query response follows as LAB-28. */
        NF,
        /** The query has an error. */
        AE,
        /** The query is refused. */
        AR
    }

    /** Reads an answer; empty if the message is no RSP. */
    public static Optional<QueryAnswer> of(Hl7Message message) {
        if (!message.type().code().equals("RSP")) {
            return Optional.empty();
        }
        String written = message.get("QAK-2.1").text();
        Optional<Status> status = Optional.empty();
        for (Status each : Status.values()) {
            if (each.name().equals(written)) {
                status = Optional.of(each);
            }
        }
        return Optional.of(new QueryAnswer(
                message,
                AckCode.of(message.get("MSA-1").text()),
                message.get("QAK-1.1").text(),
                status));
    }

    /** Whether the manager took the query: a LAB-28 is to come. */
    public boolean isTaken() {
        return code.filter(AckCode::isPositive).isPresent()
                && status.filter(found -> found == Status.OK || found == Status.NF)
                        .isPresent();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "QueryAnswer[" + code + ", " + status + "]";
    }
}
