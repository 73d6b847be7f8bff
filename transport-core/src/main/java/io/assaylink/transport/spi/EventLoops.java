// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.Connection;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of a transport: the caller's, or its own, which end with it. Threads are daemons. */
public final class EventLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final boolean owned;
    private final AtomicInteger holds = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    private EventLoops(EventLoopGroup group, boolean owned) {
        this.group = group;
        this.owned = owned;
    }

    /** {@code given} where there is one, otherwise {@code threads} new ones named {@code name-n}. */
    public static EventLoops of(Optional<EventLoopGroup> given, String name, int threads) {
        return given.map(group -> new EventLoops(group, false))
                .orElseGet(() -> new EventLoops(
                        new MultiThreadIoEventLoopGroup(
                                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory()),
                        true));
    }

    public EventLoopGroup group() {
        return group;
    }

    /** Keeps owned loops until the attempt failed or its connection is over, even when {@link #close} comes before. */
    public <M> void holdFor(CompletionStage<Connection<M>> attempt) {
        holds.incrementAndGet();
        var unused = attempt.whenComplete((connection, failure) -> {
            if (connection == null) {
                release();
            } else {
                var unusedEnd = connection.closed().whenComplete((reason, none) -> release());
            }
        });
    }

    /** Ends owned loops when nothing is held any more, within two seconds, without waiting for it. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    private void release() {
        if (holds.decrementAndGet() == 0 && owned) {
            var unused = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
