// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Arrival;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.clock.Clocks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumption by a machine on the loop. While the machine is not reading, whole messages that came all the same are held,
 * in order.
 */
public final class Driven<M> implements Consumption<M>, Machine.Driver<M> {
    private static final Logger LOG = LoggerFactory.getLogger(Driven.class);
    private static final long MILLISECOND = 1_000_000L;

    private final Host<M> host;
    private final Inbox<M> held;
    private final Machine<M> machine;
    private final long idle;
    private boolean reading = true;
    private boolean opened;
    private boolean broken;
    private boolean ticked;

    /** Not begun; {@code held} is for what comes while the machine does not listen. */
    public Driven(Host<M> host, Inbox<M> held, Machine<M> machine) {
        this.host = host;
        this.held = held;
        this.machine = machine;
        idle = Clocks.nanos(host.limits().idle());
    }

    @Override
    public void begin(long now) {
        opened = true;
        tell(() -> machine.opened(this, now));
    }

    @Override
    public void received(M message, long bytes, long memory, long began, long now) {
        if (listens()) {
            receive(message, now);
        } else {
            held.put(new Received<>(Pulled.keep(message), new Arrival(began, now, bytes)), memory);
        }
    }

    private void receive(M message, long now) {
        try {
            machine.received(message, now);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public boolean hasRoom(boolean full) {
        return listens() && (!machine.answersOnly() || host.isWritable());
    }

    @Override
    public int buffer() {
        return 0;
    }

    @Override
    public boolean holds() {
        return !listens();
    }

    /** What was held goes first: a machine that pauses after each message would otherwise hold more and more. */
    private boolean listens() {
        return reading && held.size() == 0;
    }

    @Override
    public boolean owes() {
        try {
            return !broken && (held.size() > 0 || machine.owesAnswer());
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return false;
        }
    }

    @Override
    public long held() {
        try {
            return opened && !broken ? machine.held() : 0;
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return 0;
        }
    }

    @Override
    public void reckon(long now) {
        Clocks clocks = host.clocks();
        if (listens() && clocks.stalled(now)) {
            clocks.sayStalled();
            host.stalled(clocks.transit(), clocks.silence(now));
            tell(() -> machine.stalled(clocks.transit(), Duration.ofNanos(clocks.silence(now)), now));
        }
        if (untilIdle(now) <= 0) {
            clocks.sayIdle(now);
            Duration quiet = Duration.ofNanos(clocks.silence(now));
            host.idle(quiet.toNanos());
            tell(() -> machine.idle(quiet, now));
        }
        ticked = false;
        long wanted = deadline(now);
        if (host.connection().isConnected() && wanted != Long.MAX_VALUE && wanted - now <= 0) {
            ticked = true;
            tell(() -> machine.tick(now));
        }
    }

    @Override
    public long untilReckoning(long now) {
        long delay = listens() ? Math.min(host.clocks().untilStalled(now), untilIdle(now)) : Clocks.NEVER;
        long deadline = deadline(now);
        if (deadline == Long.MAX_VALUE) {
            return delay;
        }
        // a machine whose deadline stays in the past does not spin the loop
        long wait = deadline - now <= 0 && ticked ? MILLISECOND : deadline - now;
        ticked = false;
        return Math.min(delay, wait);
    }

    @Override
    public void closed(CloseReason reason, long now) {
        if (!opened) {
            return; // the beginning will say so
        }
        opened = false;
        for (Received<M> next = held.poll(); next != null && !broken; next = held.poll()) {
            receive(next.message(), now);
        }
        call(() -> machine.closed(reason, now));
    }

    // ---- Driver

    @Override
    public Connection<M> connection() {
        return host.connection();
    }

    @Override
    public void send(M message) {
        host.send(message);
    }

    @Override
    public void execute(Runnable task) {
        host.loop().execute(() -> host.turn(() -> call(task)));
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        if (wanted && held.size() > 0) {
            host.loop().execute(() -> host.turn(this::release));
        }
    }

    @Override
    public void close(CloseReason reason, Duration within) {
        host.end(reason, within);
    }

    private void release() {
        while (reading && host.connection().isConnected()) {
            Received<M> next = held.poll();
            if (next == null) {
                return;
            }
            receive(next.message(), next.arrival().lastByteNanos());
        }
    }

    private long untilIdle(long now) {
        Clocks clocks = host.clocks();
        if (idle == 0 || !listens() || clocks.standing() || clocks.transit() > 0) {
            return Clocks.NEVER;
        }
        return idle - (now - clocks.idleSince());
    }

    private long deadline(long now) {
        try {
            return broken ? Long.MAX_VALUE : machine.nextDeadline(now);
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return Long.MAX_VALUE;
        }
    }

    /** A machine that threw once is told of the end alone. */
    private void tell(Runnable call) {
        if (!broken) {
            call(call);
        }
    }

    private void call(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** Our own fault, not the peer's. The text of the failure may hold payload and is not logged. */
    private void failed(Throwable failure) {
        if (broken) {
            return;
        }
        broken = true;
        StackTraceElement[] trace = failure.getStackTrace();
        String at = trace.length == 0 ? "?" : trace[0].toString();
        LOG.error(
                "MACHINE_FAILED {} {} at {}",
                host.connection().name(),
                failure.getClass().getName(),
                at);
        host.shut(new CloseReason.MachineFailed(failure.getClass().getName(), at), Duration.ofSeconds(1));
    }
}
