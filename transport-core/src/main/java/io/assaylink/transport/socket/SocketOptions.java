// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.assaylink.transport.ConnectionObserver;
import java.time.Duration;

/**
 * What is settable about one TCP socket.
 *
 * @param connectTimeout until a connect is given up, name resolution included; at least 1 ms
 * @param noDelay {@code TCP_NODELAY}: small frames leave at once
 * @param keepAlive finds a dead peer on a silent connection
 * @param userTimeout {@code TCP_USER_TIMEOUT} (RFC 5482): how long sent bytes may stay unacknowledged by the peer's kernel
 *     until the connection is dead; 0: as the system has it, a quarter of an hour as a rule. epoll's event loops only
 * @param receiveBuffer {@code SO_RCVBUF} in bytes; 0: the system sizes it
 * @param sendBuffer {@code SO_SNDBUF} in bytes; 0: the system sizes it
 * @param backlog connections that may wait to be accepted by a server
 * @param observer is told of every connection, and of what came to none; on both sides
 */
public record SocketOptions(
        Duration connectTimeout,
        boolean noDelay,
        KeepAlive keepAlive,
        Duration userTimeout,
        int receiveBuffer,
        int sendBuffer,
        int backlog,
        ConnectionObserver observer) {
    private static final SocketOptions DEFAULTS = new SocketOptions(
            Duration.ofSeconds(10),
            true,
            KeepAlive.defaults(),
            Duration.ofSeconds(30),
            0,
            0,
            1024,
            ConnectionObserver.NONE);

    public SocketOptions {
        if (connectTimeout.toMillis() < 1 || userTimeout.isNegative()) {
            throw new IllegalArgumentException("a time that is too short");
        }
        if (receiveBuffer < 0 || sendBuffer < 0 || backlog < 1) {
            throw new IllegalArgumentException("a size below what is possible");
        }
    }

    /** 10 s to connect, no delay, keep-alive 60 s / 10 s / 3, user timeout 30 s, buffers of the system, backlog 1024. */
    public static SocketOptions defaults() {
        return DEFAULTS;
    }

    public SocketOptions withConnectTimeout(Duration value) {
        return new SocketOptions(value, noDelay, keepAlive, userTimeout, receiveBuffer, sendBuffer, backlog, observer);
    }

    public SocketOptions withNoDelay(boolean value) {
        return new SocketOptions(
                connectTimeout, value, keepAlive, userTimeout, receiveBuffer, sendBuffer, backlog, observer);
    }

    public SocketOptions withKeepAlive(KeepAlive value) {
        return new SocketOptions(
                connectTimeout, noDelay, value, userTimeout, receiveBuffer, sendBuffer, backlog, observer);
    }

    public SocketOptions withUserTimeout(Duration value) {
        return new SocketOptions(
                connectTimeout, noDelay, keepAlive, value, receiveBuffer, sendBuffer, backlog, observer);
    }

    public SocketOptions withBuffers(int receive, int send) {
        return new SocketOptions(connectTimeout, noDelay, keepAlive, userTimeout, receive, send, backlog, observer);
    }

    public SocketOptions withBacklog(int value) {
        return new SocketOptions(
                connectTimeout, noDelay, keepAlive, userTimeout, receiveBuffer, sendBuffer, value, observer);
    }

    public SocketOptions withObserver(ConnectionObserver value) {
        return new SocketOptions(
                connectTimeout, noDelay, keepAlive, userTimeout, receiveBuffer, sendBuffer, backlog, value);
    }
}
