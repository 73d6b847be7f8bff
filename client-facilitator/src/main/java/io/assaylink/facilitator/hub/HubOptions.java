// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a development hub.
 *
 * @param store the SQLite file; empty keeps events in memory only
 * @param token the bearer token that an upgrade must show; empty: none is asked for
 * @param keys Ed25519 keys by client id: whoever shows no token has to prove one of them; empty: no proof is asked for
 * @param clients ids that are let in, others get 4403; empty: all
 * @param heartbeat what clients are told; a WebSocket client is pinged when it was silent for 1.25 times that, and gets
 *     4408 after 2.5 times
 * @param maxInFlight what clients are told; who sends more without an acknowledgement gets 4429
 * @param maxFrameBytes what clients are told, and the bound on what is read
 * @param maxBadFrames in one minute; one more ends the session with 4400
 * @param helloTimeout from connected to {@code hello}
 */
public record HubOptions(
        Optional<Path> store,
        Optional<String> token,
        Map<String, PublicKey> keys,
        Set<String> clients,
        Duration heartbeat,
        int maxInFlight,
        int maxFrameBytes,
        int maxBadFrames,
        Duration helloTimeout) {

    public HubOptions {
        keys = Map.copyOf(keys);
        clients = Set.copyOf(clients);
    }

    public static HubOptions defaults() {
        return new HubOptions(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Duration.ofSeconds(20),
                256,
                16 << 20,
                10,
                Duration.ofSeconds(10));
    }

    public HubOptions withStore(Path file) {
        return new HubOptions(
                Optional.of(file),
                token,
                keys,
                clients,
                heartbeat,
                maxInFlight,
                maxFrameBytes,
                maxBadFrames,
                helloTimeout);
    }

    public HubOptions withToken(String value) {
        return new HubOptions(
                store,
                Optional.of(value),
                keys,
                clients,
                heartbeat,
                maxInFlight,
                maxFrameBytes,
                maxBadFrames,
                helloTimeout);
    }

    public HubOptions withKeys(Map<String, PublicKey> value) {
        return new HubOptions(
                store, token, value, clients, heartbeat, maxInFlight, maxFrameBytes, maxBadFrames, helloTimeout);
    }

    public HubOptions withClients(Set<String> value) {
        return new HubOptions(
                store, token, keys, value, heartbeat, maxInFlight, maxFrameBytes, maxBadFrames, helloTimeout);
    }

    public HubOptions withHeartbeat(Duration value) {
        return new HubOptions(
                store, token, keys, clients, value, maxInFlight, maxFrameBytes, maxBadFrames, helloTimeout);
    }

    public HubOptions withMaxInFlight(int value) {
        return new HubOptions(store, token, keys, clients, heartbeat, value, maxFrameBytes, maxBadFrames, helloTimeout);
    }

    public HubOptions withMaxFrameBytes(int value) {
        return new HubOptions(store, token, keys, clients, heartbeat, maxInFlight, value, maxBadFrames, helloTimeout);
    }

    public HubOptions withMaxBadFrames(int value) {
        return new HubOptions(store, token, keys, clients, heartbeat, maxInFlight, maxFrameBytes, value, helloTimeout);
    }

    public HubOptions withHelloTimeout(Duration value) {
        return new HubOptions(store, token, keys, clients, heartbeat, maxInFlight, maxFrameBytes, maxBadFrames, value);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "HubOptions[store=" + store + ", token=" + (token.isPresent() ? "***" : "none") + ", keys=" + keys.size()
                + ", clients=" + clients.size() + ", maxInFlight=" + maxInFlight + "]";
    }
}
