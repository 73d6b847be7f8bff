// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import java.time.Duration;

/** How many seconds running a peer sent more pings than it may (faults W3). Pure: time is an argument. */
final class PingFlood {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private final long seconds;
    private long second;
    private int pings;
    private long flooded;

    /** With {@code perSecond} 0 no number is too many. */
    PingFlood(int perSecond, Duration during, long now) {
        this.perSecond = perSecond;
        seconds = Math.max(1, during.toSeconds());
        second = now;
    }

    /** One more ping; true where it is one too many. */
    boolean ping(long now) {
        long passed = (now - second) / SECOND;
        if (passed > 0) {
            flooded = pings > perSecond && passed == 1 ? flooded + 1 : 0;
            second += passed * SECOND;
            pings = 0;
        }
        pings++;
        return perSecond > 0 && flooded >= seconds;
    }
}
