// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a development hub.
 *
 * @param store the SQLite file; empty keeps events in memory only
 * @param token the bearer token that an upgrade must show; empty: none is asked for
 * @param heartbeat what clients are told
 * @param maxInFlight what clients are told
 * @param maxFrameBytes what clients are told, and the bound on what is read
 * @param helloTimeout from connected to {@code hello}
 */
public record HubOptions(
        Optional<Path> store,
        Optional<String> token,
        Duration heartbeat,
        int maxInFlight,
        int maxFrameBytes,
        Duration helloTimeout) {

    public static HubOptions defaults() {
        return new HubOptions(
                Optional.empty(), Optional.empty(), Duration.ofSeconds(20), 256, 16 << 20, Duration.ofSeconds(10));
    }

    public HubOptions withStore(Path file) {
        return new HubOptions(Optional.of(file), token, heartbeat, maxInFlight, maxFrameBytes, helloTimeout);
    }

    public HubOptions withHeartbeat(Duration value) {
        return new HubOptions(store, token, value, maxInFlight, maxFrameBytes, helloTimeout);
    }

    public HubOptions withMaxInFlight(int value) {
        return new HubOptions(store, token, heartbeat, value, maxFrameBytes, helloTimeout);
    }

    public HubOptions withMaxFrameBytes(int value) {
        return new HubOptions(store, token, heartbeat, maxInFlight, value, helloTimeout);
    }

    public HubOptions withToken(String value) {
        return new HubOptions(store, Optional.of(value), heartbeat, maxInFlight, maxFrameBytes, helloTimeout);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "HubOptions[store=" + store + ", token=" + (token.isPresent() ? "***" : "none") + ", maxInFlight="
                + maxInFlight + "]";
    }
}
