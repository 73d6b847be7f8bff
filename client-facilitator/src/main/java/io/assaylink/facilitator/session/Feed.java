// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import java.util.List;

/**
 * What a dialect that sends from an outbox is told of it. What has a default concerns effects that not every dialect
 * causes.
 */
public interface Feed {

    /** The outbox holds events up to {@code last}, and may forget them up to {@code acknowledged}. */
    void appended(long last, long acknowledged, long now);

    /** The answer to {@link Effect.Read}. */
    void loaded(long read, List<Stored> events, long now);

    /** The outbox could not be read. */
    void loadFailed(long read, long now);

    /** The answer to {@link Effect.DeadLetter} and {@link Effect.Remove}: durable, or (false) not written. */
    void settledDurably(long sequence, boolean done, long now);

    /** An event is wanted no more. False where it is too late, or the protocol cannot leave one out. */
    default boolean revoke(long sequence, long now) {
        return false;
    }

    /** A newer event of its key took this one's place in the outbox. */
    default void replaced(long sequence) {}

    /** The answer to {@link Effect.Received}: durable, or (false) not written. */
    default void received(Received upto, boolean written) {}

    /** The answer to {@link Effect.Renew}: the outbox has this id now, and its numbers are {@code fell} lower. */
    default void renewed(String outbox, long last, long fell) {}

    /** The outbox could not begin a new epoch. */
    default void renewFailed() {}
}
