// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

import java.time.Duration;

/** A handler that was registered. What is said here holds for messages that come from then on. Thread-safe. */
public interface Registered {

    /**
     * Gives this handler a time of its own in place of {@link HandlerOptions#timeout()}: longer or shorter. An earlier
     * expiry of the message still wins.
     *
     * @throws IllegalArgumentException it is not above 0
     */
    void within(Duration timeout);
}
