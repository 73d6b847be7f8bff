// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is stopped while its instruments send. */
@Timeout(120)
class CloseUnderLoadTest {
    private static final int INSTRUMENTS = 8;
    private static final int WARM = 20;

    @TempDir
    Path data;

    @Test
    @DisplayName("F20 what was stored was answered, and what was answered is delivered once")
    void nothingIsStoredAndNotAnswered() throws Exception {
        TestGateway gateway = new TestGateway(data);
        ExecutorService threads = Executors.newFixedThreadPool(INSTRUMENTS);
        try {
            InetSocketAddress address = gateway.address("hema-1");
            CountDownLatch warm = new CountDownLatch(INSTRUMENTS * WARM);
            List<Future<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < INSTRUMENTS; i++) {
                int instrument = i;
                senders.add(threads.submit(() -> sendUntilClosed(address, instrument, warm)));
            }
            assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();

            gateway.close();

            int answered = 0;
            for (Future<Integer> sender : senders) {
                answered += sender.get(30, TimeUnit.SECONDS);
            }
            assertThat(gateway.stored()).extracting(StoredEvent::sequence).doesNotHaveDuplicates();
            // how far the hub came before the close is its own affair: the rest is on disk
            Set<Long> kept = new TreeSet<>(waiting());
            gateway.stored().forEach(event -> kept.add(event.sequence()));
            assertThat(kept).hasSize(answered);
        } finally {
            threads.shutdownNow();
            gateway.close();
        }
    }

    /** Sequences of the events that a restart would find. */
    private List<Long> waiting() throws Exception {
        try (Outbox outbox = SqliteOutbox.open(data.resolve("outbox"), OutboxOptions.defaults())) {
            return outbox
                    .read(outbox.acknowledged(), Integer.MAX_VALUE, Long.MAX_VALUE)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .stream()
                    .map(Stored::sequence)
                    .toList();
        }
    }

    /** Answers how many messages were acknowledged. */
    private static int sendUntilClosed(InetSocketAddress address, int instrument, CountDownLatch warm) {
        int answered = 0;
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            while (true) {
                String id = instrument + "-" + answered;
                socket.getOutputStream()
                        .write(("\u000BMSH|^~\\&|DEV|LAB|LIS|LAB|20261120143205||ORU^R01|" + id
                                        + "|P|2.5.1\rPID|1||P-1\rOBR|1||S-1|GLU\rOBX|1|NM|GLU||5.4|mmol/L|||||F\r\u001C\r")
                                .getBytes(ISO_8859_1));
                if (!answer(socket.getInputStream()).contains("MSA|AA|" + id)) {
                    return answered;
                }
                answered++;
                warm.countDown();
            }
        } catch (IOException reset) {
            return answered;
        }
    }

    /** Empty where the connection ended first. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            text.append((char) b);
            if (b == 0x1C) {
                return text.toString();
            }
        }
        return "";
    }
}
