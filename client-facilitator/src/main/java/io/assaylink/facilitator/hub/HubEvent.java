// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.time.Instant;

/**
 * An event of the hub for one client, kept until that client has it.
 *
 * @param sequence its number for that client, from 1; 0 before it has one
 */
record HubEvent(long sequence, String type, String subject, Instant time, byte[] data) {

    String id() {
        return "hub-e" + sequence;
    }

    HubEvent at(long value) {
        return new HubEvent(value, type, subject, time, data);
    }

    /** No payload. */
    @Override
    public String toString() {
        return "HubEvent[sequence=" + sequence + ", type=" + type + ", bytes=" + data.length + "]";
    }
}
