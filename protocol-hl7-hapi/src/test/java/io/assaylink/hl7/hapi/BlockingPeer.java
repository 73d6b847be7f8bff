// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.RepeatMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** One exchange over one socket and one thread: what a user without Netty writes. */
final class BlockingPeer {

    private static final int LOOK_EVERY_MILLIS = 200;

    final Exchange exchange = new Exchange(
            ExchangeOptions.defaults(),
            new RepeatMemory(100),
            ControlIds.startedAt(InstantSource.system().instant()),
            InstantSource.system(),
            ZoneOffset.UTC);
    final List<ExchangeEvent> events = new ArrayList<>();

    private final Socket socket;

    BlockingPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LOOK_EVERY_MILLIS);
    }

    /** Until {@code done}, or the end of the stream; {@code take} gets each event and may use the exchange. */
    void run(BooleanSupplier done, BiConsumer<BlockingPeer, ExchangeEvent> take) throws IOException {
        byte[] read = new byte[64 << 10];
        int count = 0;
        while (true) {
            exchange.tick(System.nanoTime(), events::add);
            while (!events.isEmpty()) {
                take.accept(this, events.remove(0));
            }
            write();
            if (done.getAsBoolean() || count < 0) {
                return;
            }
            try {
                count = socket.getInputStream().read(read);
                exchange.decode(ByteBuffer.wrap(read, 0, Math.max(0, count)), System.nanoTime(), events::add);
            } catch (SocketTimeoutException quiet) {
                count = 0;
            }
        }
    }

    private void write() throws IOException {
        List<ByteBuffer> blocks = new ArrayList<>();
        exchange.drainTo(blocks::add);
        OutputStream out = socket.getOutputStream();
        for (ByteBuffer block : blocks) {
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            out.write(bytes);
        }
    }
}
