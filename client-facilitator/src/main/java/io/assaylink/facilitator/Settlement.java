// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** How an event left the outbox. */
public sealed interface Settlement {

    /** The hub holds it durably. */
    record Acknowledged(long sequence) implements Settlement {}

    /** The hub refused it for good: it is in the dead letters. */
    record Refused(long sequence, String code) implements Settlement {}
}
