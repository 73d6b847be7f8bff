// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

/**
 * An {@link EventHandler} that is given a record.
 *
 * @param <T> a record, or any class that Jackson binds
 */
@FunctionalInterface
public interface TypedEventHandler<T> {

    /** As {@link EventHandler#handle}. */
    void handle(T data, HubEvent event) throws Exception;
}
