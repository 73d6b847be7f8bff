// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;

/** What a message says of itself in H or MSH; empty where it says nothing. */
record Protocol(String name, String version, String mode, String controlId, String sender) {

    static Protocol of(AstmMessage message) {
        for (AstmRecord record : message.records()) {
            if (record.is('H')) {
                return new Protocol(
                        "astm",
                        record.field(13).strip(),
                        mode(record.field(12, 1).strip()),
                        record.field(3),
                        record.rawField(5));
            }
        }
        return new Protocol("astm", "", "", "", "");
    }

    static Protocol of(Hl7Message message) {
        if (!message.hasHeader()) {
            return new Protocol("hl7v2", "", "", "", "");
        }
        Segment header = message.header();
        return new Protocol(
                "hl7v2",
                message.version(),
                mode(header.component(11, 1).text().strip()),
                message.controlId().text(),
                header.component(3, 1).text());
    }

    private static String mode(String processingId) {
        return switch (processingId) {
            case "P" -> "production";
            case "T" -> "training";
            case "D" -> "debugging";
            case "Q" -> "quality-control";
            default -> "";
        };
    }
}
