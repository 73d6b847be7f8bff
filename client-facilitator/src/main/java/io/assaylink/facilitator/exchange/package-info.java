// SPDX-License-Identifier: Apache-2.0
/**
 * Requests both ways: who waits for what, until when, and how it ended. The same for every dialect.
 *
 * <p>Start at {@link io.assaylink.facilitator.exchange.Pending} (ours: an entry is made before the request is sent and ends
 * exactly once) and {@link io.assaylink.facilitator.exchange.Served} (the hub's: a ticket for each, and one answer).
 *
 * <p>Not exported. Tables, and {@link io.assaylink.facilitator.exchange.WaitGuard}, which knows who may wait for what: no
 * thread of its own, no clock, no frame.
 */
@NullMarked
package io.assaylink.facilitator.exchange;

import org.jspecify.annotations.NullMarked;
