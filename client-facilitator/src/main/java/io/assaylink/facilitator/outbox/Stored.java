// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;

/**
 * A durable event. Read again, it is the same bytes.
 *
 * @param sequence its number, contiguous from 1
 * @param id its CloudEvents id
 * @param type CloudEvents type
 * @param subject the instrument
 * @param acceptedAt when it was received
 * @param data the JSON document, UTF-8; not to be changed
 */
public record Stored(long sequence, String id, String type, String subject, Instant acceptedAt, byte[] data) {

    @Override
    public String toString() {
        return "Stored[sequence=" + sequence + ", type=" + type + ", subject=" + subject + ", bytes=" + data.length
                + "]";
    }
}
