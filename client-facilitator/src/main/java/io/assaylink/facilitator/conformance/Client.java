// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import java.time.Instant;

/**
 * Who a probe says it is: the same one over several connections, with the same bytes for the same sequence.
 *
 * @param time of all its events
 */
record Client(String id, String source, Instant time) {}
