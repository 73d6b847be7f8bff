// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * An event before it has a sequence.
 *
 * @param type CloudEvents type, {@code io.assaylink.result.v1}
 * @param subject the instrument; order is kept per subject; no patient data
 * @param acceptedAt when it was received
 * @param data the JSON document, UTF-8; owned by the outbox from here on
 * @param raw the bytes it was made of, empty where there are none; owned by the outbox from here on
 * @param expiry when it is worth nothing any more, to the millisecond: it is skipped instead of sent; empty: never. Not for
 *     results
 * @param latest events of the same key that wait take each other's place, and only the last of them is sent; empty: none.
 *     Not for results
 */
public record Draft(
        String type,
        String subject,
        Instant acceptedAt,
        byte[] data,
        byte[] raw,
        Optional<Instant> expiry,
        Optional<String> latest) {

    public Draft {
        expiry = expiry.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
        if (latest.isPresent() && latest.get().isEmpty()) {
            throw new IllegalArgumentException("the key of a latest-only event is empty");
        }
    }

    /** An event that is sent whenever the hub is there: what a result is. */
    public Draft(String type, String subject, Instant acceptedAt, byte[] data, byte[] raw) {
        this(type, subject, acceptedAt, data, raw, Optional.empty(), Optional.empty());
    }

    public Draft withExpiry(Instant value) {
        return new Draft(type, subject, acceptedAt, data, raw, Optional.of(value), latest);
    }

    /** Takes the place of waiting events of the same key. */
    public Draft withLatest(String key) {
        return new Draft(type, subject, acceptedAt, data, raw, expiry, Optional.of(key));
    }

    @Override
    public String toString() {
        return "Draft[type=" + type + ", subject=" + subject + ", bytes=" + data.length + "]";
    }
}
