// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.time.Duration;
import java.util.Optional;

/**
 * How a message waits for the line.
 *
 * @param priority who goes first when several wait
 * @param expiresAfter how long it may wait for its first frame to be sent, above zero; then it fails with
 *     {@link LinkEvent.SendCause#EXPIRED}. Empty: for ever. A message on its way is finished.
 */
public record SendOptions(Priority priority, Optional<Duration> expiresAfter) {

    /** Kinds of messages, the first goes first. */
    public enum Priority {
        /** The instrument waits for it and runs without orders when it comes late. */
        QUERY_ANSWER,
        /** Orders nobody waits for, and results. */
        WORKLIST
    }

    private static final SendOptions DEFAULTS = new SendOptions(Priority.WORKLIST, Optional.empty());

    public SendOptions {
        if (expiresAfter.filter(after -> after.isZero() || after.isNegative()).isPresent()) {
            throw new IllegalArgumentException("a message must expire after more than no time: " + expiresAfter);
        }
    }

    /** A worklist that never expires. */
    public static SendOptions defaults() {
        return DEFAULTS;
    }

    /** The answer to a query whose instrument waits this long. */
    public static SendOptions queryAnswer(Duration patience) {
        return new SendOptions(Priority.QUERY_ANSWER, Optional.of(patience));
    }

    /** A copy with this priority. */
    public SendOptions withPriority(Priority value) {
        return new SendOptions(value, expiresAfter);
    }

    /** A copy that expires after this time. */
    public SendOptions withExpiresAfter(Duration value) {
        return new SendOptions(priority, Optional.of(value));
    }
}
