// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.clock;

import io.assaylink.transport.CloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the peer has not taken what waits to be written. Samples the kernel's progress when looked at: a stall is found
 * after one bound, at the latest after two.
 */
public final class WriteClock {
    private final long bound;
    private long sample;
    private long since;
    private boolean waiting;

    public WriteClock(Duration bound) {
        this.bound = Clocks.nanos(bound);
    }

    public void progressed(long written, long now) {
        sample = written;
        since = now;
    }

    public @Nullable CloseReason broken(long pending, long written, long now) {
        look(pending, written, now);
        return waiting && bound > 0 && now - since >= bound
                ? new CloseReason.WriteStalled(Duration.ofNanos(now - since))
                : null;
    }

    public long untilBroken(long pending, long written, long now) {
        look(pending, written, now);
        return waiting && bound > 0 ? bound - (now - since) : Clocks.NEVER;
    }

    private void look(long pending, long written, long now) {
        if (pending == 0) {
            waiting = false;
        } else if (!waiting || written != sample) {
            waiting = true;
            progressed(written, now);
        }
    }
}
