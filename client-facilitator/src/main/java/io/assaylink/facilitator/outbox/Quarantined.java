// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;

/**
 * Bytes that were received and are no message.
 *
 * @param number which one; rising, never used twice in one outbox
 * @param subject the instrument
 * @param code why they are no message
 * @param at when they were put aside
 * @param bytes as they came; who looks at them may look at patient data; not to be changed
 */
public record Quarantined(long number, String subject, String code, Instant at, byte[] bytes) {

    @Override
    public String toString() {
        return "Quarantined[number=" + number + ", subject=" + subject + ", code=" + code + ", bytes=" + bytes.length
                + "]";
    }
}
