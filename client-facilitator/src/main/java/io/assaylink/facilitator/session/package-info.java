// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a client's connections, without I/O, and the seam where a hub's protocol is put in.
 *
 * <p>Start at {@link io.assaylink.facilitator.session.Session}: phases, epochs, when to come back. What is said on a
 * connection is a {@link io.assaylink.facilitator.session.Dialect}'s: the facilitator protocol is one, and the hubs that
 * were not written for us have theirs in {@code io.assaylink.facilitator.dialect}.
 *
 * <pre>
 *   connection ─▶ ┌─────────┐ ─frames, time─▶ ┌─────────┐
 *                 │ Session │                 │ Dialect │ ◀─ caller, outbox, handlers
 *   effects   ◀── └─────────┘ ◀─────Step───── └─────────┘ ──▶ effects
 * </pre>
 *
 * <p>Not exported. It speaks in the words of {@code io.assaylink.facilitator} (phases, counters, outcomes) and knows
 * neither thread nor clock nor transport; those are in {@code io.assaylink.facilitator.shell}.
 */
@NullMarked
package io.assaylink.facilitator.session;

import org.jspecify.annotations.NullMarked;
