// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.astm.profile.ControlNaming;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.hl7.message.Hl7Message;
import java.time.Instant;
import java.util.List;

/**
 * Makes the documents of a message.
 *
 * <p>Never fails for what a message is: what cannot be interpreted is delivered lossless, with a diagnostic that says so.
 * A message with several patients gives several documents, in order, because patients are never merged; any other gives
 * one. Stateless and thread-safe.
 */
public final class Documents {
    private Documents() {}

    /**
     * {@code lab.result/1} for each patient when the message has R records, else one {@code astm.message/1}.
     *
     * @param receivedAt when the message's last byte came
     * @return one document at least
     */
    public static List<Document> of(AstmMessage message, InstrumentInfo instrument, Instant receivedAt) {
        return of(message, instrument, ControlNaming.none(), receivedAt);
    }

    /**
     * As {@link #of(AstmMessage, InstrumentInfo, Instant)} for an instrument whose control material is known by its name.
     *
     * @param controls names that make a specimen a control, whatever its P record says
     */
    public static List<Document> of(
            AstmMessage message, InstrumentInfo instrument, ControlNaming controls, Instant receivedAt) {
        try {
            if (AstmResults.carriesResults(message)) {
                return LabResults.write(
                        AstmResults.of(message, controls),
                        message.toBytes(),
                        Protocol.of(message),
                        instrument,
                        receivedAt);
            }
        } catch (RuntimeException e) {
            return List.of(lossless(message, instrument, receivedAt, List.of(Diagnostic.failed(e))));
        }
        return List.of(lossless(message, instrument, receivedAt));
    }

    /**
     * {@code lab.result/1} for each patient of an ORU^R01 or OUL^R21 to R24 with OBX segments, else one
     * {@code hl7v2.message/1}.
     *
     * @param receivedAt when the message's last byte came
     * @return one document at least
     */
    public static List<Document> of(Hl7Message message, InstrumentInfo instrument, Instant receivedAt) {
        try {
            if (Hl7Results.carriesResults(message)) {
                return LabResults.write(
                        Hl7Results.of(message), message.toBytes(), Protocol.of(message), instrument, receivedAt);
            }
        } catch (RuntimeException e) {
            return List.of(lossless(message, instrument, receivedAt, List.of(Diagnostic.failed(e))));
        }
        return List.of(lossless(message, instrument, receivedAt));
    }

    /** {@code astm.message/1}, whatever the message carries. */
    public static Document lossless(AstmMessage message, InstrumentInfo instrument, Instant receivedAt) {
        return lossless(message, instrument, receivedAt, List.of());
    }

    /** {@code hl7v2.message/1}, whatever the message carries. */
    public static Document lossless(Hl7Message message, InstrumentInfo instrument, Instant receivedAt) {
        return lossless(message, instrument, receivedAt, List.of());
    }

    private static Document lossless(
            AstmMessage message, InstrumentInfo instrument, Instant receivedAt, List<Diagnostic> diagnostics) {
        try {
            return LosslessAstm.of(message, instrument, receivedAt, diagnostics);
        } catch (RuntimeException e) {
            return Json.bytes(
                    LosslessAstm.FORMAT, "astm", message.toBytes(), receivedAt, instrument, Diagnostic.failed(e));
        }
    }

    private static Document lossless(
            Hl7Message message, InstrumentInfo instrument, Instant receivedAt, List<Diagnostic> diagnostics) {
        try {
            return LosslessHl7.of(message, instrument, receivedAt, diagnostics);
        } catch (RuntimeException e) {
            return Json.bytes(
                    LosslessHl7.FORMAT, "hl7v2", message.toBytes(), receivedAt, instrument, Diagnostic.failed(e));
        }
    }
}
