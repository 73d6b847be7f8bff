// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutionException;

/** A proxy in front of a hub on {@code ws://}, which swallows what the client sends. */
final class ProxiedBlackout implements Bench.Blackout<WebSocketMessage> {
    private static final int HTTP = 80;

    private final FaultProxy proxy;
    private final WebSocketTransport transport;

    ProxiedBlackout(URI hub, ReceiveLimits limits, WebSocketOptions options) throws Finding, InterruptedException {
        proxy = new FaultProxy(
                InetSocketAddress.createUnresolved(hub.getHost(), hub.getPort() < 0 ? HTTP : hub.getPort()),
                FaultPlan.none());
        try {
            InetSocketAddress bound = proxy.listen().toCompletableFuture().get();
            URI through = new URI(
                    "ws",
                    null,
                    bound.getAddress().getHostAddress(),
                    bound.getPort(),
                    hub.getPath(),
                    hub.getQuery(),
                    null);
            transport = new WebSocketTransport(through, limits, options);
        } catch (ExecutionException | java.net.URISyntaxException failure) {
            proxy.close();
            throw Finding.skipped("no proxy could be put in front of the hub");
        }
    }

    @Override
    public Transport<WebSocketMessage> transport() {
        return transport;
    }

    @Override
    public void begin() throws InterruptedException {
        try {
            proxy.faults()
                    .inject(new Fault.BlackHole(Fault.Direction.OUT, 0, Fault.FOREVER))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the proxy takes no fault", failure);
        }
    }

    @Override
    public void close() {
        transport.close();
        proxy.close();
    }
}
