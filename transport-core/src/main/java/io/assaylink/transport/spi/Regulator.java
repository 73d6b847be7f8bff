// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.Intake;
import io.assaylink.transport.clock.Clocks;
import io.assaylink.transport.receive.Consumption;
import io.assaylink.transport.receive.Inbox;

/**
 * Decides whether a link reads: for its consumer while that has room, ahead of it while the link wants that, else
 * not at all. Looked at between reads, so what one read brought may come on top of a bound. Loop only, but for what says
 * otherwise.
 *
 * <pre>
 *   OPEN ─no room─▶ AHEAD ─its bound─▶ STOPPED ─half of it consumed─▶ AHEAD ─half the inbox consumed─▶ OPEN
 * </pre>
 */
final class Regulator<M> {
    private final Link<M> link;
    private final Inbox<M> inbox;
    private final Clocks clocks;
    private final Observed events;
    private volatile Intake intake = Intake.STOPPED;
    private volatile int askBelow = -1;
    /** Bytes that waited when reading was last wanted: they are the consumer's, not read ahead. */
    private long before = -1;

    Regulator(Link<M> link, Inbox<M> inbox, Clocks clocks, Observed events) {
        this.link = link;
        this.inbox = inbox;
        this.clocks = clocks;
        this.events = events;
    }

    /** Any thread. */
    Intake intake() {
        return intake;
    }

    /** At how many waiting messages, or fewer, a puller has to ask for another look; -1: never. Any thread. */
    int askBelow() {
        return askBelow;
    }

    void regulate(Consumption<M> consumer, long now) {
        int room = consumer.buffer();
        if (consumer.hasRoom(intake != Intake.OPEN)) {
            before = -1;
            become(Intake.OPEN, -1, now);
            return;
        }
        if (before < 0) {
            before = room == 0 ? 0 : inbox.bytes();
        }
        int messages = Math.max(0, inbox.size() - room);
        long bytes = Math.max(0, inbox.bytes() + clocks.transit() - before);
        int half = intake == Intake.STOPPED ? 2 : 1;
        if (consumer.holds() && link.readsAhead(half * messages, half * bytes)) {
            become(Intake.AHEAD, room / 2, now);
        } else {
            boolean later = messages > 0 && link.readsAhead(0, 0);
            become(Intake.STOPPED, later ? room + messages / 2 : room / 2, now);
        }
    }

    private void become(Intake next, int askAt, long now) {
        if (next == intake) {
            return;
        }
        askBelow = askAt;
        boolean reads = next != Intake.STOPPED;
        boolean read = intake != Intake.STOPPED;
        intake = next;
        if (reads && !read) {
            events.resumed(clocks.go(now));
            link.reading(true);
        } else if (read && !reads) {
            clocks.stand(now);
            events.paused();
            link.reading(false);
        }
    }
}
