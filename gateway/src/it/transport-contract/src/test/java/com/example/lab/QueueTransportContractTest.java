package com.example.lab;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.Rig;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The contract of Assaylink's transports, kept by one that nobody there knows. */
class QueueTransportContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) {
        return new QueueRig(new QueueLink(new DefaultEventLoop(), limits, observer));
    }

    /** The other end, by hand. */
    private record QueueRig(QueueLink link, LineFraming framing, ArrayDeque<String> lines) implements Rig<String> {
        QueueRig(QueueLink link) {
            this(link, new LineFraming(), new ArrayDeque<>());
        }

        @Override
        public Connection<String> connection() {
            return link.core();
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
            link.arrives(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void peerFinishes(String rest) {
            peerSends(rest);
        }

        @Override
        public void peerEnds() {
            link.peerEnds();
        }

        @Override
        public void peerResets() {
            link.peerResets();
        }

        @Override
        public String peerReceives() throws IOException {
            while (lines.isEmpty()) {
                byte[] next = next();
                if (next.length == 0) {
                    return "";
                }
                framing.decode(ByteBuffer.wrap(next), lines::add);
            }
            return lines.remove();
        }

        @Override
        public boolean peerSeesTheEnd() throws IOException {
            return next().length == 0;
        }

        private byte[] next() throws IOException {
            try {
                byte[] next = link.sent().poll(20, TimeUnit.SECONDS);
                if (next == null) {
                    throw new IOException("nothing in 20 s");
                }
                return next;
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }

        @Override
        public void close() {
            link.release();
        }
    }

    /** What leaves stands in a queue, the end as no bytes. */
    static BlockingQueue<byte[]> queue() {
        return new LinkedBlockingQueue<>();
    }
}
