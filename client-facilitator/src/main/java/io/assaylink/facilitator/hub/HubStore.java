// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.util.List;
import java.util.Map;

/** Where events are kept, both ways. Thread-safe; what a method returns is durable by then. */
interface HubStore extends AutoCloseable {

    /**
     * How far one client has the hub's events.
     *
     * @param acknowledged the client has everything up to here
     * @param last highest sequence ever given to an event for it
     */
    record Progress(long acknowledged, long last) {}

    /** Highest settled sequence of every source. */
    Map<String, Long> highest() throws HubStoreException;

    /** What was refused for good and is not {@link #learnt}. */
    List<Refusals.Refused> refused() throws HubStoreException;

    /**
     * Stores all of them or none, and says that everything up to {@code settled} of each source is settled.
     *
     * @param refused of what is settled, for good
     * @return the events with their positions, once they are durable
     */
    List<StoredEvent> store(List<StoredEvent> events, List<Refusals.Refused> refused, Map<String, Long> settled)
            throws HubStoreException;

    /** The sender knows what was refused up to here: it need not be kept. */
    void learnt(String source, long upto) throws HubStoreException;

    /** Events above {@code position} in order, {@code maxCount} at most. */
    List<StoredEvent> read(long position, int maxCount) throws HubStoreException;

    /** Forgets what this source sent above {@code upto}: what a hub restored from a backup no longer has. */
    void lose(String source, long upto) throws HubStoreException;

    /** Keeps an event for a client, with the next sequence of that client. */
    HubEvent offer(String client, HubEvent event) throws HubStoreException;

    /** Events for a client above {@code sequence} in order, {@code maxCount} at most. */
    List<HubEvent> offered(String client, long sequence, int maxCount) throws HubStoreException;

    Progress progress(String client) throws HubStoreException;

    /** The client has everything up to {@code upto}; a lower number than before changes nothing. */
    void acknowledge(String client, long upto) throws HubStoreException;

    @Override
    void close();
}
