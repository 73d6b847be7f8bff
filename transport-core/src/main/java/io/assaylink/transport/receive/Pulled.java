// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Arrival;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.clock.Clocks;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Consumption by a caller, through the inbox.
 *
 * <p>{@code Idle} is measured from the later of the last byte of a message and the beginning of this wait, so the time
 * that a caller spends elsewhere is never taken for silence of the peer.
 */
public final class Pulled<M> implements Consumption<M> {
    private final Host<M> host;
    private final Inbox<M> inbox;
    private final PulledInbound<M> inbound;

    /** Not begun. */
    public Pulled(Host<M> host, Inbox<M> inbox) {
        this.host = host;
        this.inbox = inbox;
        inbound = new PulledInbound<>(host, this);
    }

    PulledInbound<M> inbound() {
        return inbound;
    }

    /** Any thread. */
    Waiter<M> ask(Duration quiet) {
        Waiter<M> waiter = inbox.ask(Clocks.nanos(quiet), host.loop().ticker().nanos());
        host.asked(waiter.isDone());
        return waiter;
    }

    @Override
    public void begin(long now) {}

    @Override
    public void received(M message, long bytes, long memory, long began, long now) {
        inbox.put(new Received<>(keep(message), new Arrival(began, now, bytes)), memory);
    }

    @Override
    public boolean hasRoom(boolean full) {
        long bytes = Math.max(1, host.limits().inboxBytes());
        return full
                ? inbox.size() <= buffer() / 2 && inbox.bytes() <= bytes / 2
                : inbox.size() < buffer() && inbox.bytes() < bytes;
    }

    @Override
    public int buffer() {
        return Math.max(1, host.limits().inbox());
    }

    @Override
    public boolean holds() {
        return true;
    }

    /** Nobody knows what a caller will make of its messages. */
    @Override
    public boolean owes() {
        return false;
    }

    @Override
    public long held() {
        return 0;
    }

    @Override
    public void reckon(long now) {
        Waiter<M> waiter = inbox.waiting();
        if (waiter == null || host.clocks().standing() || until(waiter, now) > 0) {
            return;
        }
        if (host.clocks().transit() > 0) {
            stalled(waiter, now);
        } else if (waiter.take()) {
            long quiet = now - quietSince(waiter);
            host.idle(quiet);
            waiter.deliver(new ReceiveOutcome.Idle<>(Duration.ofNanos(quiet)));
        }
    }

    private void stalled(Waiter<M> waiter, long now) {
        Clocks clocks = host.clocks();
        clocks.sayStalled();
        if (waiter.take()) {
            host.stalled(clocks.transit(), clocks.silence(now));
            waiter.deliver(new ReceiveOutcome.Stalled<>(clocks.transit(), Duration.ofNanos(clocks.silence(now))));
        }
    }

    @Override
    public long untilReckoning(long now) {
        Waiter<M> waiter = inbox.waiting();
        return waiter == null || host.clocks().standing() ? Clocks.NEVER : until(waiter, now);
    }

    @Override
    public void closed(CloseReason reason, long now) {
        inbox.close(reason);
    }

    /** A buffer of the transport dies with the call, a buffered message does not. */
    @SuppressWarnings("unchecked") // a ByteBuffer is put in for a ByteBuffer
    static <M> M keep(M message) {
        if (message instanceof ByteBuffer buffer) {
            ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
            copy.put(buffer.duplicate()).flip();
            return (M) copy;
        }
        return message;
    }

    private long until(@Nullable Waiter<M> waiter, long now) {
        if (waiter == null) {
            return Clocks.NEVER;
        }
        Clocks clocks = host.clocks();
        if (clocks.transit() == 0) {
            return waiter.quiet() - (now - quietSince(waiter));
        }
        long first = clocks.untilStalled(now);
        if (first != Clocks.NEVER) {
            return first;
        }
        // said before, or the stall clock is off: the receive still ends, after its own bound
        long bound = Math.max(waiter.quiet(), Clocks.nanos(host.limits().stall()));
        return bound - (now - quietSince(waiter));
    }

    private long quietSince(Waiter<M> waiter) {
        long lastByte = host.clocks().lastProgress();
        return lastByte - waiter.since() > 0 ? lastByte : waiter.since();
    }
}
