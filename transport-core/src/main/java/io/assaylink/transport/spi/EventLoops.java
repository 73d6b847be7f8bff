// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The event loops of a transport: the caller's, or its own, which end with it. Threads are daemons. */
public final class EventLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final boolean owned;

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

    /** Ends owned loops within two seconds, without waiting for it. Idempotent. */
    @Override
    public void close() {
        if (owned) {
            var unused = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
