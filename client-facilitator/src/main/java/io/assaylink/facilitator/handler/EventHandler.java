// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

/**
 * Takes events of one type. Called on a thread of the client's handlers, in order per key, different keys at the same time;
 * may block. When it returns, the event is dealt with and is acknowledged to the hub: what must not be lost is to be
 * durable by then.
 */
@FunctionalInterface
public interface EventHandler {

    /**
     * Deals with one event.
     *
     * @throws Exception the hub is told {@code handler.failed} and sends it again; nothing of the exception leaves
     */
    void handle(HubEvent event) throws Exception;
}
