// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The settings of an AIP client, in either role.
 *
 * @param client what all clients have; its id is the device's {@code client_id}, or the constellation's name
 * @param platform told at registration: {@code windows}, {@code linux}
 * @param heartbeat between two of ours
 * @param heartbeatTimeout until its answer; then the connection is given up
 * @param taskTimeout of a task where the caller names none
 * @param infoTimeout of a device info request where the caller names none
 * @param maxDevices of a constellation at a time; one more is refused with {@link TooManyDevicesException}
 */
public record UfoOptions(
        ClientOptions client,
        String platform,
        Duration heartbeat,
        Duration heartbeatTimeout,
        Duration taskTimeout,
        Duration infoTimeout,
        int maxDevices) {

    public UfoOptions {
        if (heartbeat.compareTo(Duration.ZERO) <= 0
                || heartbeatTimeout.compareTo(Duration.ZERO) <= 0
                || taskTimeout.compareTo(Duration.ZERO) <= 0
                || infoTimeout.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("times are above zero");
        }
        if (maxDevices < 1) {
            throw new IllegalArgumentException("a constellation has room for one device at least");
        }
    }

    /** Registration 30 s, heartbeat 30 s and its answer 30 s, tasks 300 s, device info 10 s, a command's handler 30 s; 1,024 devices. */
    public static UfoOptions defaults(String clientId) {
        Duration thirty = Duration.ofSeconds(30);
        ClientOptions client = ClientOptions.defaults(clientId);
        ClientOptions.Timeouts times = client.timeouts();
        client = client.withTimeouts(new ClientOptions.Timeouts(
                        times.heartbeat(), thirty, times.close(), times.refused(), times.replaced()))
                .withHandlers(client.handlers().withTimeout(thirty));
        return new UfoOptions(client, "linux", thirty, thirty, Duration.ofSeconds(300), Duration.ofSeconds(10), 1024);
    }

    public UfoOptions withClient(ClientOptions value) {
        return new UfoOptions(value, platform, heartbeat, heartbeatTimeout, taskTimeout, infoTimeout, maxDevices);
    }

    public UfoOptions withPlatform(String value) {
        return new UfoOptions(client, value, heartbeat, heartbeatTimeout, taskTimeout, infoTimeout, maxDevices);
    }

    public UfoOptions withHeartbeat(Duration every, Duration answer) {
        return new UfoOptions(client, platform, every, answer, taskTimeout, infoTimeout, maxDevices);
    }

    public UfoOptions withTimeouts(Duration task, Duration info) {
        return new UfoOptions(client, platform, heartbeat, heartbeatTimeout, task, info, maxDevices);
    }

    public UfoOptions withMaxDevices(int value) {
        return new UfoOptions(client, platform, heartbeat, heartbeatTimeout, taskTimeout, infoTimeout, value);
    }

    /**
     * A transport to this server, closed by the caller after the client.
     *
     * @param server {@code ws://host:port/ws} or {@code wss://…}, without query
     * @param token the API key; this protocol wants it in the query of the upgrade, where proxies may log it
     * @param base own timeouts, trust or event loops
     */
    public WebSocketTransport webSocket(URI server, String token, WebSocketOptions base) {
        String query = token.isEmpty() ? "" : "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        return new WebSocketTransport(URI.create(server + query), client.receiveLimits(), base);
    }
}
