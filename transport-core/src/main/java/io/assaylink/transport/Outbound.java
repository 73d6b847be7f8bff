// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.util.concurrent.CompletionStage;

/**
 * The sending half of a connection. Thread-safe; messages leave in the order of the calls.
 *
 * @param <M> what one message is
 */
public interface Outbound<M> {

    /**
     * Sends one message. The message must not be changed before the stage completes.
     *
     * @return completes when the bytes were handed to the kernel, which is no delivery; fails with
     *     {@link ConnectionClosedException}
     */
    CompletionStage<Void> send(M message);

    /** False while more than the high-water mark waits to be written. */
    boolean isWritable();

    /** Completes when {@link #isWritable()} is true again, at once where it is; fails when the connection closes. */
    CompletionStage<Void> whenWritable();
}
