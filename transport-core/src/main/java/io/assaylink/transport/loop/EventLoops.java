// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loop;

import io.assaylink.transport.Connection;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of a transport: the caller's, or its own, which end with it. Threads are daemons.
 *
 * <p>New ones are those of the JDK. A caller's own may be epoll's, and sockets are of their kind: see decision 9 about what that
 * brings and what it costs.
 */
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
                .orElseGet(() -> new EventLoops(newGroup(name, threads), true));
    }

    /**
     * New event loops, whoever asks shuts them down; threads named {@code name-n}.
     *
     * <p>Netty wakes a loop of the JDK's selector every second while nothing is scheduled on it. One task a day is scheduled
     * on each, so that an idle one sleeps: {@code IdleConnectionsTest} counts.
     */
    public static EventLoopGroup newGroup(String name, int threads) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        group.forEach(loop -> {
            var unused = loop.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
        });
        return group;
    }

    private boolean epoll() {
        return group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
    }

    /** The kind of socket that these loops serve. */
    public Class<? extends SocketChannel> socketChannel() {
        return epoll() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The kind of listening socket that these loops serve. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public EventLoopGroup group() {
        return group;
    }

    /**
     * Keeps owned loops until the attempt failed or its connection is over, even when {@link #close} comes before. False where
     * it came already: there may be no loops any more.
     */
    public <M> boolean holdFor(CompletionStage<Connection<M>> attempt) {
        if (closed.get() || holds.getAndUpdate(held -> held == 0 ? 0 : held + 1) == 0) {
            return false;
        }
        var unused = attempt.whenComplete((connection, failure) -> {
            if (connection == null) {
                release();
            } else {
                var unusedEnd = connection.closed().whenComplete((reason, none) -> release());
            }
        });
        return true;
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
