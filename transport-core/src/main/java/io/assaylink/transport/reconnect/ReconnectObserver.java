// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import java.time.Duration;

/** Sees every transition of a {@link Reconnector}, on its loop. What it throws is contained. */
public interface ReconnectObserver<S> {

    /** An attempt begins; {@code row} failures in a row went before it. */
    default void attempting(int row) {}

    /** It came about. */
    default void up(S brought) {}

    /** It is not, or no longer; the next attempt comes after {@code delay}. */
    default void waiting(Failure failure, int row, Duration delay) {}

    /** No attempt will follow until {@link Reconnector#retryNow}. */
    default void gaveUp(Failure failure, int row) {}

    /** Last call. */
    default void stopped() {}
}
