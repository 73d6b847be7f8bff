// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;

/**
 * What is settable about TCP.
 *
 * @param connectTimeout until a connect is given up, name resolution not included; at least 1 ms
 * @param noDelay {@code TCP_NODELAY}: small frames leave at once
 * @param keepAlive {@code SO_KEEPALIVE}, with the times of the operating system
 * @param maxConnections connections that a server holds at a time, in all
 * @param maxConnectionsPerAddress connections that a server holds at a time from one address
 * @param group the event loops to run on, never shut down by us; empty: own ones
 */
public record TcpOptions(
        Duration connectTimeout,
        boolean noDelay,
        boolean keepAlive,
        int maxConnections,
        int maxConnectionsPerAddress,
        Optional<EventLoopGroup> group) {

    private static final TcpOptions DEFAULTS =
            new TcpOptions(Duration.ofSeconds(10), true, true, 256, 32, Optional.empty());

    public static TcpOptions defaults() {
        return DEFAULTS;
    }

    public TcpOptions withConnectTimeout(Duration value) {
        return new TcpOptions(value, noDelay, keepAlive, maxConnections, maxConnectionsPerAddress, group);
    }

    public TcpOptions withNoDelay(boolean value) {
        return new TcpOptions(connectTimeout, value, keepAlive, maxConnections, maxConnectionsPerAddress, group);
    }

    public TcpOptions withKeepAlive(boolean value) {
        return new TcpOptions(connectTimeout, noDelay, value, maxConnections, maxConnectionsPerAddress, group);
    }

    public TcpOptions withMaxConnections(int inAll, int perAddress) {
        return new TcpOptions(connectTimeout, noDelay, keepAlive, inAll, perAddress, group);
    }

    public TcpOptions withGroup(EventLoopGroup value) {
        return new TcpOptions(
                connectTimeout, noDelay, keepAlive, maxConnections, maxConnectionsPerAddress, Optional.of(value));
    }
}
