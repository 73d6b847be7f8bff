// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.outbox.Stored;
import java.util.List;

/** What a dialect that sends from an outbox is told of it. */
public interface Feed {

    /** The outbox holds events up to {@code last}, and may forget them up to {@code acknowledged}. */
    void appended(long last, long acknowledged, long now);

    /** The answer to {@link Effect.Read}. */
    void loaded(long read, List<Stored> events, long now);

    /** The outbox could not be read. */
    void loadFailed(long read, long now);

    /** The answer to {@link Effect.DeadLetter}: durable, or (false) not written. */
    void deadLettered(long sequence, boolean done, long now);
}
