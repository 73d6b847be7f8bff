// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.Rig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The contract, on the connecting side of WebSocket. */
class WebSocketClientContractTest extends ConnectionContract<WebSocketMessage> {

    @Override
    protected Rig<WebSocketMessage> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/v1/facilitator");
            WebSocketTransport transport = new WebSocketTransport(
                    uri, limits, WebSocketOptions.defaults().withObserver(observer));
            var connecting = transport.connect().toCompletableFuture();
            FrameSocket peer = new FrameSocket(server.accept(), false);
            peer.upgradeAsServer("");
            return new WebSocketRig(connecting.get(20, TimeUnit.SECONDS), peer, transport::close);
        }
    }
}
