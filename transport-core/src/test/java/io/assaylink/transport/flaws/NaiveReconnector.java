// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import io.assaylink.transport.loop.VirtualLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Control: a connection loop that goes on without a delay when its tries are used up, goes round again at once after a
 * success (X-9b), ends with the first exception it does not expect (X-9c), and forgets its failures as soon as a connect
 * succeeds.
 */
final class NaiveReconnector {
    /** What it expects. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int TRIES = 5;

    private final VirtualLoop loop;
    private final BooleanSupplier connect;
    private final Duration costOfOne;
    private int row;
    private long attempts;

    /**
     * @param connect returns true where it is connected, false where it is connected and lost again by now; throws where it
     *     is not
     * @param costOfOne what one attempt takes
     */
    NaiveReconnector(VirtualLoop loop, BooleanSupplier connect, Duration costOfOne) {
        this.loop = loop;
        this.connect = connect;
        this.costOfOne = costOfOne;
    }

    void start() {
        loop.execute(this::round);
    }

    private void round() {
        attempts++;
        boolean stays;
        try {
            stays = connect.getAsBoolean();
        } catch (Refused expected) {
            row++;
            // after the last try the delay is never reached
            again(row < TRIES ? Duration.ofSeconds(1L << (row - 1)) : costOfOne);
            return;
        }
        row = 0;
        again(stays ? Duration.ZERO : Duration.ofSeconds(1));
    }

    private void again(Duration after) {
        if (after.isZero()) {
            loop.execute(this::round); // connected: look again, without giving way
        } else {
            loop.schedule(this::round, after.toNanos());
        }
    }

    long attempts() {
        return attempts;
    }
}
