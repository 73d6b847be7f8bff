// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Where handlers run, and how many.
 *
 * @param timeout a handler may take, where the message has no earlier expiry; then the hub is told {@code expired}
 * @param maxWaiting messages of the hub that wait or are worked on; the hub is told {@code instrument.busy} for one more
 * @param maxConcurrent handlers at work at a time
 * @param maxStuck handlers that go on although their time is over and give their place to others; above that a place stays
 *     taken until its handler ends
 * @param executor the caller's own, never shut down by us; empty: a virtual thread for each where the runtime has them
 *     (21 and later), else a pool of {@code maxConcurrent + maxStuck} threads. On an executor that runs tasks on the thread
 *     that brings them a handler holds up the session: it must not wait for anything
 */
public record HandlerOptions(
        Duration timeout, int maxWaiting, int maxConcurrent, int maxStuck, Optional<Executor> executor) {

    public HandlerOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout begins above 0");
        }
        if (maxWaiting < 1 || maxConcurrent < 1 || maxStuck < 0) {
            throw new IllegalArgumentException("bounds of handlers begin at 1, maxStuck at 0");
        }
    }

    /** 30 s a handler, 256 messages, 32 at work. */
    public static HandlerOptions defaults() {
        return new HandlerOptions(Duration.ofSeconds(30), 256, 32, 32, Optional.empty());
    }

    public HandlerOptions withTimeout(Duration value) {
        return new HandlerOptions(value, maxWaiting, maxConcurrent, maxStuck, executor);
    }

    public HandlerOptions withMaxWaiting(int value) {
        return new HandlerOptions(timeout, value, maxConcurrent, maxStuck, executor);
    }

    public HandlerOptions withMaxConcurrent(int value) {
        return new HandlerOptions(timeout, maxWaiting, value, maxStuck, executor);
    }

    public HandlerOptions withMaxStuck(int value) {
        return new HandlerOptions(timeout, maxWaiting, maxConcurrent, value, executor);
    }

    public HandlerOptions withExecutor(Executor value) {
        return new HandlerOptions(timeout, maxWaiting, maxConcurrent, maxStuck, Optional.of(value));
    }
}
