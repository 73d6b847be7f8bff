// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.fault.lane.FaultLane;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.loop.Loop;
import java.util.List;

/** One connection under a script: its two lanes, and its end. Loop only. */
final class Faulted {
    private final LiveFaults faults;
    private final int number;
    private final List<Fault> script;
    private final Runnable onReset;
    private final FaultLane out;
    private final FaultLane in;
    private boolean over;

    /** @param onReset is called once, when the connection is to be reset */
    Faulted(LiveFaults faults, Loop loop, FaultLane.Exit out, FaultLane.Exit in, Runnable onReset) {
        this.faults = faults;
        this.onReset = onReset;
        number = faults.connected();
        script = faults.faults(number);
        this.out = lane(Direction.OUT, loop, out);
        this.in = lane(Direction.IN, loop, in);
    }

    private FaultLane lane(Direction direction, Loop loop, FaultLane.Exit exit) {
        return new FaultLane(
                direction, script, loop, exit, (fault, offset) -> faults.tell(number, direction, offset, fault));
    }

    /** The connection stands. Returns false where it is to be closed before a byte passes. */
    boolean start() {
        faults.add(this);
        for (Fault fault : script) {
            if (fault instanceof Fault.AcceptThenClose) {
                faults.tell(number, Direction.BOTH, 0, fault);
                return false;
            }
        }
        return true;
    }

    int number() {
        return number;
    }

    /** False when it is over. */
    boolean live() {
        return !over;
    }

    FaultLane out() {
        return out;
    }

    FaultLane in() {
        return in;
    }

    void inject(Fault fault) {
        out.inject(fault);
        if (!over) {
            in.inject(fault);
        }
    }

    void heal() {
        out.heal();
        in.heal();
    }

    /** Both lanes lose what they hold; the owner resets what it has. */
    void reset() {
        if (!over) {
            ended();
            onReset.run();
        }
    }

    /** The connection is over, in whatever way. Idempotent. */
    void ended() {
        over = true;
        out.clear();
        in.clear();
        faults.remove(this);
    }
}
