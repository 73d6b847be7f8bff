// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LineSocket;
import io.assaylink.transport.contract.Rig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/** The contract on the sockets of the JDK, where the others run on epoll. */
class TcpNioContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1",
                    server.getLocalPort(),
                    LineFraming::new,
                    limits,
                    TcpOptions.defaults().withGroup(group));
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return new TcpRig(connection, new LineSocket(server.accept()), () -> {
                var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            });
        }
    }
}
