// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;

/**
 * An event before it has a sequence.
 *
 * @param type CloudEvents type, {@code io.assaylink.result.v1}
 * @param subject the instrument; order is kept per subject; no patient data
 * @param acceptedAt when it was received
 * @param data the JSON document, UTF-8; owned by the outbox from here on
 * @param raw the bytes it was made of, empty where there are none; owned by the outbox from here on
 */
public record Draft(String type, String subject, Instant acceptedAt, byte[] data, byte[] raw) {

    @Override
    public String toString() {
        return "Draft[type=" + type + ", subject=" + subject + ", bytes=" + data.length + "]";
    }
}
