// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub that takes the upgrade and reads nothing from then on. */
@Timeout(60)
class GivenUpTest {
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
    private static final Duration SOON = Duration.ofMillis(200);

    @Test
    @DisplayName(
            "F14 a connection that is given up before its welcome is reset, so that its hello does not come behind the next")
    void reset() throws Exception {
        ClientOptions options = ClientOptions.defaults("gw")
                .withTimeouts(new ClientOptions.Timeouts(
                        Duration.ofSeconds(20), SOON, SOON, Duration.ofMinutes(5), Duration.ofMinutes(1)))
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(5), 2, Duration.ofMillis(20)));
        try (ServerSocket hub = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketTransport transport = HubTransport.webSocket(
                        options,
                        URI.create("ws://127.0.0.1:" + hub.getLocalPort() + HubTransport.PATH),
                        Credentials.none());
                VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
                FacilitatorClient client = FacilitatorClient.create(
                        options, transport, Frames.webSocket(), outbox, new FacilitatorObserver() {})) {
            client.start();
            try (Socket first = hub.accept()) {
                first.setSoTimeout(20_000);
                upgrade(first);
                hub.accept().close(); // it came again: the first is over

                assertThatThrownBy(() -> first.getInputStream().readAllBytes())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("reset");
            }
        }
    }

    private static void upgrade(Socket socket) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new AssertionError("no key");
        }
        byte[] sum = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: " + HubTransport.SUBPROTOCOL + "\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(sum) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }
}
