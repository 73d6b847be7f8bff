// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way over real sockets and a real disk: instrument, endpoint, outbox, client, hub. */
@Timeout(60)
class LaboratoryTest {
    private static final int MESSAGES = 20;

    @TempDir
    Path directory;

    @Test
    @DisplayName("4.1 accepted is delivered, once and in order, while the hub is killed and revived")
    void fromInstrumentToHub() throws Exception {
        BlockingQueue<StoredEvent> stored = new LinkedBlockingQueue<>();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ExecutorService conversion = Executors.newSingleThreadExecutor();
        ClientOptions options = ClientOptions.defaults("gw")
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));
        try (SqliteOutbox outbox = SqliteOutbox.open(
                        directory.resolve("outbox"), OutboxOptions.defaults().withLowDiskBytes(0));
                DevelopmentHub hub =
                        DevelopmentHub.webSocket(HubOptions.defaults().withStore(directory.resolve("hub.db")), any);
                TcpServer<ByteBuffer> server =
                        new TcpServer<>(any, Framing::none, ReceiveLimits.defaults(), TcpOptions.defaults())) {
            hub.onStored(stored::add);
            hub.start();
            try (WebSocketTransport transport = HubTransport.webSocket(options, hub.uri(), Credentials.none());
                    FacilitatorClient client =
                            FacilitatorClient.create(options, transport, Frames.webSocket(), outbox)) {
                client.start();
                InstrumentEndpoint endpoint = new InstrumentEndpoint(
                        InstrumentOptions.defaults("chem-1"), client.outbox(), conversion, EndpointListener.NONE);
                InetSocketAddress port =
                        (InetSocketAddress) server.listen(connection -> connection.drive(endpoint.connection()))
                                .toCompletableFuture()
                                .get(10, SECONDS)
                                .address();

                hl7(port, 0, MESSAGES / 2);
                hub.kill();
                astm(port, MESSAGES / 2, MESSAGES);
                hub.start();

                for (int i = 0; i < MESSAGES; i++) {
                    StoredEvent event = stored.poll(30, SECONDS);
                    assertThat(event).as("message %d", i).isNotNull();
                    assertThat(event.sequence()).isEqualTo(i + 1L);
                    assertThat(new String(event.data(), StandardCharsets.UTF_8)).contains("\"S-" + i + "\"");
                }
                assertThat(client.drain(Duration.ofSeconds(20))
                                .toCompletableFuture()
                                .get(30, SECONDS))
                        .isTrue();
                assertThat(outbox.depth().events()).isZero();
                List<StoredEvent> all = hub.events(0, 1000);
                assertThat(all).hasSize(MESSAGES);
            }
        } finally {
            conversion.shutdownNow();
        }
    }

    @Test
    @DisplayName(
            "T4 over real sockets: a message and FIN in one breath is stored, answered, and then the connection ends")
    void halfClose() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ExecutorService conversion = Executors.newSingleThreadExecutor();
        try (SqliteOutbox outbox = SqliteOutbox.open(
                        directory.resolve("outbox"), OutboxOptions.defaults().withLowDiskBytes(0));
                TcpServer<ByteBuffer> server =
                        new TcpServer<>(any, Framing::none, ReceiveLimits.defaults(), TcpOptions.defaults())) {
            InstrumentEndpoint endpoint = new InstrumentEndpoint(
                    InstrumentOptions.defaults("chem-1"), outbox, conversion, EndpointListener.NONE);
            InetSocketAddress port =
                    (InetSocketAddress) server.listen(connection -> connection.drive(endpoint.connection()))
                            .toCompletableFuture()
                            .get(10, SECONDS)
                            .address();
            try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
                socket.getOutputStream()
                        .write(Bench.bytes("<VT>MSH|^~\\&|DEV|LAB|LIS|LAB|2026||ORU^R01|77|P|2.5.1<CR>"
                                + "OBR|1||S-77|GLU<CR>OBX|1|NM|GLU||5.4|mmol/L|||||F<CR><FS><CR>"));
                socket.shutdownOutput();
                assertThat(until(socket.getInputStream(), '\u001C')).contains("MSA|AA|77");
                assertThat(until(socket.getInputStream(), '\u0000')).isEqualTo("\r");
            }
            try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
                say(socket, "<ENQ>");
                socket.getOutputStream()
                        .write(Bench.bytes(Bench.frame(1, "H|\\^&|||ACME<CR>O|1|S-78||^^^GLU<CR>L|1|N<CR>")));
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).containsExactly(0x06);
            }
            assertThat(outbox.depth().events()).isEqualTo(2);
        } finally {
            conversion.shutdownNow();
        }
    }

    private static void hl7(InetSocketAddress port, int from, int to) throws IOException {
        try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
            for (int i = from; i < to; i++) {
                socket.getOutputStream()
                        .write(Bench.bytes("<VT>MSH|^~\\&|DEV|LAB|LIS|LAB|2026||ORU^R01|" + i
                                + "|P|2.5.1<CR>PID|1||PID-0001<CR>OBR|1||S-" + i
                                + "|GLU<CR>OBX|1|NM|GLU^Glucose^L||5.4|mmol/L|||||F<CR><FS><CR>"));
                assertThat(until(socket.getInputStream(), '\u001C')).contains("MSA|AA|" + i);
            }
        }
    }

    private static void astm(InetSocketAddress port, int from, int to) throws IOException {
        try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
            for (int i = from; i < to; i++) {
                say(socket, "<ENQ>");
                say(
                        socket,
                        Bench.frame(
                                1,
                                "H|\\^&|||ACME|||||||P|LIS2-A2<CR>P|1<CR>O|1|S-" + i
                                        + "||^^^GLU<CR>R|1|^^^GLU|5.4|mmol/L<CR>L|1|N<CR>"));
                socket.getOutputStream().write(Bench.bytes("<EOT>"));
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(Bench.bytes(text));
        assertThat(socket.getInputStream().read()).isEqualTo(0x06);
    }

    private static String until(InputStream in, char end) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != end; b = in.read()) {
            text.append((char) b);
        }
        return text.toString();
    }
}
