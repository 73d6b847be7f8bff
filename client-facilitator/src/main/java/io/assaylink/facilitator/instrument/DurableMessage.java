// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import java.time.Duration;
import java.time.Instant;

/**
 * A message that is on disk. No patient data: counts, numbers and times.
 *
 * @param instrument its id
 * @param connection the connection's name
 * @param protocol ASTM or HL7
 * @param format of its first document, {@code lab.result/1}
 * @param bytes of the message, without framing
 * @param documents how many events it made
 * @param firstSequence of its events in the outbox
 * @param lastSequence of its events in the outbox
 * @param receivedAt when its last byte came
 * @param untilDurable from then until the commit, by the monotonic clock
 * @param possibleDuplicate the instrument sent the same bytes before
 */
public record DurableMessage(
        String instrument,
        String connection,
        InstrumentProtocol protocol,
        String format,
        int bytes,
        int documents,
        long firstSequence,
        long lastSequence,
        Instant receivedAt,
        Duration untilDurable,
        boolean possibleDuplicate) {}
