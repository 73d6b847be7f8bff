// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A durable event. Read again, it is the same bytes.
 *
 * @param sequence its number, contiguous from 1
 * @param id its CloudEvents id
 * @param type CloudEvents type
 * @param subject the instrument
 * @param acceptedAt when it was received
 * @param data the JSON document, UTF-8; not to be changed
 * @param expiry when it is to be skipped instead of sent
 * @param replaced the waiting event of the same key whose place it took; told by the append alone, empty when read
 */
public record Stored(
        long sequence,
        String id,
        String type,
        String subject,
        Instant acceptedAt,
        byte[] data,
        Optional<Instant> expiry,
        OptionalLong replaced) {

    /** One that does not expire and took nobody's place. */
    public Stored(long sequence, String id, String type, String subject, Instant acceptedAt, byte[] data) {
        this(sequence, id, type, subject, acceptedAt, data, Optional.empty(), OptionalLong.empty());
    }

    /** The same event under another number. */
    public Stored numbered(long number) {
        return new Stored(number, id, type, subject, acceptedAt, data, expiry, replaced);
    }

    @Override
    public String toString() {
        return "Stored[sequence=" + sequence + ", type=" + type + ", subject=" + subject + ", bytes=" + data.length
                + "]";
    }
}
