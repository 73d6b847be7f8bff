// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.fault.plan.FaultEvent;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done by hand to the connections of one {@link FaultyTransport} or {@link FaultProxy}, and the log of all that
 * was done to them, by hand and by plan.
 *
 * <p>Thread-safe. What is asked for takes effect on the loop, in the order of the calls, with a
 * {@link io.assaylink.transport.loop.VirtualLoop} at its next run; the stage that is returned completes when it has.
 */
public final class LiveFaults {
    /** Events kept; the oldest go first, and are counted. */
    public static final int LOG_LIMIT = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(LiveFaults.class);

    private final FaultPlan plan;
    private final Loop loop;
    private final Consumer<Boolean> onRefusing;
    private final ArrayDeque<FaultEvent> log = new ArrayDeque<>();
    private long forgotten;
    private volatile int live;

    // Loop only.
    private final Set<Faulted> connections = new LinkedHashSet<>();
    private int made;
    private boolean refusing;
    private Loop.@Nullable Timer refusal;

    /** @param onRefusing is told, on the loop, when connects begin and cease to be refused */
    LiveFaults(FaultPlan plan, Loop loop, Consumer<Boolean> onRefusing) {
        this.plan = plan;
        this.loop = loop;
        this.onRefusing = onRefusing;
        LOG.info("FAULTS {}", plan);
    }

    /**
     * Does this to every live connection, from where it stands. {@link Fault.Refuse} is {@link #refuse};
     * {@link Fault.AcceptThenClose} has no meaning for a connection that lives.
     *
     * @throws IllegalArgumentException for {@link Fault.AcceptThenClose}
     */
    public CompletionStage<Void> inject(Fault fault) {
        if (fault instanceof Fault.AcceptThenClose) {
            throw new IllegalArgumentException("the connections of now are accepted already");
        }
        if (fault instanceof Fault.Refuse refuse) {
            return refuse(refuse.lasting());
        }
        return onLoop(() -> List.copyOf(connections).forEach(connection -> connection.inject(fault)));
    }

    /** Resets every live connection: a cable that is cut where both ends are told. */
    public CompletionStage<Void> cut() {
        return inject(new Fault.Reset(Direction.OUT, 0));
    }

    /**
     * Ends what lasts on every live connection, and refusal: held bytes pass. What the plan has for later bytes still comes.
     */
    public CompletionStage<Void> heal() {
        return onLoop(() -> {
            List.copyOf(connections).forEach(Faulted::heal);
            admitAgain();
        });
    }

    /** Refuses connects from now on for this long, or until {@link #heal}. Live connections stay. */
    public CompletionStage<Void> refuse(Duration lasting) {
        Fault.Refuse fault = new Fault.Refuse(lasting);
        return onLoop(() -> refuse(fault));
    }

    private CompletionStage<Void> onLoop(Runnable task) {
        return CompletableFuture.runAsync(task, loop).minimalCompletionStage();
    }

    /** What was injected, oldest first. */
    public List<FaultEvent> events() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** Events that the log no longer holds. */
    public long forgotten() {
        synchronized (log) {
            return forgotten;
        }
    }

    /** Connections that live. */
    public int live() {
        return live;
    }

    /** The plan, as {@link FaultPlan#toString} has it. */
    @Override
    public String toString() {
        return plan.toString();
    }

    // ---- for the transport or proxy, on the loop

    /** The first connection may have to be refused. */
    void start() {
        refuseByPlan();
    }

    boolean refusing() {
        return refusing;
    }

    /** One more connection came about; its number. What the plan has for the next one is begun. */
    int connected() {
        int number = ++made;
        refuseByPlan();
        return number;
    }

    List<Fault> faults(int number) {
        return plan.faults(number);
    }

    void add(Faulted connection) {
        connections.add(connection);
        live = connections.size();
    }

    void remove(Faulted connection) {
        connections.remove(connection);
        live = connections.size();
    }

    void tell(int connection, Direction direction, long offset, Fault fault) {
        LOG.debug("FAULT {} {} {} {}", connection, direction, offset, fault);
        synchronized (log) {
            if (log.size() == LOG_LIMIT) {
                log.remove();
                forgotten++;
            }
            log.add(new FaultEvent(loop.ticker().nanos(), connection, direction, offset, fault));
        }
    }

    /** No more refusals will be lifted: whoever refused is closing. */
    void stop() {
        Loop.Timer lifting = refusal;
        if (lifting != null) {
            lifting.cancel();
        }
        new ArrayList<>(connections).forEach(Faulted::reset);
    }

    private void refuseByPlan() {
        for (Fault fault : plan.faults(made + 1)) {
            if (fault instanceof Fault.Refuse refuse) {
                refuse(refuse);
            }
        }
    }

    private void refuse(Fault.Refuse fault) {
        tell(0, Direction.BOTH, 0, fault);
        Loop.Timer lifting = refusal;
        if (lifting != null) {
            lifting.cancel();
        }
        refusal = loop.schedule(this::admitAgain, fault.lasting().toNanos());
        if (!refusing) {
            refusing = true;
            onRefusing.accept(true);
        }
    }

    private void admitAgain() {
        Loop.Timer lifting = refusal;
        if (lifting != null) {
            lifting.cancel();
            refusal = null;
        }
        if (refusing) {
            refusing = false;
            onRefusing.accept(false);
        }
    }
}
