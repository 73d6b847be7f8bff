// SPDX-License-Identifier: Apache-2.0
/**
 * When the peer of one connection has kept us waiting for too long. Not exported.
 *
 * <p>Start at {@link io.assaylink.transport.clock.Clocks}, which are pure.
 *
 * <pre>
 *   reads ──▶ Clocks ──────┬──▶ how long until a bound is broken ──▶ Deadline, one task on the loop
 *   writes ─▶ WriteClock ──┘
 *   our end ─▶ Patience, the bound of a farewell
 * </pre>
 *
 * <p>This package knows no link, no message and no consumer.
 */
@NullMarked
package io.assaylink.transport.clock;

import org.jspecify.annotations.NullMarked;
