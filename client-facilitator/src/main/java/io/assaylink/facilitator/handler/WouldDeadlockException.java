// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

/**
 * A wait that could never end: the thread waits for something that it has to bring itself. Thrown at once instead of
 * waiting. Remedy: use the stage ({@code thenApply}, {@code whenComplete}), or wait on another thread.
 */
public final class WouldDeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public WouldDeadlockException(String message) {
        super(message);
    }
}
