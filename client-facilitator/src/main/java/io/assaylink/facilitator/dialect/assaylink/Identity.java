// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import java.time.InstantSource;

/**
 * Who a session is, and its wall clock.
 *
 * @param instance this run
 * @param source {@code source} of its events; ends in the outbox's id
 * @param clock for the time attributes of messages and the expiry of events; no other deadline within the process hangs on
 *     it
 */
public record Identity(String instance, String source, InstantSource clock) {

    public static String source(String clientId, String outbox) {
        return "/gateways/" + clientId + "/outbox/" + outbox;
    }

    /** The same with another outbox's id at the end of the source. */
    Identity withOutbox(String id) {
        return new Identity(instance, source.substring(0, source.lastIndexOf('/') + 1) + id, clock);
    }
}
