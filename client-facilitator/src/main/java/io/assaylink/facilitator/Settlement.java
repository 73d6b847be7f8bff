// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** How an event left the outbox. */
public sealed interface Settlement {

    /** The hub holds it durably. */
    record Acknowledged(long sequence) implements Settlement {}

    /** The hub refused it for good: it is in the dead letters. */
    record Refused(long sequence, String code) implements Settlement {}

    /** Its time was over before it could be sent; the hub is told so. */
    record Expired(long sequence) implements Settlement {}

    /** {@link Delivery#revoke} came before it was sent; the hub is told so. */
    record Revoked(long sequence) implements Settlement {}

    /** A newer event of its key took its place before the hub had it. */
    record Replaced(long sequence, long by) implements Settlement {}
}
