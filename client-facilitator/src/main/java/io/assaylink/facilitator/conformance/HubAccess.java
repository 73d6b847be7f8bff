// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the author of a hub can do to it and no client can. Each answer of {@code false} or empty skips the checks that need
 * it. Called on the thread of the run.
 */
public interface HubAccess {

    /** Nothing but the wire. */
    static HubAccess none() {
        return new HubAccess() {};
    }

    /** Ends the hub as a crash would, and starts it again at the same address; false where that cannot be done. */
    default boolean restart() throws Exception {
        return false;
    }

    /** The sequences that the hub holds of this source, in the order of storing; empty where it cannot tell. */
    default Optional<List<Long>> stored(String source) throws Exception {
        return Optional.empty();
    }

    /** Has the hub ask a connected client; completes with the data of the reply. Empty where it cannot ask. */
    default Optional<CompletionStage<byte[]>> ask(String clientId, String type, byte[] data) throws Exception {
        return Optional.empty();
    }

    /** Has the hub send an event to a client, connected or not; false where it sends none. */
    default boolean send(String clientId, String type, byte[] data) throws Exception {
        return false;
    }
}
