// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import java.time.Duration;
import java.util.Optional;

/** How long to wait; the session itself computes no delay. */
public interface BackOff {

    /** Before the very first attempt. */
    Duration first();

    /**
     * Before the next connection attempt.
     *
     * @param verdict what became of the last one
     * @param attempt failures in a row, from 1
     * @param hint what the hub asked for; zero where it did not
     * @return empty where it is given up
     */
    Optional<Duration> reconnect(Verdict verdict, int attempt, Duration hint, long now);

    /** Before an event that the hub refused for now is sent again; {@code refusals} from 1. */
    Duration refused(int refusals, Duration hint);
}
