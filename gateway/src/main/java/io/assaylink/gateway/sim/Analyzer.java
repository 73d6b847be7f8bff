// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.transport.Machine;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** The sending side of an instrument on one connection. */
public interface Analyzer extends Machine<ByteBuffer> {

    /**
     * Sends one message when its turn comes. Any thread, once the connection is driven.
     *
     * @return completes with the outcome, never exceptionally
     */
    CompletionStage<Sent> send(byte[] message);

    /**
     * What became of a message.
     *
     * @param acknowledged the receiver took it over
     * @param how the acknowledgement, or what stood in its way
     */
    record Sent(boolean acknowledged, String how) {}
}
