// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

/** Answers requests of one type. Called on a thread of the client's handler pool, several at a time; may block. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Makes the reply: a JSON document, UTF-8.
     *
     * @throws RequestRefusedException the hub is told this problem
     * @throws Exception the hub is told {@code handler.failed}, and nothing of the exception
     */
    byte[] handle(HubRequest request) throws Exception;
}
