// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LoopbackRig;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.netty.channel.DefaultEventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Faults that only cut reads break nothing of the contract, with the wrapped connection on another thread. */
class FaultyTransportContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        LoopbackTransport<ByteBuffer> bytes =
                LoopbackTransport.inRealTime("contract", Framing::none, ReceiveLimits.defaults());
        CompletableFuture<LoopbackPair<ByteBuffer>> pair = new CompletableFuture<>();
        bytes.watch(pair::complete);
        var unused = bytes.server().listen(far -> {});
        DefaultEventLoop thread = new DefaultEventLoop();
        FaultPlan plan = FaultPlan.script(
                new Fault.Split(Fault.Direction.IN, 0, 3, Duration.ZERO),
                new Fault.Split(Fault.Direction.OUT, 0, 1, Duration.ZERO));
        FaultyTransport<String> faulty =
                FaultyTransport.overBytes(bytes, LineFraming::new, limits, new NettyLoop(thread), plan);
        faulty.observe(observer);
        Connection<String> connection = faulty.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return new LoopbackRig<>(connection, pair.join(), new LineFraming()::decode, () -> {
            faulty.close();
            var unusedEnd = thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }
}
