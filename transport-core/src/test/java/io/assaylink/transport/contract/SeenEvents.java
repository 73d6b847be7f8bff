// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Refusal;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An observer that remembers. What is told at every read or write is summed up, for how often is up to the network. */
public final class SeenEvents implements ConnectionObserver {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong resumedAfter = new AtomicLong();

    /** All but bytes, in order. */
    public List<String> told() {
        return told;
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    /** The nanoseconds of every resumption. */
    long resumedAfter() {
        return resumedAfter.get();
    }

    /** Waits for one more event of this name, passing over others. */
    public String await(String name) throws InterruptedException {
        String next = fresh.poll(20, TimeUnit.SECONDS);
        while (next != null && !next.startsWith(name)) {
            next = fresh.poll(20, TimeUnit.SECONDS);
        }
        assertThat(next).as("%s, after %s", name, told).isNotNull();
        return next;
    }

    private void tell(String event) {
        told.add(event);
        fresh.add(event);
    }

    @Override
    public void opened(Connection<?> connection) {
        tell("opened");
    }

    @Override
    public void bytesIn(Connection<?> connection, long count) {
        bytesIn.addAndGet(count);
    }

    @Override
    public void bytesOut(Connection<?> connection, long count) {
        bytesOut.addAndGet(count);
    }

    @Override
    public void received(Connection<?> connection, long bytes, long inTransitNanos) {
        tell(bytes > 0 && inTransitNanos >= 0 ? "received" : "received nothing");
    }

    @Override
    public void sent(Connection<?> connection) {
        tell("sent");
    }

    @Override
    public void idle(Connection<?> connection, long quietNanos) {
        tell(quietNanos > 0 ? "idle" : "idle for no time");
    }

    @Override
    public void stalled(Connection<?> connection, long bytesSoFar, long quietNanos) {
        tell(bytesSoFar > 0 && quietNanos > 0 ? "stalled" : "stalled in nothing");
    }

    @Override
    public void paused(Connection<?> connection) {
        tell("paused");
    }

    @Override
    public void resumed(Connection<?> connection, long pausedNanos) {
        resumedAfter.addAndGet(pausedNanos);
        tell("resumed");
    }

    @Override
    public void closed(Connection<?> connection, CloseReason reason) {
        tell("closed " + reason.getClass().getSimpleName());
    }

    @Override
    public void connectFailed(String to, CloseReason reason) {
        tell("connect failed " + to + " " + reason.getClass().getSimpleName());
    }

    @Override
    public void refused(SocketAddress peer, Refusal why) {
        tell("refused " + why);
    }
}
