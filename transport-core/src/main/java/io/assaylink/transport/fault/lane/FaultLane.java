// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.lane;

import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.loop.Loop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: bytes in order, with a window as TCP has one, and the faults that befall them at their
 * offsets. Loop only.
 *
 * <pre>
 *   put ──▶ held, each with its time ──▶ faults at the byte that passes next ──▶ Exit
 * </pre>
 */
public final class FaultLane {
    /** Bytes held before the writer has to wait; one put may go beyond it. */
    public static final int WINDOW = Fault.MAX_SPAN;

    private static final long SECOND = 1_000_000_000L;
    /** A throttled line moves in steps of a twentieth of a second. */
    private static final int STEPS = 20;

    /** Where the bytes go. */
    public interface Exit {

        /** One read; the array is the receiver's. */
        void bytes(byte[] read);

        /** The direction ended in order; last call. */
        void ended();

        /** There is room in the window again. */
        void room();

        /** The connection is to be reset, both ways. */
        void reset();
    }

    /** A fault to come, at this byte. */
    private record Due(long at, Fault fault) {}

    private final Direction direction;
    private final Loop loop;
    private final Exit exit;
    private final ObjLongConsumer<Fault> told;
    private final List<Due> script = new ArrayList<>();
    private final HeldBytes held = new HeldBytes();
    private final Duplicates duplicates = new Duplicates();
    private long passed;
    private boolean open;
    private boolean over;
    private boolean pumping;
    private boolean ended;
    private long endedSince;
    private Loop.@Nullable Timer wake;

    private final Lasting lasting = new Lasting();
    private Loop.@Nullable Timer healing;
    private long holeUntil;
    /** No byte passes before this, where a rate or a distance holds. */
    private long next;

    /** What a fault began and {@link #heal} ends. */
    private static final class Lasting {
        private int size = Integer.MAX_VALUE;
        private long apart;
        private long delay;
        private long rate;
        private long gatherUntil;
        private long gatherWithin;
        private boolean closeHeld;
        private boolean hole;

        void end() {
            size = Integer.MAX_VALUE;
            apart = 0;
            delay = 0;
            rate = 0;
            gatherUntil = 0;
            closeHeld = false;
            hole = false;
        }
    }

    /**
     * @param script of the whole connection; what concerns another direction or no bytes is left out
     * @param told is told each fault as it begins, and the offset
     */
    public FaultLane(Direction direction, List<Fault> script, Loop loop, Exit exit, ObjLongConsumer<Fault> told) {
        this.direction = direction;
        this.loop = loop;
        this.exit = exit;
        this.told = told;
        next = now();
        script.forEach(fault -> add(fault, 0));
    }

    /** Bytes that may be put before the writer has to wait. */
    public int room() {
        return (int) Math.max(0, WINDOW - held.size());
    }

    /** Takes all of {@code bytes}, which are this lane's from now on. */
    public void put(byte[] bytes) {
        if (over || ended || bytes.length == 0) {
            return;
        }
        held.add(bytes, now());
        pump();
    }

    /** The writer ended in order. */
    public void end() {
        if (!ended) {
            ended = true;
            endedSince = now();
            pump();
        }
    }

    /** Opens or shuts the exit. */
    public void open(boolean wanted) {
        open = wanted;
        pump();
    }

    /** Adds a fault, whose place counts from the byte that passes next. */
    public void inject(Fault fault) {
        add(fault, passed);
        pump();
    }

    /** Ends what lasts; what was held up passes. */
    public void heal() {
        lasting.end();
        next = now();
        healing = cancel(healing);
        pump();
    }

    /** The connection is gone; nothing passes any more. */
    public void clear() {
        over = true;
        held.clear();
        wake = cancel(wake);
        healing = cancel(healing);
    }

    private void add(Fault fault, long from) {
        boolean ours = fault.direction() == direction || fault.direction() == Direction.BOTH;
        if (ours && fault.kind() != Fault.Kind.ACCEPT_THEN_CLOSE && fault.kind() != Fault.Kind.REFUSE) {
            script.add(new Due(from + fault.at(), fault));
        }
    }

    private void pump() {
        if (pumping) {
            return; // the outer one goes on
        }
        pumping = true;
        try {
            boolean more = step();
            while (more) {
                more = step();
            }
        } finally {
            pumping = false;
        }
    }

    /** One thing done; false when there is nothing to do until something changes. */
    private boolean step() {
        if (duplicates.areReady()) {
            return repeat(); // right behind the first time, before anything else begins
        }
        if (!over && begin()) {
            return true;
        }
        boolean empty = held.size() == 0;
        if (over || !open || lasting.hole || (empty && !ended)) {
            return false;
        }
        long now = now();
        long from = (empty ? endedSince : held.since()) + lasting.delay;
        long at = next - from > 0 ? next : from;
        if (at - now > 0) {
            wakeAt(at);
            return false;
        }
        return empty ? close() : pass(now);
    }

