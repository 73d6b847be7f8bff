// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.clock;

import io.assaylink.transport.loop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One task on the loop at a time. A nearer deadline replaces it; a farther one leaves it, and it finds nothing to do when
 * it comes. Loop only.
 */
public final class Deadline {
    /** A wake-up this late means that the process stood still: what the peer sent meanwhile is read first (T17). */
    private static final long STOOD_STILL = 500_000_000L;

    private static final long MILLISECOND = 1_000_000L;

    private final Loop loop;
    private final Runnable due;
    private Loop.@Nullable Timer armed;
    private long armedFor;
    private boolean late;

    public Deadline(Loop loop, Runnable due) {
        this.loop = loop;
        this.due = due;
    }

    public void arm(long delay) {
        if (delay == Clocks.NEVER) {
            return;
        }
        long now = loop.ticker().nanos();
        long at = now + Math.max(0, delay);
        if (armed == null || armedFor - at > 0) {
            disarm();
            armedFor = at;
            armed = loop.schedule(this::wake, at - now);
        }
    }

    public void disarm() {
        Loop.Timer timer = armed;
        if (timer != null) {
            timer.cancel();
            armed = null;
        }
    }

    private void wake() {
        armed = null;
        late = !late && loop.ticker().nanos() - armedFor > STOOD_STILL;
        if (late) {
            arm(MILLISECOND);
        } else {
            due.run();
        }
    }
}
