// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/** The candidates of {@link WebSocketBenchmark}: each sends text and hears text, as its own API wants it. */
final class WebSocketClients {
    private WebSocketClients() {}

    /** One connection. */
    interface Client extends AutoCloseable {
        /** Any thread. */
        void send(byte[] request);

        @Override
        void close();
    }

    static Client open(String name, URI uri, RoundTrips trips) throws Exception {
        return switch (name) {
            case "assaylink" -> new Ours(uri, trips);
            case "jdk" -> new Jdk(uri, trips);
            case "okhttp" -> new OkHttp(uri, trips);
            case "java-websocket" -> new JavaWebSocket(uri, trips);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Bytes in, bytes out. */
    private static final class Ours implements Client, Machine<WebSocketMessage> {
        private final RoundTrips trips;
        private final WebSocketTransport transport;
        private final Connection<WebSocketMessage> connection;
        private Optional<Driver<WebSocketMessage>> driver = Optional.empty();

        Ours(URI uri, RoundTrips trips) throws Exception {
            this.trips = trips;
            transport = new WebSocketTransport(uri, ReceiveLimits.defaults(), WebSocketOptions.defaults());
            connection = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            connection.drive(this);
        }

        @Override
        public void opened(Driver<WebSocketMessage> given, long now) {
            driver = Optional.of(given);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            if (trips.answered(message.bytes().length)) {
                driver.orElseThrow().send(WebSocketMessage.text(RoundTrips.REQUEST));
            }
        }

        @Override
        public void closed(CloseReason reason, long now) {
            trips.broken(new IllegalStateException(reason.toString()));
        }

        @Override
        public void send(byte[] request) {
            var unused = connection.outbound().send(WebSocketMessage.text(request));
        }

        @Override
        public void close() {
            var unused = connection.close(Duration.ofSeconds(1));
            transport.close();
        }
    }

    /** Sends one after the other, as it asks for: a send before the last one is complete is an error there. */
    private static final class Jdk implements Client, WebSocket.Listener {
        private static final CompletionStage<String> DONE = CompletableFuture.completedStage("done");

        private final RoundTrips trips;
        private final WebSocket socket;
        private final StringBuilder text = new StringBuilder();
        private CompletableFuture<WebSocket> sent;

        Jdk(URI uri, RoundTrips trips) {
            this.trips = trips;
            CompletableFuture<WebSocket> opening =
                    HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this);
            sent = opening;
            socket = opening.join();
        }

        @Override
        public synchronized void send(byte[] request) {
            String string = new String(request, StandardCharsets.UTF_8);
            sent = sent.thenCompose(ready -> ready.sendText(string, true));
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                int size = text.toString().length();
                text.setLength(0);
                if (trips.answered(size)) {
                    send(RoundTrips.REQUEST);
                }
            }
            from.request(1);
            return DONE;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            trips.broken(failure);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private static final class OkHttp extends WebSocketListener implements Client {
        private final RoundTrips trips;
        private final OkHttpClient http = new OkHttpClient();
        private final okhttp3.WebSocket socket;
        private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

        OkHttp(URI uri, RoundTrips trips) throws Exception {
            this.trips = trips;
            socket = http.newWebSocket(new Request.Builder().url(uri.toString()).build(), this);
            var unused = opened.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void onOpen(okhttp3.WebSocket from, Response response) {
            opened.complete(true);
        }

        @Override
        public void onMessage(okhttp3.WebSocket from, String text) {
            if (trips.answered(text.length())) {
                send(RoundTrips.REQUEST);
            }
        }

        @Override
        public void onFailure(okhttp3.WebSocket from, Throwable failure, okhttp3.@Nullable Response response) {
            opened.completeExceptionally(failure);
            trips.broken(failure);
        }

        @Override
        public void send(byte[] request) {
            var unused = socket.send(new String(request, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            socket.cancel();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static final class JavaWebSocket extends WebSocketClient implements Client {
        private final RoundTrips trips;

        JavaWebSocket(URI uri, RoundTrips trips) throws Exception {
            super(uri);
            this.trips = trips;
            setTcpNoDelay(true);
            if (!connectBlocking(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no connection");
            }
        }

        @Override
        public void onOpen(ServerHandshake answer) {
            // connectBlocking waited for it
        }

        @Override
        public void onMessage(String text) {
            if (trips.answered(text.length())) {
                send(RoundTrips.REQUEST);
            }
        }

        /** Text, as the others send it; what it inherits would be binary. */
        @Override
        public void send(byte[] request) {
            send(new String(request, StandardCharsets.UTF_8));
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {
            trips.broken(new IllegalStateException("closed " + code));
        }

        @Override
        public void onError(Exception failure) {
            trips.broken(failure);
        }
    }
}
