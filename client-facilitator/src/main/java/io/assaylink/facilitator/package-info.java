// SPDX-License-Identifier: Apache-2.0
/**
 * The client of a hub: one session at a time over a connection, with events from an outbox and requests both ways.
 *
 * <p>Start at {@link io.assaylink.facilitator.FacilitatorClient}. It is a thin shell: what the protocol demands is decided
 * in {@code Session}, which does no I/O and knows no clock.
 *
 * <pre>
 *   outbox ──▶ ┌─────────┐ ──effects──▶ connect, send, acknowledge, complete, serve
 *   caller ──▶ │ Session │
 *   frames ──▶ └─────────┘ ──observer─▶ transitions, counters, alarms
 * </pre>
 *
 * <p>Only the session reads the connection; nothing else can get at its receiving half. A lost connection ends nothing but
 * the requests in flight: events stay in the outbox until the hub has acknowledged them.
 */
@NullMarked
package io.assaylink.facilitator;

import org.jspecify.annotations.NullMarked;
