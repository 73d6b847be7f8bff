// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
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
        return new FaultyRig(connection, pair.join(), () -> {
            faulty.close();
            var unusedEnd = thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    private static final class FaultyRig implements Rig<String> {
        private final Connection<String> connection;
        private final LoopbackPair<ByteBuffer> pair;
        private final Runnable release;
        private final LineFraming lines = new LineFraming();
        private final ArrayDeque<String> received = new ArrayDeque<>();

        FaultyRig(Connection<String> connection, LoopbackPair<ByteBuffer> pair, Runnable release) {
            this.connection = connection;
            this.pair = pair;
            this.release = release;
        }

        @Override
        public Connection<String> connection() {
            return connection;
        }

        @Override
        public String message(String text) {
            return text;
        }

        @Override
        public String text(String message) {
            return message;
        }

        @Override
        public void peerSends(String text) {
            peerBegins(text + "\n");
        }

        @Override
        public void peerBegins(String text) {
            pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void peerFinishes(String rest) {
            peerSends(rest);
        }

        @Override
        public void peerEnds() {
            pair.toNear().end();
        }

        @Override
        public void peerResets() {
            pair.toNear().sever();
        }

        @Override
        public String peerReceives() throws IOException {
            while (received.isEmpty()) {
                if (receive() instanceof ReceiveOutcome.Received<ByteBuffer> read) {
                    lines.decode(read.message(), received::add);
                } else {
                    return "";
                }
            }
            return received.remove();
        }

        @Override
        public boolean peerSeesTheEnd() throws IOException {
            return receive() instanceof ReceiveOutcome.Closed;
        }

        private ReceiveOutcome<ByteBuffer> receive() throws IOException {
            try {
                return pair.far().inbound().receive(Duration.ofSeconds(20));
            } catch (InterruptedException interrupted) {
                throw new InterruptedIOException(interrupted.toString());
            }
        }

        @Override
        public void close() {
            release.run();
        }
    }
}
