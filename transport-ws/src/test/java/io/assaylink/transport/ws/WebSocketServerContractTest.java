// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.Rig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The contract, on the accepting side of WebSocket. */
class WebSocketServerContractTest extends ConnectionContract<WebSocketMessage> {

    @Override
    protected Rig<WebSocketMessage> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                limits,
                WebSocketServerOptions.defaults().withObserver(observer));
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        InetSocketAddress address = (InetSocketAddress) server.listen(accepted::complete)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true);
        peer.upgradeAsClient("/", "");
        return new WebSocketRig(accepted.get(20, TimeUnit.SECONDS), peer, server::close);
    }
}
