// SPDX-License-Identifier: Apache-2.0
/**
 * AIP, the protocol of microsoft/UFO, client's side in both roles: JSON text over WebSocket, the token in the query.
 *
 * <p>Start at {@link io.assaylink.facilitator.dialect.ufo.UfoDevice} or
 * {@link io.assaylink.facilitator.dialect.ufo.UfoConstellation}. The rules are in {@code AipDevice} and
 * {@code AipConstellation}; what both do first on each connection, and its heartbeat, in {@code Registration}.
 *
 * <pre>
 *   UfoConstellation ─┬─ device a: Session, AipConstellation, one connection ─▶ server ─▶ UfoDevice a: AipDevice
 *                     └─ device b: Session, AipConstellation, one connection ─▶ server ─▶ UfoDevice b: AipDevice
 * </pre>
 *
 * <p>Not spoken: binary transfers, and a device that asks for tasks of its own.
 */
@NullMarked
package io.assaylink.facilitator.dialect.ufo;

import org.jspecify.annotations.NullMarked;
