// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.Optional;

/** Control for X-2: the handler runs inside the time-out that was meant for the wait. */
final class NaiveHybridLoop {
    private static final long TIMEOUT = 100;

    private final NaiveLine line;
    private int started;
    private int completed;

    NaiveHybridLoop(NaiveLine line) {
        this.line = line;
    }

    void round(long handlerMillis) {
        long deadline = line.now() + TIMEOUT;
        Optional<String> message = line.read(TIMEOUT);
        if (message.isEmpty()) {
            return;
        }
        started++;
        long left = deadline - line.now();
        line.pass(Math.min(left, handlerMillis));
        if (handlerMillis <= left) {
            completed++;
        } // otherwise cancelled, and the message with it
    }

    int started() {
        return started;
    }

    int completed() {
        return completed;
    }
}
