// SPDX-License-Identifier: Apache-2.0
/**
 * A hub to develop against: real, durable and small. For demos, tests, and authors of hubs.
 *
 * <p>Start at {@link io.assaylink.facilitator.hub.DevelopmentHub}.
 *
 * <pre>
 *   connection ─▶ HubSession ─▶ Intake ─ one transaction for all that came ─▶ HubStore
 *        ◀── ack upto ──────────┘ after the commit, then onStored
 * </pre>
 *
 * <p>It does no processing, and it speaks plain text unless its transport does otherwise: it is no production hub.
 */
@NullMarked
package io.assaylink.facilitator.hub;

import org.jspecify.annotations.NullMarked;
