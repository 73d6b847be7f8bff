// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.Duration;

/** What a frame means for the life of its connection. */
sealed interface Step {
    Step STAY = new Stay();

    /** Nothing. */
    record Stay() implements Step {}

    /** The handshake is complete. */
    record Ready() implements Step {}

    /** The hub broke the protocol: closed with this code. */
    record Violation(int code, String words) implements Step {}

    /** The hub is about to close; {@code hint} is when it wants us back, zero where it did not say. */
    record Bye(Duration hint) implements Step {}
}
