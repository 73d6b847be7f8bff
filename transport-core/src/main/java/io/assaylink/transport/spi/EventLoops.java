// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.Connection;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a transport: the caller's, or its own, which end with it. Threads are daemons.
 *
 * <p>New ones are epoll's where its native part is there, and those of the JDK elsewhere; the log says so once.
 */
public final class EventLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final boolean EPOLL = hasEpoll();

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

    /** New event loops, whoever asks shuts them down; threads named {@code name-n}. */
    public static EventLoopGroup newGroup(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static boolean hasEpoll() {
        if (Epoll.isAvailable()) {
            return true;
        }
        Throwable why = Epoll.unavailabilityCause();
        LOG.info(
                "EPOLL_UNAVAILABLE ({}): sockets are those of the JDK, TCP_USER_TIMEOUT is not set",
                why == null ? "?" : why.getClass().getSimpleName());
        return false;
    }

    private boolean epoll() {
        return EPOLL && group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
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
