// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LineRig;
import io.assaylink.transport.contract.LineSocket;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** TCP through the proxy, under faults that only cut reads, keeps the contract. */
class FaultProxyContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FaultProxy proxy = new FaultProxy(
                    new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                    FaultPlan.script(
                            new Fault.Split(Fault.Direction.IN, 0, 3, Duration.ZERO),
                            new Fault.Split(Fault.Direction.OUT, 0, 1, Duration.ZERO)));
            InetSocketAddress address = proxy.listen().toCompletableFuture().get(20, TimeUnit.SECONDS);
            TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1",
                    address.getPort(),
                    LineFraming::new,
                    limits,
                    TcpOptions.defaults().withObserver(observer));
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return new LineRig(connection, new LineSocket(server.accept()), () -> {
                transport.close();
                proxy.close();
            });
        }
    }
}
