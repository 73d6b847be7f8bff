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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The contract, on the accepting side of TCP. */
class TcpServerContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        TcpServer<String> server = new TcpServer<>(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                LineFraming::new,
                limits,
                TcpOptions.defaults().withObserver(observer));
        CompletableFuture<Connection<String>> accepted = new CompletableFuture<>();
        InetSocketAddress address = (InetSocketAddress) server.listen(accepted::complete)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        LineSocket peer = new LineSocket(new Socket(address.getAddress(), address.getPort()));
        return new LineRig(accepted.get(20, TimeUnit.SECONDS), peer, server::close);
    }
}
