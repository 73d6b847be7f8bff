// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What ends a connection that is about to end: the bound of a half-close, then that of the farewell. Loop only. */
final class Patience {
    private final Loop loop;
    private Loop.@Nullable Timer timer;

    Patience(Loop loop) {
        this.loop = loop;
    }

    /** Replaces the bound before. */
    void within(Duration bound, Runnable end) {
        stop();
        timer = loop.schedule(end, Clocks.nanos(bound));
    }

    void stop() {
        Loop.Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
