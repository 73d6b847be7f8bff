// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LineRig;
import io.assaylink.transport.contract.LineSocket;
import io.assaylink.transport.contract.Rig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract on epoll's sockets, where the others run on those of the JDK. */
@EnabledIf(value = "epoll", disabledReason = "SKIPPED: no native epoll on this machine")
class TcpEpollContractTest extends ConnectionContract<String> {

    static boolean epoll() {
        return Epoll.isAvailable();
    }

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1",
                    server.getLocalPort(),
                    LineFraming::new,
                    limits,
                    TcpOptions.defaults().withObserver(observer).withGroup(group));
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return new LineRig(connection, new LineSocket(server.accept()), () -> {
                var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            });
        }
    }
}
