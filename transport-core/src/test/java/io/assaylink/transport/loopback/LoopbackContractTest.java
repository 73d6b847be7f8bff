// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.Rig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The contract, in memory. */
class LoopbackContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) {
        LoopbackTransport<String> transport = LoopbackTransport.inRealTime("contract", LineFraming::new, limits);
        transport.observe(observer, ConnectionObserver.NONE);
        return new LoopbackRig(transport, transport.pair());
    }

    private record LoopbackRig(LoopbackTransport<String> transport, LoopbackPair<String> pair) implements Rig<String> {

        @Override
        public Connection<String> connection() {
            return pair.near();
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
            return receive() instanceof ReceiveOutcome.Received<String> received ? received.message() : "";
        }

        @Override
        public boolean peerSeesTheEnd() throws IOException {
            return receive() instanceof ReceiveOutcome.Closed;
        }

        private ReceiveOutcome<String> receive() throws IOException {
            try {
                return pair.far().inbound().receive(Duration.ofSeconds(20));
            } catch (InterruptedException interrupted) {
                throw new InterruptedIOException(interrupted.toString());
            }
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
