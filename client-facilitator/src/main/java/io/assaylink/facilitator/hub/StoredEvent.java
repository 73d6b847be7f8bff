// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.time.Instant;

/**
 * An event that the hub holds durably. Its identity is source and sequence.
 *
 * @param position the hub's own order of all events, from 1
 * @param time when the client accepted it; the epoch where it did not say
 * @param data the JSON document, not to be changed
 */
public record StoredEvent(
        long position,
        String source,
        long sequence,
        String id,
        String type,
        String subject,
        Instant time,
        byte[] data) {

    @Override
    public String toString() {
        return "StoredEvent[position=" + position + ", source=" + source + ", sequence=" + sequence + ", type=" + type
                + ", bytes=" + data.length + "]";
    }

    StoredEvent at(long value) {
        return new StoredEvent(value, source, sequence, id, type, subject, time, data);
    }
}
