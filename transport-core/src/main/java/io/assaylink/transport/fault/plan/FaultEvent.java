// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.plan;

/**
 * One fault that was injected. No payload.
 *
 * @param at {@link io.assaylink.transport.Ticker} time
 * @param connection its number at this transport or proxy, from 1; 0 where it concerns none
 * @param direction of whose bytes
 * @param offset bytes of the direction that had passed
 * @param fault what was done, as the plan or {@code LiveFaults.inject} had it
 */
public record FaultEvent(long at, int connection, Fault.Direction direction, long offset, Fault fault) {}
