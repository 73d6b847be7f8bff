// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Control: the idle clock is looked at before anything is read, is moved by whole messages only, and is a wall clock; idle
 * and dead are one exception; the line is polled.
 */
final class NaiveReceiveLoop {
    static final long IDLE = 100;
    private static final long POLL = 10;

    private final NaiveLine line;
    private final LongSupplier wallClock;
    private long lastActivity;

    NaiveReceiveLoop(NaiveLine line, LongSupplier wallClock) {
        this.line = line;
        this.wallClock = wallClock;
        lastActivity = wallClock.getAsLong();
    }

    NaiveReceiveLoop(NaiveLine line) {
        this(line, line::now);
    }

    String receive() throws TimeoutException {
        while (true) {
            if (wallClock.getAsLong() - lastActivity >= IDLE) {
                line.pass(POLL); // the main loop sleeps, then calls again
                throw new TimeoutException("idle");
            }
            Optional<String> message = line.read(POLL);
            if (message.isPresent()) {
                lastActivity = wallClock.getAsLong();
                return message.get();
            }
        }
    }
}
