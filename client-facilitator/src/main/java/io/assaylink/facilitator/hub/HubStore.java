// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.util.List;
import java.util.Map;

/** Where events are kept. One writer; readers from any thread. */
interface HubStore extends AutoCloseable {

    /** Highest settled sequence of every source. */
    Map<String, Long> highest() throws HubStoreException;

    /**
     * Stores all of them or none, and says that everything up to {@code settled} of each source is settled.
     *
     * @return the events with their positions, once they are durable
     */
    List<StoredEvent> store(List<StoredEvent> events, Map<String, Long> settled) throws HubStoreException;

    /** Events above {@code position} in order, {@code maxCount} at most. */
    List<StoredEvent> read(long position, int maxCount) throws HubStoreException;

    @Override
    void close();
}
