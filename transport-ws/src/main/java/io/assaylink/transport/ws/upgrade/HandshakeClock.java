// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import io.assaylink.transport.ws.handshake.HandshakeOptions;
import java.time.Duration;

/**
 * What is left of one attempt's {@link HandshakeOptions#timeout}. It runs while somebody is asked: who supplies credentials,
 * the proxy, the server; it stands while TCP and TLS work, which have bounds of their own. The steps of an attempt follow
 * one another, so it needs no lock, only to be seen by the next one's thread.
 */
public final class HandshakeClock {
    private volatile long left;
    private volatile long startedAt;

    public HandshakeClock(Duration budget) {
        left = budget.toNanos();
    }

    /** Runs from now on; says how many milliseconds there are, 1 at least. */
    public long start() {
        startedAt = System.nanoTime();
        return Math.max(1, left / 1_000_000);
    }

    /** Stands from now on. */
    public void stop() {
        left = Math.max(0, left - (System.nanoTime() - startedAt));
    }
}
