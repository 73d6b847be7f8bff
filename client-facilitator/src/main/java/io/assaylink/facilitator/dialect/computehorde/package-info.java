// SPDX-License-Identifier: Apache-2.0
/**
 * The facilitator protocol "V0" of ComputeHorde, validator's side: JSON text over WebSocket, path {@code /ws/v0/}.
 *
 * <p>Start at {@link io.assaylink.facilitator.dialect.computehorde.ComputeHordeClient}. The rules are in
 * {@code ComputeHordeV0}: answers without ids, so one answered message at a time.
 *
 * <pre>
 *   StatusUpdate ─▶ outbox ─▶ StatusQueue ─┐
 *   MachineSpecs ───────────▶ LatestSpecs ─┼─▶ ComputeHordeV0 ─▶ one connection ─▶ JobRequest, JobCheated to handlers
 *   heartbeat, authentication ─────────────┘
 * </pre>
 *
 * <p>It knows nothing of when to connect and when to come back: that is the session's.
 */
@NullMarked
package io.assaylink.facilitator.dialect.computehorde;

import org.jspecify.annotations.NullMarked;
