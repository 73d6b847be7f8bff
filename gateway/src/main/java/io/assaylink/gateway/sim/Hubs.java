// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.HubStoreException;
import io.assaylink.gateway.HubFrames;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Development hubs that listen for WebSockets. */
public final class Hubs {
    private Hubs() {}

    /**
     * A hub, not started.
     *
     * @param address where it will listen; port 0 lets the system choose
     * @param token that clients must bear; empty: anyone is let in
     */
    public static DevelopmentHub webSocket(HubOptions options, SocketAddress address, Optional<String> token)
            throws HubStoreException {
        WebSocketServerOptions server = WebSocketServerOptions.defaults()
                .withPath(HubFrames.PATH)
                .withSubprotocol(HubFrames.SUBPROTOCOL)
                .withAuthenticator(request -> decide(request, token));
        ReceiveLimits limits = ReceiveLimits.defaults().withMaxMessage(options.maxFrameBytes());
        return DevelopmentHub.over(
                options, bound -> new WebSocketServer(bound.orElse(address), limits, server), HubFrames.INSTANCE);
    }

    private static UpgradeDecision decide(UpgradeRequest request, Optional<String> token) {
        if (token.isEmpty()) {
            return UpgradeDecision.accept();
        }
        byte[] wanted = ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8);
        byte[] found = request.header("authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, found) ? UpgradeDecision.accept() : UpgradeDecision.refuse(401);
    }
}
