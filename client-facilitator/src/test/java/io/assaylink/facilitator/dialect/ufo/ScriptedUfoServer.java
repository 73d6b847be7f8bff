// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A UFO server over real WebSockets that does as its source does: registration answered by a heartbeat, a name that is
 * taken or a device that is not there by an error and a close; a constellation's task is acknowledged by a heartbeat,
 * becomes a task and one command for the device, and ends for both when the results have come; what it cannot do is an
 * error without an id.
 */
final class ScriptedUfoServer implements AutoCloseable {
    static final String TOKEN = "a+b&c";

    /** Who is connected, by its {@code client_id}. */
    final Map<String, Peer> clients = new ConcurrentHashMap<>();
    /** What devices said at the end of their tasks, and errors. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final Map<String, Peer> constellations = new ConcurrentHashMap<>(); // by session
    private final WebSocketServer server;
    private final InetSocketAddress address;

    ScriptedUfoServer() throws Exception {
        WebSocketServerOptions options = WebSocketServerOptions.defaults()
                .withPath("/ws")
                .withAuthenticator(request -> request.uri().endsWith("?token=a%2Bb%26c")
                        ? UpgradeDecision.accept()
                        : UpgradeDecision.refuse(403));
        server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ReceiveLimits.defaults(), options);
        address = (InetSocketAddress) server.listen(connection -> connection.drive(new Peer()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .address();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + address.getPort() + "/ws");
    }

    Peer client(String id) {
        return Optional.ofNullable(clients.get(id)).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }

    /** One connection. */
    final class Peer implements Machine<WebSocketMessage> {
        private Optional<Driver<WebSocketMessage>> driver = Optional.empty();
        private String id = "";

        void say(String json) {
            Driver<WebSocketMessage> mine = driver.orElseThrow();
            mine.execute(() -> mine.send(WebSocketMessage.text(json)));
        }

        void cut() {
            Driver<WebSocketMessage> mine = driver.orElseThrow();
            mine.execute(() -> mine.close(new CloseReason.Local(1012, "restart"), Duration.ofSeconds(1)));
        }

        @Override
        public void opened(Driver<WebSocketMessage> opened, long now) {
            driver = Optional.of(opened);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            try {
                JsonFrame frame = JsonFrame.read(message.bytes(), 1 << 20);
                if (id.isEmpty()) {
                    register(frame);
                } else {
                    handle(frame);
                }
            } catch (EnvelopeException | RuntimeException broken) {
                error("Error handling message");
            }
        }

        private void error(String words) {
            say("{\"type\":\"error\",\"status\":\"error\",\"error\":\"" + words + "\",\"response_id\":\"e\"}");
        }

        private void register(JsonFrame frame) throws EnvelopeException {
            String name = frame.key("client_id");
            Optional<String> target = frame.optionalKey("target_id");
            boolean first = frame.key("type").equals("register");
            if (!first || (target.isPresent() && !clients.containsKey(target.get())) || clients.containsKey(name)) {
                error("Target device is not connected, or the name is taken");
                cut();
                return;
            }
            id = name;
            clients.put(name, this);
            say("{\"type\":\"heartbeat\",\"status\":\"ok\",\"response_id\":\"r\"}");
        }

        private void handle(JsonFrame frame) throws EnvelopeException {
            String session = frame.optionalKey("session_id").orElse("");
            switch (frame.key("type")) {
                case "heartbeat" -> say("{\"type\":\"heartbeat\",\"status\":\"ok\",\"response_id\":\"h\"}");
                case "task" -> task(frame, session);
                case "command_results" -> results(frame, session);
                case "device_info_request" -> info(frame);
                case "device_info_response" ->
                    heard.add("info " + new String(frame.json("metadata").orElseThrow(), UTF_8));
                case "task_end" -> heard.add("end " + session + " " + frame.key("status"));
                case "error" -> error(frame.text("error").orElse(""));
                default -> error("Unknown message type");
            }
        }

        private void task(JsonFrame frame, String session) throws EnvelopeException {
            String request = frame.text("request").orElse("");
            if (request.equals("fail")) {
                throw new IllegalStateException("as where the device is gone: an error without an id");
            }
            constellations.put(session, this);
            Peer device = client(frame.key("target_id"));
            device.say("{\"type\":\"task\",\"status\":\"continue\",\"session_id\":\"" + session
                    + "\",\"task_name\":\"n\",\"user_request\":\"" + request + "\",\"response_id\":\"t\"}");
            if (!request.equals("never")) {
                device.say("{\"type\":\"command\",\"status\":\"continue\",\"session_id\":\"" + session
                        + "\",\"response_id\":\"" + session + "/1\",\"actions\":[{\"tool_name\":\"echo\","
                        + "\"tool_type\":\"action\",\"call_id\":\"1\",\"parameters\":{\"text\":\"" + request
                        + "\"}}]}");
            }
            say("{\"type\":\"heartbeat\",\"status\":\"ok\",\"session_id\":\"" + session + "\"}");
        }

        private void results(JsonFrame frame, String session) throws EnvelopeException {
            JsonFrame result = frame.objects("action_results").get(0);
            boolean done = result.key("status").equals("success");
            String end = "{\"type\":\"task_end\",\"status\":\"" + (done ? "completed" : "failed")
                    + "\",\"session_id\":\"" + session + "\",\"result\":"
                    + new String(result.json("result").orElse("null".getBytes(UTF_8)), UTF_8)
                    + ",\"response_id\":\"x\"}";
            Peer asked = constellations.remove(session);
            if (asked != null && frame.key("prev_response_id").equals(session + "/1")) {
                asked.say(end);
                say(end);
            }
        }

        private void info(JsonFrame frame) throws EnvelopeException {
            String device = frame.key("target_id");
            String result = clients.containsKey(device)
                    ? "{\"device\":\"" + device + "\"}"
                    : "{\"error\":\"Device " + device + " not found\"}";
            say("{\"type\":\"device_info_response\",\"status\":\"ok\",\"response_id\":\"" + frame.key("request_id")
                    + "\",\"result\":" + result + "}");
        }

        @Override
        public void closed(CloseReason reason, long now) {
            clients.remove(id, this);
            constellations.values().removeAll(List.of(this));
        }
    }
}
