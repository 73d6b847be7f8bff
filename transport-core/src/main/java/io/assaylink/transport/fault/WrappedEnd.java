// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.Connection;
import io.assaylink.transport.loopback.LoopbackPair;
import java.time.Duration;
import java.util.Optional;

/**
 * The wrapped connection, and the ways to end it: by its lines where it is a loopback, otherwise as its owner can.
 *
 * @param pair both ends, where there is a loopback between them
 */
record WrappedEnd<T>(Connection<T> connection, Optional<LoopbackPair<T>> pair) {
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Ends our direction in order. */
    void end() {
        pair.ifPresentOrElse(both -> both.toFar().end(), () -> {
            var unused = connection.close(FAREWELL);
        });
    }

    /** Nobody is above it any more. */
    void release() {
        var unused = connection.close(FAREWELL);
    }

    /** Ends both at once. */
    void reset() {
        pair.ifPresentOrElse(both -> both.toFar().sever(), () -> {
            var unused = connection.close(Duration.ZERO);
        });
    }
}
