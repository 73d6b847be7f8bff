// SPDX-License-Identifier: Apache-2.0
/**
 * One direction of a connection that misbehaves: bytes in, the same bytes out, later, elsewhere cut, or not at all. Not
 * exported.
 *
 * <p>Start at {@link io.assaylink.transport.fault.lane.FaultLane}. This package knows no connection: where bytes come from
 * and go to, its users know.
 */
@NullMarked
package io.assaylink.transport.fault.lane;

import org.jspecify.annotations.NullMarked;
