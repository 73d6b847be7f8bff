// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;

/**
 * What is settable about TCP.
 *
 * @param socket of each connection, on both sides
 * @param admission whom a server lets in; a client does not look at it
 * @param tls TLS on each connection; empty: none. A server needs an identity in it
 * @param group the event loops to run on, never shut down by us; empty: own ones
 */
public record TcpOptions(
        SocketOptions socket, Admission admission, Optional<TlsOptions> tls, Optional<EventLoopGroup> group) {
    private static final TcpOptions DEFAULTS =
            new TcpOptions(SocketOptions.defaults(), Admission.defaults(), Optional.empty(), Optional.empty());

    public static TcpOptions defaults() {
        return DEFAULTS;
    }

    public TcpOptions withSocket(SocketOptions value) {
        return new TcpOptions(value, admission, tls, group);
    }

    public TcpOptions withAdmission(Admission value) {
        return new TcpOptions(socket, value, tls, group);
    }

    public TcpOptions withTls(TlsOptions value) {
        return new TcpOptions(socket, admission, Optional.of(value), group);
    }

    public TcpOptions withGroup(EventLoopGroup value) {
        return new TcpOptions(socket, admission, tls, Optional.of(value));
    }

    /** The same with another {@link SocketOptions#observer()}. */
    public TcpOptions withObserver(ConnectionObserver value) {
        return withSocket(socket.withObserver(value));
    }

    /** The same with another {@link SocketOptions#connectTimeout()}. */
    public TcpOptions withConnectTimeout(Duration value) {
        return withSocket(socket.withConnectTimeout(value));
    }

    /** The same with other bounds of {@link Admission}. */
    public TcpOptions withMaxConnections(int inAll, int perAddress) {
        return withAdmission(admission.withMaxConnections(inAll, perAddress));
    }
}
