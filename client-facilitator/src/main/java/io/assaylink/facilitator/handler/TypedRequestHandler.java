// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

/**
 * A {@link RequestHandler} that is given a record and answers one.
 *
 * @param <T> a record, or any class that Jackson binds
 */
@FunctionalInterface
public interface TypedRequestHandler<T> {

    /**
     * Makes the reply: a record, or anything that Jackson writes.
     *
     * @throws Exception as {@link RequestHandler#handle}
     */
    Object handle(T data, HubRequest request) throws Exception;
}
