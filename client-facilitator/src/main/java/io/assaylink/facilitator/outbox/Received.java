// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

/**
 * How far the events of a hub were taken.
 *
 * @param source the hub's, of its events; empty before the first
 * @param sequence everything up to it is dealt with; 0: nothing
 */
public record Received(String source, long sequence) {
    public static final Received NOTHING = new Received("", 0);
}
