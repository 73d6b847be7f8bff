// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts {@link SocketOptions} on a channel, as far as its kind and the system allow. */
final class SocketSettings {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSettings.class);
    private static final Set<SocketOption<?>> OF_THE_JDK = ofTheJdk();

    private SocketSettings() {}

    /** For a channel that is not connected yet, or was just accepted: nothing is read before it is asked for. */
    static void apply(SocketOptions options, SocketChannel channel) {
        set(channel, ChannelOption.ALLOW_HALF_CLOSURE, true);
        set(channel, ChannelOption.AUTO_READ, false);
        set(channel, ChannelOption.TCP_NODELAY, options.noDelay());
        if (options.receiveBuffer() > 0) {
            set(channel, ChannelOption.SO_RCVBUF, options.receiveBuffer());
        }
        if (options.sendBuffer() > 0) {
            set(channel, ChannelOption.SO_SNDBUF, options.sendBuffer());
        }
        boolean epoll = channel instanceof EpollSocketChannel;
        if (epoll && !options.userTimeout().isZero()) {
            set(channel, EpollChannelOption.TCP_USER_TIMEOUT, (int)
                    Math.min(Integer.MAX_VALUE, options.userTimeout().toMillis()));
        }
        KeepAlive keepAlive = options.keepAlive();
        set(channel, ChannelOption.SO_KEEPALIVE, keepAlive.on());
        if (keepAlive.on()) {
            int idle = (int) keepAlive.idle().toSeconds();
            int interval = (int) keepAlive.interval().toSeconds();
            if (epoll) {
                set(channel, EpollChannelOption.TCP_KEEPIDLE, idle);
                set(channel, EpollChannelOption.TCP_KEEPINTVL, interval);
                set(channel, EpollChannelOption.TCP_KEEPCNT, keepAlive.count());
            } else if (OF_THE_JDK.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), idle);
                set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), interval);
                set(channel, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), keepAlive.count());
            }
        }
    }

    /** A setting that the system refuses is no reason to go without a connection. */
    private static <T> void set(SocketChannel channel, ChannelOption<T> option, T value) {
        try {
            if (!channel.config().setOption(option, value)) {
                LOG.debug("{} is not known to {}", option, channel.getClass().getSimpleName());
            }
        } catch (RuntimeException refused) {
            LOG.warn("SOCKET_OPTION_REFUSED {} = {}", option, value);
        }
    }

    private static Set<SocketOption<?>> ofTheJdk() {
        try (java.nio.channels.SocketChannel probe = java.nio.channels.SocketChannel.open()) {
            return probe.supportedOptions();
        } catch (IOException noSocket) {
            return Set.of();
        }
    }
}