    private boolean repeat() {
        byte @Nullable [] again = over || !open || lasting.hole ? null : duplicates.poll();
        if (again != null) {
            exit.bytes(again);
        }
        return again != null;
    }

    private boolean pass(long now) {
        boolean wasFull = held.size() >= WINDOW;
        byte[] read = held.take(next(now));
        if (read.length == 0) {
            return false;
        }
        long pause = lasting.rate == 0 ? 0 : read.length * SECOND / lasting.rate;
        next = now + Math.max(lasting.apart, pause);
        corrupt(read, passed);
        passed += read.length;
        duplicates.passed(read, passed);
        exit.bytes(read);
        if (wasFull && held.size() < WINDOW && !over) {
            exit.room();
        }
        return true;
    }

    /** How many bytes the next read brings; 0: it waits for more. */
    private int next(long now) {
        long limit = untilNextFault();
        if (lasting.gatherUntil > passed) {
            long target = Math.min(limit, lasting.gatherUntil - passed);
            if (held.size() < target) {
                long at = held.since() + lasting.gatherWithin;
                if (!ended && at - now > 0) {
                    wakeAt(at);
                    return 0;
                }
                lasting.gatherUntil = 0;
            }
            return (int) Math.min(target, held.size());
        }
        long most = Math.min(limit, Math.min(lasting.size, held.first()));
        return (int) (lasting.rate == 0 ? most : Math.min(most, Math.max(1, lasting.rate / STEPS)));
    }

    private boolean close() {
        if (duplicates.ended()) {
            return true;
        }
        if (!lasting.closeHeld) {
            clear();
            exit.ended();
        }
        return false;
    }

    /** Bytes until something begins that has to begin between two reads. */
    private long untilNextFault() {
        long limit = duplicates.next() - passed;
        for (Due due : script) {
            if (due.fault().kind() != Fault.Kind.CORRUPT) {
                limit = Math.min(limit, due.at() - passed);
            }
        }
        return limit;
    }

    private void corrupt(byte[] read, long offset) {
        for (Iterator<Due> all = script.iterator(); all.hasNext(); ) {
            Due due = all.next();
            if (due.fault() instanceof Fault.Corrupt corrupt && due.at() >= offset && due.at() < offset + read.length) {
                read[(int) (due.at() - offset)] ^= (byte) corrupt.mask();
                told.accept(corrupt, due.at());
                all.remove();
            }
        }
    }

    /** Begins the first fault whose place is reached. */
    private boolean begin() {
        for (Due due : script) {
            if (due.at() <= passed && due.fault().kind() != Fault.Kind.CORRUPT) {
                script.remove(due);
                told.accept(due.fault(), passed);
                begin(due.fault());
                return true;
            }
        }
        return false;
    }

    private void begin(Fault fault) {
        if (fault instanceof Fault.Split split) {
            lasting.size = split.size();
            lasting.apart = split.apart().toNanos();
        } else if (fault instanceof Fault.Coalesce coalesce) {
            lasting.gatherUntil = passed + coalesce.bytes();
            lasting.gatherWithin = coalesce.within().toNanos();
        } else if (fault instanceof Fault.Delay delay) {
            lasting.delay = delay.by().toNanos();
        } else if (fault instanceof Fault.Throttle throttle) {
            lasting.rate = throttle.bytesPerSecond();
        } else if (fault instanceof Fault.BlackHole blackHole) {
            openHole(blackHole.lasting().toNanos());
        } else if (fault instanceof Fault.HalfClose) {
            clear();
            exit.room(); // what is still written is dropped
            exit.ended();
        } else if (fault instanceof Fault.Reset) {
            exit.reset();
        } else if (fault instanceof Fault.Duplicate duplicate) {
            duplicates.begin(passed + duplicate.bytes());
        } else if (fault instanceof Fault.HoldClose) {
            lasting.closeHeld = true;
        } // a Cut is done: a read ended here
    }

    private void openHole(long nanos) {
        long until = now() + nanos;
        if (lasting.hole && holeUntil - until > 0) {
            return; // a longer one is open
        }
        lasting.hole = true;
        holeUntil = until;
        healing = cancel(healing);
        healing = loop.schedule(
                () -> {
                    lasting.hole = false;
                    pump();
                },
                nanos);
    }

    private void wakeAt(long at) {
        wake = cancel(wake);
        wake = loop.schedule(this::pump, at - now());
    }

    private static Loop.@Nullable Timer cancel(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }

    private long now() {
        return loop.ticker().nanos();
    }
}
