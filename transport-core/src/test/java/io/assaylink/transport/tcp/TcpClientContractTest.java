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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/** The contract, on the connecting side of TCP. */
class TcpClientContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1",
                    server.getLocalPort(),
                    LineFraming::new,
                    limits,
                    TcpOptions.defaults().withObserver(observer));
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return new LineRig(connection, new LineSocket(server.accept()), transport::close);
        }
    }
}
