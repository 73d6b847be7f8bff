// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.clock;

import io.assaylink.transport.loop.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What ends a connection that is about to end: the bound of a half-close, then that of the farewell. Loop only. */
public final class Patience {
    private final Loop loop;
    private Loop.@Nullable Timer timer;
    private Runnable end = () -> {};
    private long at;

    public Patience(Loop loop) {
        this.loop = loop;
    }

    /** Replaces the bound before. */
    public void within(Duration bound, Runnable then) {
        stop();
        long delay = Clocks.nanos(bound);
        end = then;
        at = loop.ticker().nanos() + delay;
        timer = loop.schedule(then, delay);
    }

    /** Brings the bound nearer, where there is one and this is nearer. */
    public void shorten(Duration bound) {
        if (timer != null && at - loop.ticker().nanos() > Clocks.nanos(bound)) {
            within(bound, end);
        }
    }

    public void stop() {
        Loop.Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
            timer = null;
        }
    }
}
