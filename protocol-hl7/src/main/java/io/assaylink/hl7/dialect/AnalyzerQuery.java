// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import io.assaylink.hl7.dialect.AnalyzerDialect.Dialogue;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Value;
import java.util.Optional;

/**
 * A query of an analyzer that speaks 2.3.1: what is to be done with a specimen. {@link QueryAnswers} writes the answers.
 * Queries of LAW: {@link io.assaylink.hl7.law.WorkQuery}.
 *
 * @param message as it came
 * @param dialogue how it asks
 * @param specimen what it names: QRD-8.1, or ORC-3.1, else ORC-2.1; empty if there is nothing
 */
public record AnalyzerQuery(Hl7Message message, Dialogue dialogue, String specimen) {

    /** Reads a query; empty if the message is none of the dialogues the dialect has. */
    public static Optional<AnalyzerQuery> of(Hl7Message message, AnalyzerDialect dialect) {
        if (dialect.dialogues().contains(Dialogue.DISPLAY_QUERY)
                && message.type().is("QRY", "Q02")) {
            return Optional.of(new AnalyzerQuery(
                    message, Dialogue.DISPLAY_QUERY, message.get("QRD-8.1").text()));
        } else if (dialect.dialogues().contains(Dialogue.ORDER_QUERY)
                && message.type().is("ORM", "O01")
                && message.get("ORC-1.1").text().equals("RF")) {
            Value filler = message.get("ORC-3.1");
            return Optional.of(new AnalyzerQuery(
                    message,
                    Dialogue.ORDER_QUERY,
                    filler.isAbsent() ? message.get("ORC-2.1").text() : filler.text()));
        }
        return Optional.empty();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "AnalyzerQuery[" + dialogue + "]";
    }
}
