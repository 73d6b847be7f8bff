// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.Received;
import java.time.Instant;
import java.util.Optional;

/** What an outbox holds, as of one commit. {@code size} counts data and raw of what waits, {@code bytes} data alone. */
record Totals(
        String id,
        long last,
        long acknowledged,
        long events,
        long bytes,
        long size,
        long deadLetters,
        Optional<Instant> oldest,
        Received received) {

    OutboxDepth depth() {
        return new OutboxDepth(events, bytes, oldest, deadLetters);
    }
}
