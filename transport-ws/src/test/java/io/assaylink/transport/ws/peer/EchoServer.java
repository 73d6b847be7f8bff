// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our server: every message goes back as it came; {@code close 4002} closes with that code. */
final class EchoServer implements AutoCloseable {
    private final BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
    private final WebSocketServer server;
    private final int port;

    EchoServer(WebSocketServerOptions options) throws Exception {
        this(options, ReceiveLimits.defaults());
    }

    EchoServer(WebSocketServerOptions options, ReceiveLimits limits) throws Exception {
        server = new WebSocketServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, options);
        var listening = server.listen(connection -> {
            connection.drive(new Echo());
            accepted.add(connection);
        });
        port = ((InetSocketAddress) listening.toCompletableFuture().get().address()).getPort();
    }

    int port() {
        return port;
    }

    /** The next connection. */
    Connection<WebSocketMessage> accepted() throws InterruptedException {
        Connection<WebSocketMessage> next = accepted.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connected");
        }
        return next;
    }

    /** How it ended. */
    static CloseReason end(Connection<WebSocketMessage> connection) throws Exception {
        return connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Echo implements Machine<WebSocketMessage> {
        private Optional<Driver<WebSocketMessage>> driver = Optional.empty();

        @Override
        public void opened(Driver<WebSocketMessage> given, long now) {
            driver = Optional.of(given);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            String text = message instanceof WebSocketMessage.Text said ? said.string() : "";
            if (text.startsWith("close ")) {
                driver.orElseThrow()
                        .close(
                                new CloseReason.Local(Integer.parseInt(text.substring(6)), "by request"),
                                Duration.ofSeconds(5));
            } else {
                driver.orElseThrow().send(message);
            }
        }

        @Override
        public boolean answersOnly() {
            return true;
        }

        @Override
        public void closed(CloseReason reason, long now) {
            // whoever wants to know asks the connection
        }
    }

    /** The message with this number, the same that the scripts of the peers make. */
    static WebSocketMessage message(int number) {
        if (number % 2 == 0) {
            return WebSocketMessage.text(("message " + number + " äöü€\uD83D\uDE00").getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = new byte[number % 300];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) (number + k);
        }
        return WebSocketMessage.binary(bytes);
    }
}
