// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.PartialBudget;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveProgress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket connections that share a budget for their partial messages. */
class WebSocketBudgetTest {
    private static final int BUDGET = 300_000;

    private final PartialBudget budget = PartialBudget.of(BUDGET);
    private final WebSocketServer server = new WebSocketServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ReceiveLimits.defaults().withIdle(Duration.ZERO).withBudget(budget),
            WebSocketServerOptions.defaults());
    private final BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> turns = new LinkedBlockingQueue<>();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void listen() throws Exception {
        address = (InetSocketAddress) server.listen(connection -> {
                    connection.drive(new Listener());
                    accepted.add(connection);
                })
                .toCompletableFuture()
                .get()
                .address();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private final class Listener implements Machine<WebSocketMessage> {
        @Override
        public void opened(Driver<WebSocketMessage> driver, long now) {}

        @Override
        public void received(WebSocketMessage message, long now) {
            received.add(message.bytes().length + " bytes");
        }

        @Override
        public void closed(CloseReason reason, long now) {
            turns.add("closed");
        }
    }

    private FrameSocket open() throws Exception {
        FrameSocket peer = new FrameSocket(new Socket(address.getAddress(), address.getPort()), true);
        peer.upgradeAsClient("/", "");
        return peer;
    }

    private Connection<WebSocketMessage> connection() throws Exception {
        return accepted.poll(20, TimeUnit.SECONDS);
    }

    private static void awaitBytes(Connection<?> connection, long bytes) {
        ReceiveProgress progress = connection.progress();
        while (progress.bytesSoFar() < bytes && connection.isConnected()) {
            Thread.onSpinWait();
            progress = connection.progress();
        }
    }

    /** Counted at the end of a turn, a moment after the progress is told. */
    private void awaitHeld(long least, long most) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while ((budget.held() < least || budget.held() > most) && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(budget.held()).isBetween(least, most);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x82, 0x02}) // one large frame, the first fragment of many
    void theLargestGoesWith1013AndTheOtherIsServed(int flags) throws Exception {
        try (FrameSocket large = open()) {
            Connection<WebSocketMessage> one = connection();
            int announced = flags == 0x82 ? 250_000 : 200_000;
            large.write(large.frame(flags, announced, new byte[200_000]));
            awaitBytes(one, 200_000);
            awaitHeld(200_000, 250_000);
            try (FrameSocket small = open()) {
                Connection<WebSocketMessage> two = connection();
                small.write(small.frame(0x82, 120_000, new byte[119_000]));
                assertThat(large.read().closeCode()).isEqualTo(1013);
                awaitBytes(two, 119_000);
                awaitHeld(119_000, 120_000);
                large.write(flags == 0x82 ? new byte[50_000] : large.frame(0x80, 9, new byte[9]));
                large.write(large.frame(0x82, 3, new byte[3])); // dropped, and so is the end of the first one
                large.sendClose(1013);
                assertThat(one.closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                        .isInstanceOf(CloseReason.TooLarge.class);
                small.write(new byte[1000]);
                assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("120000 bytes");
                assertThat(two.isConnected()).isTrue();
            }
        }
        assertThat(received).isEmpty();
        assertThat(turns.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(turns.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
        awaitHeld(0, 0);
    }

    @Test
    void anAnnouncementAloneTakesNothing() throws Exception {
        try (FrameSocket peer = open()) {
            Connection<WebSocketMessage> one = connection();
            peer.write(peer.frame(0x82, 10L << 20, new byte[100]));
            awaitBytes(one, 100);
            awaitHeld(100, 64 << 10);
            assertThat(one.isConnected()).isTrue();
        }
    }
}
