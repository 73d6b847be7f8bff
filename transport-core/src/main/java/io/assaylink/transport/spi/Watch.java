// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.clock.Clocks;
import io.assaylink.transport.clock.Deadline;
import io.assaylink.transport.clock.Patience;
import io.assaylink.transport.clock.WriteClock;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.receive.Consumption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All clocks of one connection behind one task on its loop: which bound is broken, when the peer is to be asked for a sign
 * of life, when to look again. Loop only.
 */
final class Watch<M> {
    private final Link<M> link;
    private final Clocks clocks;
    private final WriteClock writes;
    private final Deadline deadline;
    private final Patience patience;
    /** A bound seemed to be broken at the last look. */
    private boolean doubtful;

    Watch(Loop loop, ReceiveLimits limits, Link<M> link, Runnable due) {
        this.link = link;
        clocks = new Clocks(limits, loop.ticker().nanos());
        writes = new WriteClock(limits.writeStall());
        deadline = new Deadline(loop, due);
        patience = new Patience(loop);
    }

    Clocks clocks() {
        return clocks;
    }

    /** The kernel took bytes. */
    void written(long now) {
        writes.progressed(link.written(), now);
    }

    /**
     * Asks for a sign of life where it is time, and tells which bound is broken, if any. It takes two looks to tell, and the
     * loop reads in between: what came while we were held up, however shortly, is not counted as silence (T17).
     */
    @Nullable
    CloseReason look(long now) {
        CloseReason broken = clocks.broken(now);
        if (broken == null) {
            broken = writes.broken(link.pending(), link.written(), now);
        }
        boolean sure = doubtful;
        doubtful = broken != null && !sure;
        if (broken == null && clocks.wantsProbe(now)) {
            link.probe();
        }
        return sure ? broken : null;
    }

    /** The next look: at the first of our deadlines and the consumer's. */
    void arm(@Nullable Consumption<M> consumer, long now) {
        long delay = Math.min(clocks.untilBroken(now), clocks.untilProbe(now));
        delay = Math.min(delay, writes.untilBroken(link.pending(), link.written(), now));
        if (consumer != null) {
            delay = Math.min(delay, consumer.untilReckoning(now));
        }
        deadline.arm(delay);
    }

    /** What ends a connection that is ending already; replaces such a bound before. */
    void within(Duration bound, Runnable end) {
        patience.within(bound, end);
    }

    /** Brings that bound nearer, where there is one and this is nearer. */
    void shorten(Duration bound) {
        patience.shorten(bound);
    }

    void disarm() {
        deadline.disarm();
        patience.stop();
    }
}
