// SPDX-License-Identifier: Apache-2.0
/**
 * The facilitator protocol as {@code docs/facilitator-protocol.md} says it: what is sent, what counts as settled, what is
 * answered.
 *
 * <p>Start at {@link io.assaylink.facilitator.dialect.assaylink.AssaylinkV1}, which gives each frame to its part.
 *
 * <pre>
 *                  ┌─▶ EventWindow  our events: window, acknowledgements, refusals
 *   AssaylinkV1 ───┼─▶ HubEvents    the hub's events: order, once each, acknowledged when durable
 *                  └─▶ Requests     both ways: one outcome each
 * </pre>
 *
 * <p>Not exported, and without I/O.
 */
@NullMarked
package io.assaylink.facilitator.dialect.assaylink;

import org.jspecify.annotations.NullMarked;
