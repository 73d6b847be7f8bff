// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.Optional;

/**
 * Who asked for a job. It is passed on as it came: what it covers, and whether it is right, only the application can say.
 *
 * @param type {@code signature_type}
 * @param timestampNanos since 1970; 0 where it was not said
 * @param signature base64
 * @param scope {@code signature_scope}, a JSON object
 */
public record JobSignature(
        String type, String signatory, long timestampNanos, String signature, Optional<byte[]> scope) {

    static JobSignature read(JsonFrame frame) throws EnvelopeException {
        return new JobSignature(
                frame.key("signature_type"),
                frame.key("signatory"),
                frame.number("timestamp_ns", 0),
                frame.text("signature").orElse(""),
                frame.json("signature_scope"));
    }
}
